from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    """Tells pages who may publish them, and notes who did."""

    name = "legation.publishing.signatures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from legation.publishing.signatures import emergencies, people  # noqa: PLC0415  # needs loaded models

        people.connect()
        emergencies.connect()
