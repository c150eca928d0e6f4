"""Whose filters somebody has, and the links beside their queues."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role, offices_of
from legation.casework.cases.parts import Link
from legation.casework.cases.permissions import HANDLERS, visible_to
from legation.casework.desk.finding.models import SavedFilter
from legation.casework.desk.finding.narrowing import condition, finds_running


def filters_of(user: User) -> QuerySet[SavedFilter]:
    """Their own, and those shared with their offices."""
    shared = Q(shared_with__in=offices_of(user, *HANDLERS))
    return SavedFilter.objects.filter(Q(owner=user) | shared).select_related("owner", "shared_with")


def may_remove(user: User, kept: SavedFilter) -> bool:
    """Its owner, or a supervisor of the office with which it is shared."""
    office = kept.shared_with
    return kept.owner_id == user.pk or (office is not None and has_role(user, Role.SUPERVISOR, office=office))


def address(chosen: dict[str, str]) -> str:
    """Where the list of a filter stands."""
    query = urlencode(sorted(chosen.items()))
    return reverse("case_filter") + (f"?{query}" if query else "")


def _counts(user: User, kept: list[SavedFilter]) -> dict[int, int]:
    """How many cases that are not over each filter finds, by its key, in one go; of filters for ended cases
    nothing is counted, of which there are ever more."""
    asked = {
        f"kept_{one.pk}": Count("pk", filter=condition(user, one.chosen) or None)
        for one in kept
        if finds_running(one.chosen)
    }
    if not asked:
        return {}
    found = visible_to(user).filter(ended_at=None).order_by().aggregate(**asked)
    return {int(name.removeprefix("kept_")): count for name, count in found.items()}


def links(user: User) -> Iterable[Link]:
    """What is late, the filters by name, and where a new one is made."""
    yield Link(_("Late"), address({"due": "late"}), visible_to(user).late().count())
    mine = list(filters_of(user))
    found = _counts(user, mine)
    for kept in mine:
        yield Link(kept.name, address(kept.chosen), found.get(kept.pk))
    yield Link(_("Filter the cases"), reverse("case_filter"))
