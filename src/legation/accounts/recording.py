"""Each act of an account goes to the ledger, in the transaction of the act where there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import Signal
from django.http import HttpRequest

from legation.accounts import devices, guessing, whence
from legation.accounts.models import User
from legation.ledger.services import Act, record

ACTIONS: tuple[tuple[Signal, str], ...] = (
    (user_logged_in, "member.signed-in"),
    (user_logged_out, "member.signed-out"),
    (account.user_signed_up, "member.registered"),
    (account.email_confirmed, "member.address-verified"),
    (account.email_changed, "member.address-changed"),
    (account.password_set, "member.password-changed"),
    (account.password_changed, "member.password-changed"),
    (account.password_reset, "member.password-reset"),
    (mfa.authenticator_added, "member.factor-added"),
    (mfa.authenticator_removed, "member.factor-removed"),
    (mfa.authenticator_reset, "member.factor-renewed"),
)


def listen() -> None:
    """Connect everything; called once, when Django starts."""
    for signal, action in ACTIONS:
        signal.connect(_recorder(action), weak=False, dispatch_uid=f"{id(signal)} {action}")
    account.password_changed.connect(_end_others)
    account.password_reset.connect(_end_others)
    account.email_changed.connect(_greet_new_address)
    mfa.authenticator_used.connect(_tell_of_recovery)
    mfa.authentication_failed.connect(_failed)


def by_member(user: User, action: str, **detail: str | int | bool | list[str] | None) -> None:
    """Record an act of a member about themselves, and from where it came."""
    given = {**whence.here(user.subject), **detail}
    record(Act(action, actor=user.subject_id, about=(user.subject_id,), detail=given))


def _recorder(action: str) -> Callable[..., None]:
    def receive(sender: object, **given: Any) -> None:
        address = given.get("email_address")
        user = given.get("user") or (address.user if address else None)
        if isinstance(user, User):
            by_member(user, action, **_way(given.get("request"), user))

    return receive


def _way(request: HttpRequest | None, user: User) -> dict[str, str]:
    """That it was the ministry's directory which opened the session."""
    if request is None or not hasattr(request, "session"):
        return {}
    methods = {entry.get("method") for entry in get_authentication_records(request, user)}
    return {"through": "directory"} if "socialaccount" in methods else {}


def _end_others(sender: object, request: HttpRequest, user: User, **given: Any) -> None:
    """A new password ends every other session at once."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()


def _greet_new_address(
    sender: object, request: HttpRequest, user: User, to_email_address: EmailAddress, **given: Any
) -> None:
    """The old address is told by the library."""
    get_adapter(request).send_notification_mail(
        "account/email/email_is_yours", user, email=to_email_address.email
    )


def _tell_of_recovery(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **given: Any
) -> None:
    """A recovery code may be the first that its owner hears of a theft."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        by_member(user, "member.recovery-code-used")
        get_adapter(request).send_notification_mail("mfa/email/recovery_code_used", user)


def _failed(sender: object, request: HttpRequest, user: User, **given: Any) -> None:
    guessing.Attempt(request, user.email, devices.known(request, user.email)).failed()
