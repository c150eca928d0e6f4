"""What keeps `site.current`, `site.classified` and `site.links`."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.promises import Control, Finding, Proof, Site, hours, register
from legation.publishing import services
from legation.publishing.clearance.controls import FilesAreCleanAndPrivate
from legation.publishing.editorial import translations
from legation.publishing.models import (
    NewsIndexPage,
    NewsPage,
    OfficePage,
    OutboundLink,
    SiteDocument,
    SiteImage,
    SitePage,
    SiteRendition,
)
from legation.publishing.pages import base
from legation.publishing.queries import published

__all__ = [
    "FilesAreCleanAndPrivate",
    "LinksAreAnnounced",
    "NothingClassifiedIsServed",
    "NothingIsOverdue",
]
TRANSLATION_LAG = dt.timedelta(days=30)
SAMPLE = 15
HREF = re.compile(rb"""<a\b[^>]*?\bhref=["']([^"']+)["']""")


@register
class NothingIsOverdue(Control):
    """Every office page answers; no page is past its review date; no translation lags behind."""

    promise = "site.current"
    name = "nothing-overdue"
    every = hours(6)
    how = _("Open the page of any office: hours, closures and news carry their dates.")

    def check(self, site: Site) -> Finding:
        overdue = published().filter(review_by__lt=clock.today()).count()
        if overdue:
            return Finding.bad(f"{overdue} pages are past the day on which they had to be reviewed.")
        if stale := stale_translations():
            return Finding.bad(f"{len(stale)} translations are older than their source by over 30 days.")
        pages = list(OfficePage.objects.published())
        if not pages:
            return Finding.bad("No office has a page.")
        for page in pages[:SAMPLE]:
            if site.get(page.url).status != 200:
                return Finding.bad(f"{page.url} does not answer.")
        total = published().count()
        return Finding.good(
            f"{total} pages, {len(pages)} of them of offices: none overdue, no stale translation."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A page whose review date has passed."""
        page = published().order_by("pk").first()
        yesterday = clock.today() - dt.timedelta(days=1)
        SitePage.objects.filter(pk=page.pk).update(review_by=yesterday)
        try:
            yield
        finally:
            SitePage.objects.filter(pk=page.pk).update(review_by=page.review_by)


@register
class NothingClassifiedIsServed(Control):
    """What is above Public has no address, and stands in no list, search, feed or map of the site."""

    promise = "site.classified"
    name = "nothing-classified"
    every = hours(1)
    valid_for = hours(6)
    how = _("Compare the map of the site with what opens: every address in it is Public.")

    def check(self, site: Site) -> Finding:
        parent = NewsIndexPage.objects.published().order_by("pk").first()
        if parent is None:
            return Finding.unclear("No page is published, so there is nothing to keep apart.")
        if not _is_kept_back(parent):
            return Finding.bad("An Internal page, made on trial, passed the gate.")
        closed = ~models.Q(classification=Classification.PUBLIC) | models.Q(embargo_until__gt=clock.now())
        pages = SitePage.objects.live().filter(closed).order_by("-pk")
        for page in pages[:SAMPLE]:
            if place := shown_at(site, page):
                return Finding.bad(f"A page that is {page.get_classification_display()} is shown at {place}.")
        names = closed_files()
        for name in names:
            if site.get(f"/media/{quote(name)}").status == 200:
                return Finding.bad("A file or image that is not Public is served.")
        if site.get("/sitemap.xml").status != 200:
            return Finding.unclear("The map of the site does not answer.")
        return Finding.good(
            f"An Internal page made on trial was kept back; none of {pages.count()} pages and {len(names)} "
            "files that are not Public, or not yet, is shown anywhere."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """An Internal page, and a gate that forgets to ask for the classification."""
        page = _internal_page(NewsIndexPage.objects.published().order_by("pk").first())
        gate = base.is_open
        base.is_open = lambda: models.Q(live=True)
        try:
            yield
        finally:
            base.is_open = gate
            NewsPage.objects.get(pk=page.pk).delete()


@register
class LinksAreAnnounced(Control):
    """Every link to another website leads to the notice, which accepts no other address."""

    promise = "site.links"
    name = "links-announced"
    proof = Proof.OUTSIDER
    every = hours(6)
    how = _("Follow any link to another website: a page names the destination before you leave.")

    def check(self, site: Site) -> Finding:
        pages = [page for page in published().order_by("-pk") if page.outbound_links.exists()][:SAMPLE]
        pages += list(published().filter(depth__lte=4).order_by("depth")[:SAMPLE])
        for page in pages:
            if direct := direct_links(site, page.url):
                return Finding.bad(f"{page.url} links directly to {urlsplit(direct[0]).hostname}.")
        known = OutboundLink.objects.filter(page__in=published()).first()
        if known and site.get(_notice(known.url)).status != 200:
            return Finding.bad("The notice before leaving does not answer.")
        if site.get(_notice("https://unknown.example/")).status != 404:
            return Finding.bad("The notice accepts an address that stands on no page.")
        return Finding.good(f"{len(pages)} pages: every link to another website leads to the notice first.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A page with a link, and a handler that no longer knows what leads away."""
        parent = NewsIndexPage.objects.published().order_by("pk").first()
        page = NewsPage(
            title="A link",
            slug="a-link",
            classification=Classification.PUBLIC,
            locale=parent.locale,
            body=[("text", '<p><a href="https://elsewhere.example/">elsewhere</a></p>')],
        )
        parent.add_child(instance=page)
        known = services.is_outbound
        services.is_outbound = lambda address: not address
        try:
            yield
        finally:
            services.is_outbound = known
            NewsPage.objects.get(pk=page.pk).delete()


def _internal_page(parent: Any) -> NewsPage:
    page = NewsPage(
        title="Kingfisher",
        slug=f"kingfisher-{secrets.token_hex(4)}",
        classification=Classification.INTERNAL,
        locale=parent.locale,
    )
    parent.add_child(instance=page)
    return page


def _is_kept_back(parent: Any) -> bool:
    """Whether the gate keeps an Internal page back; nothing of the page stays."""
    with transaction.atomic():
        is_shown = published().filter(pk=_internal_page(parent).pk).exists()
        transaction.set_rollback(True)
    return not is_shown


def closed_files() -> list[str]:
    """The names of the newest images, their sizes, and files that are not Public."""
    kinds: list[Any] = [
        SiteImage.objects.exclude(classification=Classification.PUBLIC),
        SiteRendition.objects.exclude(image__classification=Classification.PUBLIC),
        SiteDocument.objects.exclude(classification=Classification.PUBLIC),
    ]
    return [name for rows in kinds for name in rows.order_by("-pk").values_list("file", flat=True)[:SAMPLE]]


def stale_translations() -> list[Any]:
    """Published translations whose source was published over 30 days ago and not compared since."""
    return translations.lagging(clock.now() - TRANSLATION_LAG)


def shown_at(site: Site, page: Any) -> str:
    """The first public place where the page shows; empty when there is none."""
    language, title = page.language, page.title.encode()
    parent = page.get_parent()
    if page.url and site.get(page.url).status == 200:
        return str(page.url)
    address = str(page.url).encode()
    if address in site.get("/sitemap.xml").body:
        return "/sitemap.xml"
    places = [f"/{language}/", f"/{language}/feed.atom", f"/{language}/news/", parent.url]
    for place in filter(None, places):
        body = site.get(place).body
        if address in body or (len(title) > 6 and title in body):
            return str(place)
    search = f"/{language}/search/?q={quote(page.title[:80])}"
    return search if b'href="' + address in site.get(search).body else ""


def direct_links(site: Site, path: str) -> list[str]:
    """The addresses on other websites to which the page links without notice."""
    found = (unescape(href.decode("utf-8", "replace")) for href in HREF.findall(site.get(path).body))
    return [
        href
        for href in found
        if href.startswith(("http:", "https:", "//")) and not href.startswith(site.origin)
    ]


def _notice(url: str) -> str:
    return f"/en/leaving/?to={quote(url, safe='')}"
