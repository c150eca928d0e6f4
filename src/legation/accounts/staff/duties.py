"""Duties that one person never does alone: the one list of them, and the one question.

Every service that asks a second person names its duty here and calls `apart`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, User
from legation.kernel.errors import NotPermitted


@dataclass(frozen=True)
class Duty:
    """`title` says what is done, `seconds` whose second word it needs; `refusal` is what whoever did the
    first half is told when they try the second."""

    code: str
    title: str | Promise
    seconds: tuple[Role, ...]
    refusal: str | Promise


DUTIES: dict[str, Duty] = {}


def _duty(code: str, title: str | Promise, seconds: tuple[Role, ...], refusal: str | Promise) -> Duty:
    DUTIES[code] = Duty(code, title, seconds, refusal)
    return DUTIES[code]


DECIDERS = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)
PUBLISHERS = (Role.PUBLISHER, Role.ADMINISTRATOR)

GRANT = _duty(
    "grant",
    _("Giving a powerful role"),
    DECIDERS,
    _("Somebody else must approve what you proposed or what is for yourself."),
)
OWN_ROLE = _duty(
    "own role", _("Giving any role"), (Role.ADMINISTRATOR,), _("Nobody gives a role to themselves.")
)
RENEWAL = _duty(
    "renewal", _("Renewing a role"), (Role.ADMINISTRATOR,), _("Nobody renews a role of their own.")
)
REVIEW = _duty("review", _("Reviewing a role"), DECIDERS, _("Somebody else must review a role of yours."))
LEAVING = _duty(
    "leaving",
    _("Saying that somebody has left"),
    (Role.ADMINISTRATOR,),
    _("Somebody else must say that you left."),
)
EMERGENCY = _duty(
    "emergency",
    _("Opening a role for one hour in an emergency"),
    (*DECIDERS, Role.SECURITY_OFFICER, Role.SUPERVISOR),
    _("Somebody else must open it for you."),
)
EMERGENCY_REPORT = _duty(
    "emergency report",
    _("Looking at an emergency afterwards"),
    (Role.PRIVACY_OFFICER,),
    _("A privacy officer who had no part in it must look at it."),
)
STANDING = _duty(
    "standing",
    _("Denying services to a member, or suspending one for long"),
    (*DECIDERS, Role.SUPERVISOR),
    _("Somebody else must approve what you proposed or what is for yourself."),
)
PUBLICATION = _duty(
    "publication",
    _("Publishing a page"),
    PUBLISHERS,
    _("You wrote this text; somebody else has to publish it. Submit it for review instead."),
)
ALERT = _duty(
    "alert",
    _("Looking at an emergency alert that one person published"),
    PUBLISHERS,
    _("Somebody else has to look at this alert."),
)
FILE = _duty(
    "file",
    _("Making an image or a file public"),
    PUBLISHERS,
    _("Somebody else must clear what you uploaded or asked for."),
)
POLICY = _duty(
    "policy", _("Publishing the policy"), DECIDERS, _("Somebody else must publish what you wrote.")
)
FORM = _duty("form", _("Publishing a form"), PUBLISHERS, _("Somebody else must publish what you wrote."))
SURVEY = _duty(
    "survey", _("Publishing a survey"), PUBLISHERS, _("Somebody else must publish what you wrote.")
)
INVITATIONS = _duty(
    "invitations",
    _("Sending invitations to a survey"),
    PUBLISHERS,
    _("Somebody else must send to the list that you brought in."),
)
ANSWER = _duty(
    "answer",
    _("Deciding a case"),
    (Role.SUPERVISOR,),
    _("You drafted this answer; another person must approve it."),
)
REDACTION = _duty(
    "redaction",
    _("Showing again what was struck out of a letter"),
    (Role.SUPERVISOR,),
    _("Somebody else must decide what you asked for."),
)
TEMPLATE = _duty(
    "template",
    _("Approving a text for replies"),
    (Role.SUPERVISOR,),
    _("Somebody else must approve what you wrote."),
)
DISCLOSURE = _duty(
    "disclosure",
    _("Disclosing information about a person"),
    (Role.PRIVACY_OFFICER,),
    _("Somebody else must decide what you proposed."),
)
EXTENSION = _duty(
    "extension",
    _("Giving a case more time than one officer may"),
    (Role.SUPERVISOR,),
    _("Somebody else must grant the time that you asked for."),
)
NOTICE = _duty(
    "notice",
    _("Sending a notice to nationals abroad"),
    (Role.SUPERVISOR,),
    _("Somebody else must send the notice that you wrote."),
)


def is_apart(by: User, *earlier: int | None) -> bool:
    """Whether the person is none of those who did the earlier half, by the keys of their accounts."""
    return by.pk not in earlier


def apart(duty: Duty, by: User, *earlier: int | None) -> None:
    """Raises NotPermitted for somebody who did the earlier half, or for whom it is done."""
    if not is_apart(by, *earlier):
        raise NotPermitted(duty.refusal)
