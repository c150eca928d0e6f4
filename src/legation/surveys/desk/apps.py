from importlib import import_module

from django.apps import AppConfig


class SurveyDeskConfig(AppConfig):
    """Makes surveys something that forms are composed for."""

    name = "legation.surveys.desk"
    label = "survey_desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("legation.surveys.desk.composed")
