from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    """The matrix of roles and routes. It has no models: the routes themselves are what it reads."""

    name = "legation.accounts.audiences"
    label = "audiences"
