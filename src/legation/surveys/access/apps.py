from django.apps import AppConfig


class SurveyAccessConfig(AppConfig):
    """Who may answer surveys."""

    name = "legation.surveys.access"
    label = "survey_access"
    default_auto_field = "django.db.models.BigAutoField"
