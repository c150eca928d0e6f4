"""The demonstration site: joint home, offices, news, services, one alert, in every language of each."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from wagtail.models import Locale, Page, Site

from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.offices.models import Office
from legation.publishing import demonstration_documents, trouble
from legation.publishing.editors import sync_everybody
from legation.publishing.models import (
    AlertIndexPage,
    AlertPage,
    HelpIndexPage,
    HelpPage,
    HomePage,
    LibraryPage,
    NewsIndexPage,
    NewsPage,
    OfficeIndexPage,
    OfficePage,
    ServiceIndexPage,
    ServicePage,
    SitePage,
)
from legation.publishing.pages.alerts import Level

NAMESPACE = uuid.UUID("5b1e6d0a-7b0c-4a55-9b53-6c8c5c1f8a11")
REVIEW_AFTER = dt.timedelta(days=180)
ALERT_LASTS = dt.timedelta(days=30)
TEXTS = Path(__file__).parent / "demonstration_texts"


@lru_cache(maxsize=8)
def texts(name: str) -> dict[str, Any]:
    """One file of the demonstration: `plan`, or a language's code."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text())


def load() -> None:
    """Make what is missing; nothing that is there is changed."""
    homes = {code: _home(code) for code, _name in settings.LANGUAGES}
    _site(homes[settings.LANGUAGE_CODE])
    for code, home in homes.items():
        index = _page(OfficeIndexPage, home, "offices", texts(code)["titles"]["offices"], key="offices")
        _sections(home, code, None)
        _help(home, code)
        for office in Office.objects.filter(is_demonstration=True).prefetch_related("texts"):
            if code in office.languages:
                _office(index, office, code)
    sync_everybody()


def _home(code: str) -> HomePage:
    root = Page.objects.get(depth=1)
    locale, _made = Locale.objects.get_or_create(language_code=code)
    found = HomePage.objects.filter(locale=locale).first()
    if found is None:
        Page.objects.filter(depth=2, slug="home").exclude(sitepage__isnull=False).delete()
        root = Page.objects.get(depth=1)
        slug = "home" if code == settings.LANGUAGE_CODE else f"home-{code}"
        found = HomePage(slug=slug, title=texts(code)["titles"]["home"], locale=locale)
        _fill(found, "home")
        root.add_child(instance=found)
    return found


def _site(home: HomePage) -> None:
    host = settings.LEGATION_HOSTS[0]
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if site.root_page_id != home.pk or site.hostname != host:
        site.hostname, site.port, site.root_page = host, 443, home
        site.site_name = "Legation"
        site.save()


def _office(index: OfficeIndexPage, office: Office, code: str) -> None:
    title = office.text(code).name
    page = _page(OfficePage, index, office.slug, title, key=f"office {office.slug}", of=office)
    _sections(page, code, office)


def _help(home: HomePage, code: str) -> None:
    """What to do abroad in trouble, for the ministry's editors to change."""
    index = _page(HelpIndexPage, home, "help", texts(code)["help"]["title"], key="help")
    for kind in trouble.KINDS:
        words = trouble.advice(kind, code)
        steps = [("step", {"title": title, "text": text}) for title, text in words.steps]
        fields = {"summary": words.summary, "can": "\n".join(words.can), "cannot": "\n".join(words.cannot)}
        _page(HelpPage, index, kind, words.title, key=f"help {kind}", steps=steps, **fields)


def _sections(parent: SitePage, code: str, office: Office | None) -> None:
    """The lists below a home page or an office, with what stands in them."""
    where = office.slug if office else "all"
    news = _page(NewsIndexPage, parent, "news", texts(code)["titles"]["news"], key=f"news {where}")
    alerts = _page(AlertIndexPage, parent, "alerts", texts(code)["titles"]["alerts"], key=f"alerts {where}")
    if office is None or office.serves:
        services = _page(
            ServiceIndexPage, parent, "services", texts(code)["titles"]["services"], key=f"services {where}"
        )
        for slug in texts(code)["services"]:
            _service(services, slug, code, office)
    if where in texts("plan")["libraries"]["at"]:
        title = demonstration_documents.documents()[code]["library"]
        fields = demonstration_documents.fields(code)
        _page(LibraryPage, parent, "documents", title, key=f"documents {where}", **fields)
    written = texts(code).get("news", {}).get(where, {})
    for slug, days in texts("plan")["news"].get(where, {}).items():
        if slug in written:
            _news(news, slug, clock.today() - dt.timedelta(days=days), written[slug])
    if where == "london":
        alert = texts(code)["alert"]
        _page(
            AlertPage,
            alerts,
            "storms",
            alert["title"],
            key="alert storms",
            summary=alert["summary"],
            body=[("text", _rich(alert["text"]))],
            level=Level.WARNING,
            ends_at=clock.now() + ALERT_LASTS,
        )


def _news(parent: NewsIndexPage, slug: str, day: dt.date, text: dict[str, Any]) -> None:
    body = [("text", _rich(*text["text"]))]
    key = f"news {parent.office_id} {slug}"
    _page(NewsPage, parent, slug, text["title"], key=key, day=day, summary=text["summary"], body=body)


def _service(parent: ServiceIndexPage, slug: str, code: str, office: Office | None) -> None:
    fields = dict(texts(code)["services"][slug])
    fees = texts("plan")["fees"].get(office.slug if office else "")
    priced = slug in ("passport-renewal", "document-authentication")
    ask, free = texts(code)["fees"]["ask"], texts(code)["fees"]["free"]
    fields["fee"] = free if not priced else fees[slug] if fees else ask
    steps = (
        [("step", step) for step in texts(code)["steps"]]
        if slug not in ("visa", "registration-abroad")
        else []
    )
    title = fields.pop("title")
    key = f"service {slug} {office.slug if office else 'all'}"
    _page(ServicePage, parent, slug, title, key=key, steps=steps, **fields)


def _page(kind: type[Any], parent: SitePage, slug: str, title: str, *, key: str, **fields: Any) -> Any:
    found = kind.objects.child_of(parent).filter(slug=slug).first()
    if found is None:
        found = kind(slug=slug, title=title, locale=parent.locale, **fields)
        _fill(found, key)
        parent.add_child(instance=found)
    return found


def _fill(page: Any, key: str) -> None:
    """Public, one translation of what has the same key, to be reviewed in half a year."""
    page.translation_key = uuid.uuid5(NAMESPACE, key)
    page.classification = Classification.PUBLIC
    # One moment for all languages, so that none is older than its source.
    page.first_published_at = page.last_published_at = clock.now().replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    page.review_by = clock.today() + REVIEW_AFTER


def _rich(*paragraphs: str) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)
