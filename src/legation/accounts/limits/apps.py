from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """How often something may be tried."""

    name = "legation.accounts.limits"
    label = "limits"
    default_auto_field = "django.db.models.BigAutoField"
