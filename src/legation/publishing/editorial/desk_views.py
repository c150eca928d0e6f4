"""The desk of editorial work: what waits, and the calendar of what goes live or ends."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.accounts.staff.permissions import has_role, require_role
from legation.kernel import clock
from legation.publishing.editorial import review, scheduling
from legation.publishing.editorial.models import PreviewLink, Withdrawal
from legation.publishing.editorial.permissions import PREVIEWERS, WRITERS, pages_of, staff


@require_safe
@require_role(*WRITERS)
def desk(request: HttpRequest) -> HttpResponse:
    """What there is to do in the person's offices."""
    user = staff(request)
    pages = pages_of(user, *WRITERS)
    planned = scheduling.planned(pages)
    blocked = sum(bool(row.obstacles) for row in planned)
    items = [
        _item(_("Waiting for a decision"), "editorial_queue", len(review.waiting(pages))),
        _item(_("Scheduled pages"), "editorial_schedule", len(planned), blocked),
        _item(
            _("Withdrawn pages"),
            "editorial_withdrawn",
            Withdrawal.objects.in_force().filter(page__in=pages).count(),
        ),
    ]
    if has_role(request.user, *PREVIEWERS):
        shown = PreviewLink.objects.filter(page__in=pages_of(user, *PREVIEWERS), revoked_at=None)
        count = shown.filter(expires_at__gt=clock.now()).count()
        items.append(_item(_("Open previews"), "editorial_previews", count))
    return render(request, "editorial/desk.html", {"items": items})


def _item(title: str, route: str, count: int, urgent: int = 0) -> dict[str, object]:
    return {"title": title, "url": reverse(route), "status": count, "kind": "warn" if urgent else "none"}


@require_safe
@require_role(*WRITERS)
def schedule(request: HttpRequest) -> HttpResponse:
    """What goes live or ends by the clock, and what blocks it."""
    pages = pages_of(staff(request), *WRITERS)
    return render(request, "editorial/schedule.html", {"rows": scheduling.planned(pages)})
