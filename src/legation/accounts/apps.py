from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Listens to the sign-in library once all models are there."""

    name = "legation.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from legation.accounts import mfa, recording  # noqa: PLC0415  # need the models
        from legation.accounts.staff import operators, proving  # noqa: PLC0415  # need the models

        recording.listen()
        mfa.seal_passkeys()
        proving.listen()
        operators.listen()
        import_module("legation.accounts.staff.desks")
        import_module("legation.accounts.page_controls")
