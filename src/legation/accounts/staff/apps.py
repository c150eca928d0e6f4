from importlib import import_module

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """How people become staff, stay it and leave."""

    name = "legation.accounts.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("legation.accounts.staff.membership")
        import_module("legation.accounts.staff.signals").connect()
