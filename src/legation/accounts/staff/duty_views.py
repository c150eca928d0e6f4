"""The page of what nobody does alone, and of who can be the second person."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from legation.accounts.models import Grant
from legation.accounts.staff.duties import DECIDERS, DUTIES, Duty
from legation.accounts.staff.permissions import grants_within, require_role
from legation.accounts.staff.views import staff_of


@dataclass(frozen=True)
class Shown:
    """A duty with those who may give its second word, one entry a person and role."""

    duty: Duty
    grants: list[Grant]

    @property
    def roles(self) -> list[str]:
        """Their names, in the reader's language."""
        return [str(role.label) for role in self.duty.seconds]

    @property
    def is_stuck(self) -> bool:
        """Whether one person at most could be the second: what they began nobody can end."""
        return len({grant.user_id for grant in self.grants}) < 2


@require_safe
@never_cache
@require_role(*DECIDERS)
def duties(request: HttpRequest) -> HttpResponse:
    """Each duty and, of the offices over which the reader decides, who holds a role that it needs."""
    held = grants_within(staff_of(request), *DECIDERS).in_force()
    held = held.filter(user__is_active=True, emergency=None).select_related("user", "office")
    grants = list(held.order_by("user__email", "role"))
    rows = [
        Shown(duty, [grant for grant in grants if grant.role in duty.seconds]) for duty in DUTIES.values()
    ]
    return render(request, "accounts/staff/duties.html", {"rows": rows})
