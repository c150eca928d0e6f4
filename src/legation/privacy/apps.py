from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps

# Packages without models, which Django need not know, but which have controls.
WITHOUT_MODELS = ("legation.edge",)


class PrivacyConfig(AppConfig):
    """Collects every package's `personal_data.py` and `controls.py` once all models are there."""

    name = "legation.privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        installed = [config.name for config in apps.get_app_configs() if config.name.startswith("legation.")]
        for name in (*installed, *WITHOUT_MODELS):
            for room in ("personal_data", "controls", "tasks"):
                if find_spec(f"{name}.{room}"):
                    import_module(f"{name}.{room}")
