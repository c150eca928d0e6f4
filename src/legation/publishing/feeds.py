"""The news as an Atom feed, and the map of the site for search engines."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.offices.models import Office
from legation.publishing.pages.news import NewsPage, next_embargo
from legation.publishing.queries import latest_news, published
from legation.web.caching import keep


@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    """The newest news of all offices or, with `?office=`, of one."""
    slug = request.GET.get("office", "")
    office = Office.objects.filter(slug=slug).first() if slug and "\0" not in slug else None
    if slug and office is None:
        raise Http404
    language = translation.get_language() or settings.LANGUAGE_CODE
    name = office.text(language).name if office else str(settings.LEGATION_MINISTRY["name"])
    address = f"{settings.LEGATION_ORIGIN}{request.path}{f'?office={slug}' if office else ''}"
    feed = Atom1Feed(
        title=_("News: %(name)s") % {"name": name},
        link=f"{settings.LEGATION_ORIGIN}/{language}/news/",
        description="",
        language=language,
        feed_url=address,
        feed_guid=address,
    )
    for page in latest_news(language, office):
        day = dt.datetime.combine(page.day, dt.time(), dt.UTC)
        link = f"{settings.LEGATION_ORIGIN}{page.url}"
        feed.add_item(
            page.title,
            link,
            page.summary,
            unique_id=link,
            pubdate=day,
            updateddate=page.last_published_at or day,
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    if not request.GET:
        keep(response, {"offices"}, until=next_embargo(NewsPage.objects))
    return response


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every published page with its translations (hreflang)."""
    groups: dict[object, list[tuple[str, str]]] = {}
    rows = []
    for page in published().select_related("locale").order_by("path"):
        if page.url and page.depth > 1:
            address = f"{settings.LEGATION_ORIGIN}{page.url}"
            groups.setdefault(page.translation_key, []).append((page.language, address))
            rows.append((address, page.last_published_at, page.translation_key))
    entries = [
        {"address": address, "changed": changed, "others": groups[key] if len(groups[key]) > 1 else []}
        for address, changed, key in rows
    ]
    response = render(
        request, "publishing/sitemap.xml", {"entries": entries}, content_type="application/xml; charset=utf-8"
    )
    keep(response, {"offices"}, until=next_embargo(published()))
    return response
