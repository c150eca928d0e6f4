from importlib import import_module

from django.apps import AppConfig


class StandingConfig(AppConfig):
    """Suspension and denial of members."""

    name = "legation.accounts.standing"
    label = "standing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("legation.accounts.standing.activity")
