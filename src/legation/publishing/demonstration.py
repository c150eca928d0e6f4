"""The demonstration site: joint home, offices, news, services, one alert, in every language of each."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from wagtail.models import Locale, Page, Site

from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.offices.models import Office
from legation.publishing.demonstration_news import NEWS
from legation.publishing.demonstration_services import ASK, FEES, FREE, SERVICES, STEPS
from legation.publishing.editors import sync_everybody
from legation.publishing.models import (
    AlertIndexPage,
    AlertPage,
    HomePage,
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
TITLES: dict[str, dict[str, str]] = {
    "home": {
        "en": "Ministry of Foreign Affairs, Republic of China (Taiwan)",
        "zh-hant": "中華民國（臺灣）外交部",
        "ar": "وزارة الخارجية، جمهورية الصين (تايوان)",
    },
    "offices": {"en": "Offices abroad", "zh-hant": "駐外館處", "ar": "المكاتب في الخارج"},
    "news": {"en": "News", "zh-hant": "新聞", "ar": "الأخبار"},
    "services": {"en": "Services", "zh-hant": "服務項目", "ar": "الخدمات"},
    "alerts": {"en": "Alerts", "zh-hant": "警示", "ar": "التنبيهات"},
}
ALERT: dict[str, tuple[str, str, str]] = {
    "en": (
        "Storms in Scotland and northern England: check before you travel",
        "Trains and ferries are cancelled at short notice; the office in London stays open.",
        "Ask the carrier before you set out. Whoever is stranded and needs help calls the duty telephone.",
    ),
    "zh-hant": (
        "蘇格蘭及英格蘭北部暴風：出發前請先查詢交通狀況",
        "火車及渡輪可能臨時停駛；駐英國台北代表處照常服務。",
        "出發前請向運輸業者查詢。如滯留當地需要協助，請撥打值勤電話。",
    ),
}


def load() -> None:
    """Make what is missing; nothing that is there is changed."""
    homes = {code: _home(code) for code, _name in settings.LANGUAGES}
    _site(homes[settings.LANGUAGE_CODE])
    for code, home in homes.items():
        index = _page(OfficeIndexPage, home, "offices", TITLES["offices"][code], key="offices")
        _sections(home, code, None)
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
        found = HomePage(slug=slug, title=TITLES["home"][code], locale=locale)
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


def _sections(parent: SitePage, code: str, office: Office | None) -> None:
    """The lists below a home page or an office, with what stands in them."""
    where = office.slug if office else "all"
    news = _page(NewsIndexPage, parent, "news", TITLES["news"][code], key=f"news {where}")
    alerts = _page(AlertIndexPage, parent, "alerts", TITLES["alerts"][code], key=f"alerts {where}")
    if office is None or office.serves:
        services = _page(
            ServiceIndexPage, parent, "services", TITLES["services"][code], key=f"services {where}"
        )
        for slug in SERVICES:
            _service(services, slug, code, office)
    for slug, days, texts in NEWS.get(where, ()):
        _news(news, slug, clock.today() - dt.timedelta(days=days), texts.get(code))
    if where == "london":
        title, summary, text = ALERT[code]
        _page(
            AlertPage,
            alerts,
            "storms",
            title,
            key="alert storms",
            summary=summary,
            body=[("text", _rich(text))],
            level=Level.WARNING,
            ends_at=clock.now() + ALERT_LASTS,
        )


def _news(
    parent: NewsIndexPage, slug: str, day: dt.date, text: tuple[str, str, tuple[str, ...]] | None
) -> None:
    if text is not None:
        title, summary, paragraphs = text
        body = [("text", _rich(*paragraphs))]
        key = f"news {parent.office_id} {slug}"
        _page(NewsPage, parent, slug, title, key=key, day=day, summary=summary, body=body)


def _service(parent: ServiceIndexPage, slug: str, code: str, office: Office | None) -> None:
    fields = dict(SERVICES[slug][code])
    passport, authentication = FEES.get(office.slug, ("", "")) if office else ("", "")
    fee = {"passport-renewal": passport, "document-authentication": authentication}.get(slug)
    fields["fee"] = FREE[code] if fee is None else fee or ASK[code]
    steps = [("step", {"title": title, "text": text}) for title, text in STEPS[code]]
    title = fields.pop("title")
    key = f"service {slug} {office.slug if office else 'all'}"
    _page(ServicePage, parent, slug, title, key=key, steps=steps if slug != "visa" else [], **fields)


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
    page.first_published_at = page.last_published_at = clock.now()
    page.review_by = clock.today() + REVIEW_AFTER


def _rich(*paragraphs: str) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)
