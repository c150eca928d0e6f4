"""The desk's queues. They show number, kind, state and dates; no sealed text is opened for a list."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import ENDED, Case, CaseQuerySet, State
from legation.casework.cases.permissions import may_open, visible_to

QUEUES: dict[str, str | Promise] = {
    "mine": _("Mine"),
    "unassigned": _("Unassigned"),
    "due": _("Due soon or late"),
    "approval": _("To be approved"),
    "waiting": _("Waiting for the person or another authority"),
    "all": _("All running"),
    "ended": _("Ended"),
}


def queue(user: User, name: str) -> CaseQuerySet:
    """The person's cases of one queue, the most urgent first."""
    cases = visible_to(user).select_related("office").order_by("-priority", "due_at", "pk")
    running = cases.exclude(state__in=ENDED)
    found = {
        "mine": running.filter(assignee=user),
        "unassigned": cases.filter(state=State.OPEN),
        "due": cases.due_soon(),
        "approval": cases.filter(state=State.PROPOSED),
        "waiting": cases.filter(state__in=(State.WAITING, State.WITH_BODY)),
        "ended": cases.filter(state__in=ENDED).order_by("-ended_at", "-pk"),
    }
    return found.get(name, running)


def counts(user: User) -> list[dict[str, object]]:
    """Code, name and size of each queue that is not over."""
    return [
        {"code": code, "name": name, "count": queue(user, code).count() if code != "ended" else None}
        for code, name in QUEUES.items()
    ]


def visible_case(user: User, number: str) -> Case | None:
    """The case of this number, if the person may look into it."""
    rows = visible_to(user).select_related("office", "subject", "assignee", "merged_into")
    case = rows.filter(number=number).first()
    return case if case is not None and may_open(user, case) else None
