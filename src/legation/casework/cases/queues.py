"""The desk's queues. They show number, kind, state and dates; no sealed text is opened for a list."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import RUNNING, Case, CaseQuerySet, State
from legation.casework.cases.permissions import may_open, visible_to
from legation.kernel import clock

QUEUES: dict[str, str | Promise] = {
    "mine": _("Mine"),
    "unassigned": _("Unassigned"),
    "due": _("Due soon or late"),
    "approval": _("To be approved"),
    "waiting": _("Waiting for the person or another authority"),
    "all": _("All running"),
    "ended": _("Ended"),
}


# Of the longest queues so many cases are shown and counted: nobody turns a hundred pages, and counting what is
# not shown would take the longer the more there ever was.
MOST = 2_500


def queue(user: User, name: str) -> CaseQuerySet:
    """The person's cases of one queue, the most urgent first."""
    cases = visible_to(user).select_related("office")
    if name == "ended":
        return cases.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")
    running = cases.filter(ended_at=None).order_by("-priority", "due_at", "pk")
    return running.filter(_rule(user, name))


def _rule(user: User, name: str) -> Q:
    rules = {
        "mine": Q(assignee=user),
        "unassigned": Q(state=State.OPEN),
        "due": Q(state__in=RUNNING, paused_at=None, warn_at__lte=clock.now()),
        "approval": Q(state=State.PROPOSED),
        "waiting": Q(state__in=(State.WAITING, State.WITH_BODY)),
    }
    return rules.get(name, Q())


def counts(user: User) -> list[dict[str, object]]:
    """Code, name and size of each queue that is not over; all counted in one go."""
    found = (
        visible_to(user)
        .filter(ended_at=None)
        .order_by()
        .aggregate(**{code: Count("pk", filter=_rule(user, code)) for code in QUEUES if code != "ended"})
    )
    return [{"code": code, "name": name, "count": found.get(code)} for code, name in QUEUES.items()]


class Pages(Paginator[Case]):
    """The first `MOST` cases of a list."""

    @cached_property
    def count(self) -> int:
        """At most `MOST`."""
        return cast(CaseQuerySet, self.object_list).order_by()[:MOST].count()

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.count == MOST


def visible_case(user: User, number: str) -> Case | None:
    """The case of this number, if the person may look into it."""
    rows = visible_to(user).select_related("office", "subject", "assignee", "merged_into")
    case = rows.filter(number=number).first()
    return case if case is not None and may_open(user, case) else None
