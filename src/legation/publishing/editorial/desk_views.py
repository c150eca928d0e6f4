"""The desk of editorial work: what waits, and the calendar of what goes live or ends."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.accounts.staff.permissions import require_role
from legation.publishing.editorial import scheduling
from legation.publishing.editorial.models import Withdrawal
from legation.publishing.editorial.permissions import WRITERS, pages_of, staff


@require_safe
@require_role(*WRITERS)
def desk(request: HttpRequest) -> HttpResponse:
    """What there is to do in the person's offices."""
    pages = pages_of(staff(request), *WRITERS)
    planned = scheduling.planned(pages)
    blocked = sum(bool(row.obstacles) for row in planned)
    items = [
        _item(_("Scheduled pages"), "editorial_schedule", len(planned), blocked),
        _item(
            _("Withdrawn pages"),
            "editorial_withdrawn",
            Withdrawal.objects.in_force().filter(page__in=pages).count(),
        ),
    ]
    return render(request, "editorial/desk.html", {"items": items})


def _item(title: str, route: str, count: int, urgent: int = 0) -> dict[str, object]:
    return {"title": title, "url": reverse(route), "status": count, "kind": "warn" if urgent else "none"}


@require_safe
@require_role(*WRITERS)
def schedule(request: HttpRequest) -> HttpResponse:
    """What goes live or ends by the clock, and what blocks it."""
    pages = pages_of(staff(request), *WRITERS)
    return render(request, "editorial/schedule.html", {"rows": scheduling.planned(pages)})
