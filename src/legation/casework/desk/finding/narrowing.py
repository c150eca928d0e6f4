"""What a filter asks, as a condition on cases: of a form that is valid, or of a filter that was kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from django.db.models import Q

from legation.accounts.models import User
from legation.casework.cases.models import ENDED, RUNNING
from legation.kernel import clock

OVER_STATES = frozenset(state.value for state in ENDED)
ALL_RUNNING, OVER = "running", "over"
ME, NOBODY, MINISTRY = "me", "nobody", "ministry"
LATE, SOON = "late", "soon"


def condition(user: User, chosen: Mapping[str, str]) -> Q:
    """Each value narrows. An officer who has left finds nothing."""
    found = Q()
    for name, value in chosen.items():
        special = SPECIAL.get(name)
        found &= special(user, value) if special else Q(**{name: value})
    return found


def finds_running(chosen: Mapping[str, str]) -> bool:
    """Whether it can find cases that are not over."""
    return chosen.get("state", "") not in {OVER, *OVER_STATES}


def _state(_user: User, value: str) -> Q:
    if value == ALL_RUNNING:
        return ~Q(state__in=ENDED)
    return Q(state__in=ENDED) if value == OVER else Q(state=value)


def _office(_user: User, value: str) -> Q:
    return Q(office=None) if value == MINISTRY else Q(office__slug=value)


def _assignee(user: User, value: str) -> Q:
    if value == NOBODY:
        return Q(assignee=None)
    return Q(assignee=user.pk if value == ME else int(value))


def _age(_user: User, value: str) -> Q:
    return Q(confirmed_at__lt=clock.now() - dt.timedelta(days=int(value)))


def _due(_user: User, value: str) -> Q:
    now = clock.now()
    running = Q(ended_at=None, state__in=RUNNING, paused_at=None)
    if value == LATE:
        return running & Q(due_at__lt=now)
    if value == SOON:
        return running & Q(warn_at__lte=now)
    return running & Q(due_at__lt=now + dt.timedelta(days=int(value)))


SPECIAL: dict[str, Callable[[User, str], Q]] = {
    "state": _state,
    "office": _office,
    "assignee": _assignee,
    "age": _age,
    "due": _due,
}
