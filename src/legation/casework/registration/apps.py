from importlib import import_module

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """Fills the ports of the packages below."""

    name = "legation.casework.registration"
    label = "registration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("legation.casework.registration.ports")
