from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """What belongs to the member's own page."""

    name = "legation.accounts.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("legation.accounts.members.export_sections")
