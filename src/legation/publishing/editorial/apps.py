from django.apps import AppConfig


class EditorialConfig(AppConfig):
    """Connects what must happen when a page is published."""

    name = "legation.publishing.editorial"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from legation.publishing.editorial import signals  # noqa: PLC0415  # needs loaded models

        signals.connect()
