from importlib import import_module

from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    """Fills the ports of the packages below."""

    name = "legation.casework.families"
    label = "families"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("legation.casework.families.ports")
