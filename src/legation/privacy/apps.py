from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class PrivacyConfig(AppConfig):
    """Collects every package's `personal_data.py` and `controls.py` once all models are there."""

    name = "legation.privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for config in apps.get_app_configs():
            for room in ("personal_data", "controls", "tasks"):
                if config.name.startswith("legation.") and find_spec(f"{config.name}.{room}"):
                    import_module(f"{config.name}.{room}")
