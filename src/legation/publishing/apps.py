from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Connects what must happen when a page, image or file changes."""

    name = "legation.publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from legation.publishing import signals  # noqa: PLC0415  # needs loaded models

        signals.connect()
