"""News and alerts as Atom feeds, in each language, of all offices or of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.offices.models import Office
from legation.publishing.pages.alerts import alerts_for, alerts_in_force, next_alert_change
from legation.publishing.pages.news import NewsPage, next_embargo
from legation.publishing.queries import latest_news, office_or_404
from legation.web.caching import keep


@require_safe
def news_feed(request: HttpRequest, office: str = "") -> HttpResponse:
    """The newest news of all offices or, below an office or with `?office=`, of one. 404 for no office."""
    place = office_or_404(office or request.GET.get("office", ""))
    feed = _feed(request, _("News: %(name)s"), place, "news/")
    for page in latest_news(_language(), place).select_related("locale"):
        day = dt.datetime.combine(page.day, dt.time(), dt.UTC)
        _add(feed, page, begun=day, changed=page.last_published_at or day)
    return _answer(request, feed, place, next_embargo(NewsPage.objects))


@require_safe
def alerts_feed(request: HttpRequest, office: str = "") -> HttpResponse:
    """The alerts in force everywhere or, below an office, there. 404 for no office."""
    place = office_or_404(office)
    feed = _feed(request, _("Alerts: %(name)s"), place, "alerts/")
    for page in alerts_for(place) if place else alerts_in_force():
        word = f"{page.get_level_display()}: {page.title}"
        _add(feed, page, begun=page.starts_at, changed=page.last_published_at or page.starts_at, title=word)
    return _answer(request, feed, place, next_alert_change())


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def _feed(request: HttpRequest, title: str, office: Office | None, part: str) -> Atom1Feed:
    language = _language()
    name = office.text(language).name if office else str(settings.LEGATION_MINISTRY["name"])
    query = f"?office={office.slug}" if office and "office" in request.GET else ""
    address = f"{settings.LEGATION_ORIGIN}{request.path}{query}"
    place = f"offices/{office.slug}/" if office else ""
    return Atom1Feed(
        title=title % {"name": name},
        link=f"{settings.LEGATION_ORIGIN}/{language}/{place}{part}",
        description="",
        language=language,
        author_name=name,
        feed_url=address,
        feed_guid=address,
    )


def _add(feed: Atom1Feed, page: Any, *, begun: dt.datetime, changed: dt.datetime, title: str = "") -> None:
    link = f"{settings.LEGATION_ORIGIN}{page.url}"
    feed.add_item(title or page.title, link, page.summary, unique_id=link, pubdate=begun, updateddate=changed)


def _answer(
    request: HttpRequest, feed: Atom1Feed, office: Office | None, until: dt.datetime | None
) -> HttpResponse:
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    if not request.GET:
        keep(response, _tags(office), until=until)
    return response


def _tags(office: Office | None) -> Iterable[str]:
    return {"offices", "alerts", *({f"office:{office.slug}"} if office else set())}
