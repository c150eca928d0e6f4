from importlib import import_module

from django.apps import AppConfig


class MailboxConfig(AppConfig):
    """Fills the ports of the packages below."""

    name = "legation.casework.mailbox"

    def ready(self) -> None:
        import_module("legation.casework.mailbox.ports")
