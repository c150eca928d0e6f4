from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Monthly counts of cases."""

    name = "legation.casework.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"
