from django.apps import AppConfig


class SurveyResultsConfig(AppConfig):
    """What came of surveys."""

    name = "legation.surveys.results"
    label = "survey_results"
    default_auto_field = "django.db.models.BigAutoField"
