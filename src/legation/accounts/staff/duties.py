"""Duties that one person never does alone: the one list of them, and the one question.

Every service that asks a second person names its duty here and calls `apart`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.kernel.errors import NotPermitted


@dataclass(frozen=True)
class Duty:
    """`refusal` is what whoever did the first half is told when they try the second."""

    code: str
    refusal: str | Promise


DUTIES: dict[str, Duty] = {}


def _duty(code: str, refusal: str | Promise) -> Duty:
    DUTIES[code] = Duty(code, refusal)
    return DUTIES[code]


GRANT = _duty("grant", _("Somebody else must approve what you proposed or what is for yourself."))
OWN_ROLE = _duty("own role", _("Nobody gives a role to themselves."))
LEAVING = _duty("leaving", _("Somebody else must say that you left."))
RENEWAL = _duty("renewal", _("Nobody renews a role of their own."))
REVIEW = _duty("review", _("Somebody else must review a role of yours."))
EMERGENCY = _duty("emergency", _("Somebody else must open it for you."))
EMERGENCY_REPORT = _duty("emergency report", _("A privacy officer who had no part in it must look at it."))
POLICY = _duty("policy", _("Somebody else must publish what you wrote."))
FILE = _duty("file", _("Somebody else must clear what you uploaded or asked for."))
ALERT = _duty("alert", _("Somebody else has to look at this alert."))
ANSWER = _duty("answer", _("You drafted this answer; another person must approve it."))
TEMPLATE = _duty("template", _("Somebody else must approve what you wrote."))
DISCLOSURE = _duty("disclosure", _("Somebody else must decide what you proposed."))


def is_apart(by: User, *earlier: int | None) -> bool:
    """Whether the person is none of those who did the earlier half, by the keys of their accounts."""
    return by.pk not in earlier


def apart(duty: Duty, by: User, *earlier: int | None) -> None:
    """Raises NotPermitted for somebody who did the earlier half, or for whom it is done."""
    if not is_apart(by, *earlier):
        raise NotPermitted(duty.refusal)
