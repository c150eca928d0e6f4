"""Mails to editors: pages to be reviewed, links that broke. Each is written down with its mails, once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from legation.accounts.models import Grant, Role, User
from legation.kernel import clock
from legation.mail.services import queue_template
from legation.offices.models import Office
from legation.publishing.editorial.models import LinkPlace, LinkState, SentNotice
from legation.publishing.queries import published

EARLY = dt.timedelta(days=14)
BAD = (LinkState.BROKEN, LinkState.INSECURE)


def editors_of(office: Office | None) -> list[User]:
    """The editors of the office; without any, those who edit, then those who publish for all."""
    grants = Grant.objects.in_force()
    for condition in (
        {"office": office, "role": Role.EDITOR},
        {"office": None, "role": Role.EDITOR},
        {"office": None, "role": Role.PUBLISHER},
    ):
        people = User.objects.filter(
            is_active=True, is_staff=True, pk__in=grants.filter(**condition).values("user")
        )
        if found := list(people.select_related("subject").order_by("pk")):
            return found
    return []


def due_for_review(pages: Any) -> Any:
    """Of these pages, those to be reviewed within 14 days, the longest overdue first."""
    rows = pages.filter(review_by__lte=clock.today() + EARLY).order_by("review_by", "pk")
    return rows.select_related("locale", "office")


def remind() -> int:
    """Fourteen days before the day of review, and on it, once each; returns how many mails were queued."""
    by_office: dict[Office | None, list[Any]] = defaultdict(list)
    for page in due_for_review(published()):
        by_office[page.office].append(page)
    return sum(_remind(office, pages) for office, pages in by_office.items())


@transaction.atomic
def _remind(office: Office | None, pages: Iterable[Any]) -> int:
    people = editors_of(office)
    if not people:
        return 0
    today = clock.today()
    names = {
        f"review:{page.pk}:{page.review_by}:{'due' if page.review_by <= today else 'early'}": page
        for page in pages
    }
    fresh = _first_time(names)
    if not fresh:
        return 0
    told = [names[name] for name in names if name in fresh]
    return _mail(people, "editorial/mail/review.txt", {"pages": told, "today": today}, "editorial_reviews")


def mail_links() -> int:
    """Once a week to each office with links that broke; returns how many mails were queued."""
    places = LinkPlace.objects.filter(link__state__in=BAD, page__in=published())
    by_office: dict[Office | None, list[LinkPlace]] = defaultdict(list)
    for place in places.select_related("link", "page__office", "page__locale").order_by("page__path", "pk"):
        by_office[place.page.office].append(place)
    return sum(_mail_links(office, found) for office, found in by_office.items())


@transaction.atomic
def _mail_links(office: Office | None, places: Sequence[LinkPlace]) -> int:
    year, week, _day = clock.today().isocalendar()
    people = editors_of(office)
    name = f"links:{office.slug if office else ''}:{year}-{week:02}"
    if not people or not _first_time([name]):
        return 0
    return _mail(people, "editorial/mail/links.txt", {"places": places}, "editorial_links")


def _first_time(names: Iterable[str]) -> set[str]:
    """Those not written down yet; they are now."""
    wanted = set(names)
    wanted -= set(SentNotice.objects.filter(name__in=wanted).values_list("name", flat=True))
    SentNotice.objects.bulk_create([SentNotice(name=name, sent_at=clock.now()) for name in sorted(wanted)])
    return wanted


def _mail(people: Iterable[User], template: str, context: dict[str, object], route: str) -> int:
    known = dict(settings.LANGUAGES)
    count = 0
    for user in people:
        language = user.language if user.language in known else settings.LANGUAGE_CODE
        whole = {**context, "desk": f"{settings.LEGATION_ORIGIN}{reverse(route)}"}
        queue_template(user.subject, user.email, template, whole, language=language)
        count += 1
    return count
