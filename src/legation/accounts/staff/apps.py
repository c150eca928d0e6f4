from django.apps import AppConfig


class StaffConfig(AppConfig):
    """How people become staff, stay it and leave."""

    name = "legation.accounts.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"
