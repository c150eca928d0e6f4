"""An invitation is accepted by what the person does anyway: confirm, set up a factor, sign in."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_confirmed
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_in

from legation.accounts.models import User
from legation.accounts.staff.invitations import accept_waiting


def connect() -> None:
    """Called once, when Django starts."""
    for signal in (email_confirmed, authenticator_added, user_logged_in):
        signal.connect(_accept, dispatch_uid=f"staff.accept {id(signal)}")


def _accept(sender: object, **given: Any) -> None:
    address = given.get("email_address")
    user = given.get("user") or (address.user if address else None)
    if isinstance(user, User):
        accept_waiting(user)
