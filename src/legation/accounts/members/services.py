"""What members do with their account: check, act, record."""

from __future__ import annotations

import uuid

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.subjects import owner
from legation.accounts.models import NameChange, User
from legation.accounts.recording import by_member
from legation.kernel.errors import Conflict
from legation.mail.services import queue_template
from legation.privacy.gateway import own
from legation.privacy.models import Subject


@transaction.atomic
def correct_name(user: User, name: str) -> bool:
    """Write the new name and keep the old one as history; False when it is the same."""
    previous = own(owner(user), user, ["name"])["name"]
    if previous == name:
        return False
    NameChange.objects.create(user=user, previous=previous)
    user.name = name
    user.save(update_fields=["name"])
    by_member(user, "member.name-corrected")
    return True


@transaction.atomic
def end_session(user: User, session: UserSession) -> None:
    """End one session of the member; it is refused from its next request on."""
    if session.user_id != user.pk:
        raise Conflict(_("This session is not yours."))
    session.end()
    by_member(user, "member.session-ended")


@transaction.atomic
def end_other_sessions(user: User, current_key: str | None) -> int:
    """End every session but the present one; returns how many."""
    others = list(UserSession.objects.filter(user=user).exclude(session_key=current_key))
    for session in others:
        end_session(user, session)
    return len(others)


@transaction.atomic
def leave(user: User, *, language: str) -> None:
    """Close the account for ever: the key of the person is destroyed, so that every sealed text of
    theirs is unreadable; the row stays without anything that tells who it was.

    Raises Conflict for staff, whose roles must be withdrawn first.
    """
    if user.grants.in_force().exists():
        raise Conflict(_("You hold a role as staff. Ask an administrator to withdraw it first."))
    address = user.email
    by_member(user, "member.left")
    for session in UserSession.objects.filter(user=user):
        session.end()
    for model in apps.get_app_config("members").get_models():
        if any(field.name == "user" for field in model._meta.fields):
            model._default_manager.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.email = f"left-{uuid.uuid4().hex}@account.invalid"
    user.name, user.is_active, user.is_staff, user.language = None, False, False, ""
    user.set_unusable_password()
    user.save()
    # The farewell belongs to a Subject of its own: the member's key is gone when it is sent.
    queue_template(Subject.objects.create(), address, "mail/accounts_left.txt", {}, language=language)
    user.subject.erase()
