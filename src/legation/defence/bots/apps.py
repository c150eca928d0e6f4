from django.apps import AppConfig


class BotsConfig(AppConfig):
    """Proof of work on forms that anybody may send; its templates and its script."""

    name = "legation.defence.bots"
    label = "bots"
