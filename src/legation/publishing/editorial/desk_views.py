"""The desk of editorial work: what waits, and the calendar of what goes live or ends."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.accounts.staff.permissions import has_role, require_role
from legation.kernel import clock
from legation.publishing.editorial import notices, review, scheduling
from legation.publishing.editorial.models import LinkPlace, LinkState, PreviewLink, Withdrawal
from legation.publishing.editorial.permissions import PREVIEWERS, WRITERS, pages_of, staff

LINKS_A_PAGE = 100


@require_safe
@require_role(*WRITERS)
def desk(request: HttpRequest) -> HttpResponse:
    """What there is to do in the person's offices."""
    user = staff(request)
    pages = pages_of(user, *WRITERS)
    planned = scheduling.planned(pages)
    blocked = sum(bool(row.obstacles) for row in planned)
    due = notices.due_for_review(pages.live())
    overdue = sum(page.review_by < clock.today() for page in due)
    broken = LinkPlace.objects.filter(page__in=pages, link__state__in=notices.BAD).count()
    items: list[dict[str, object]] = [
        _item(_("Waiting for a decision"), "editorial_queue", len(review.waiting(pages))),
        _item(_("Scheduled pages"), "editorial_schedule", len(planned), blocked),
        _item(
            _("Withdrawn pages"),
            "editorial_withdrawn",
            Withdrawal.objects.in_force().filter(page__in=pages).count(),
        ),
        _item(_("Pages to be reviewed"), "editorial_reviews", len(due), overdue),
        _item(_("Links that do not work"), "editorial_links", broken, broken),
    ]
    items.append({"title": _("Translations"), "url": reverse("editorial_translations")})
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


@require_safe
@require_role(*WRITERS)
def reviews(request: HttpRequest) -> HttpResponse:
    """Pages to be reviewed within 14 days, and those overdue."""
    live = pages_of(staff(request), *WRITERS).live()
    context = {"rows": notices.due_for_review(live), "today": clock.today()}
    return render(request, "editorial/reviews.html", context)


@require_safe
@require_role(*WRITERS)
def links(request: HttpRequest) -> HttpResponse:
    """Links on published pages that do not work; `?all=1` every one that was checked elsewhere than here."""
    pages = pages_of(staff(request), *WRITERS)
    places = LinkPlace.objects.filter(page__in=pages).select_related("link", "page__locale", "page__office")
    everything = "all" in request.GET
    rows = places if everything else places.exclude(link__state__in=(LinkState.WORKS, LinkState.WAITING))
    paginator = Paginator(rows.order_by("-link__failed_days", "page__path", "pk"), LINKS_A_PAGE)
    context = {"page_obj": paginator.get_page(request.GET.get("page")), "everything": everything}
    return render(request, "editorial/links.html", context)
