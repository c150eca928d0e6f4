"""The pages of offices: one each, and the index with *which office serves you?*"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import quote_plus

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.url_routing import RouteResult

from legation.offices import queries
from legation.offices.distances import nearest
from legation.offices.emergency_numbers import local_numbers
from legation.offices.hours import coming_closures, opening, week
from legation.offices.models import Office
from legation.publishing.pages.alerts import Level, alerts_for
from legation.publishing.pages.base import SitePage
from legation.publishing.pages.library import library_below
from legation.publishing.pages.news import NewsPage, newest, next_embargo
from legation.publishing.pages.services import ServicePage

NEWS_SHOWN = 4
LONGEST_PLACE = 80


class OfficePage(SitePage):
    """An office in one of its languages; the slug is the office's."""

    of = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office"))

    template = "publishing/office_page.html"
    parent_page_types: ClassVar = ["publishing.OfficeIndexPage"]
    subpage_types: ClassVar = [
        "publishing.NewsIndexPage",
        "publishing.ServiceIndexPage",
        "publishing.AlertIndexPage",
        "publishing.LibraryPage",
        "publishing.PlainPage",
    ]
    content_panels: ClassVar = [
        SitePage.content_panels[0],
        FieldPanel("of"),
        *SitePage.content_panels[1:],
    ]

    class Meta:
        verbose_name = _("office")

    @property
    def described(self) -> str:
        place = self.of.text(self.language).city
        text = _("{office}, {city}: address, opening hours, services, news and emergency telephone")
        return self.summary or str(text).format(office=self.title, city=place)

    def office_above(self) -> Office | None:
        return self.of

    def clean(self) -> None:
        super().clean()
        if self.of_id and self.slug != self.of.slug:
            raise ValidationError({"slug": _("The address of an office's page is the office's own.")})
        if self.of_id and self.locale_id and self.language not in self.of.languages:
            raise ValidationError(_("This office does not publish in this language."))

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        if path_components == ["contact"] and self.is_published:
            return RouteResult(self, kwargs={"part": "contact"})
        return super().route(request, path_components)

    def get_template(self, request: HttpRequest, *args: object, part: str = "", **kwargs: object) -> str:
        return "publishing/office_contact.html" if part == "contact" else self.template

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        part = kwargs.pop("part", "")
        context = super().get_context(request, *args, **kwargs)
        office, language = self.of, self.language
        context |= {
            "place": office,
            "text": office.text(language),
            "opening": opening(office),
            "week": week(office),
            "closures": [(row, row.name(language)) for row in coming_closures(office)],
            "serves": [queries.country_name(code, language) for code in office.serves],
            "country": queries.country_name(office.country, language),
            "numbers": local_numbers(office.country),
            "in_languages": [(code, name) for code, name in settings.LANGUAGES if code in office.languages],
            "map_url": self.further_links()[0],
            "news": newest(language, office.pk)[:NEWS_SHOWN],
            "services": ServicePage.objects.published().few().descendant_of(self),
            "library": library_below(self),
            "alerts": [alert for alert in alerts_for(office, language) if alert.level != Level.EMERGENCY],
        }
        if part == "contact":
            url = f"{self.url}contact/"
            context["translations"] = [(code, name, f"{at}contact/") for code, name, at in self.addresses()]
            context["crumbs"] = [*context["crumbs"][:-1], (self.title, self.url), (_("Contact"), "")]
            context["canonical"] = url
        return context

    def tags(self) -> set[str]:
        return super().tags() | {"offices"}

    def shown_until(self) -> dt.datetime | None:
        return earliest([opening(self.of).until, next_embargo(NewsPage.objects)])

    def plain_text(self) -> str:
        text = self.of.text(self.language)
        serves = [queries.country_name(code, self.language) for code in self.of.serves]
        return "\n".join([super().plain_text(), text.name, text.city, text.address, *serves])

    def further_links(self) -> list[str]:
        """The map of the address."""
        place = " ".join(self.of.text("en").address.split())
        return [f"https://www.openstreetmap.org/search?query={quote_plus(place)}"]


class OfficeIndexPage(SitePage):
    """All offices, by region; answers `?country=` with the office that serves it, or says that none does."""

    template = "publishing/office_index_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["publishing.HomePage"]
    subpage_types: ClassVar = ["publishing.OfficePage"]

    class Meta:
        verbose_name = _("index of offices")

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        if problem_with(request):
            response.status_code = 422
        return response

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context |= index_of_offices(self.language)
        asked = " ".join(request.GET.get("country", "").replace("\0", "").split())[:LONGEST_PLACE]
        context |= {"asked_place": asked, "problem": problem_with(request)}
        if asked and not context["problem"]:
            context |= self._answered(asked)
        return context

    def _answered(self, asked: str) -> dict[str, Any]:
        """Which offices serve the place; when none does, the duty desk and the office nearest to it."""
        answer = queries.serving(asked)
        desk = queries.duty_desk()
        near = None if answer.offices else nearest(answer.country, queries.abroad())
        return {
            "answer": answer,
            "answer_country": queries.country_name(answer.country, self.language),
            "answer_entries": entries(answer.offices, self.language),
            "duty_desk": entries([desk], self.language)[0] if desk else None,
            "near": entries([near], self.language) if near else [],
        }

    def tags(self) -> set[str]:
        return super().tags() | {"offices"}

    def shown_until(self) -> dt.datetime | None:
        return earliest([*(opening(office).until for office in queries.all_offices())])


def problem_with(request: HttpRequest) -> str:
    """What is wrong with the place that was asked for; empty when nothing was asked or nothing is wrong."""
    place = request.GET.get("country")
    if place is None:
        return ""
    if not place.replace("\0", "").strip():
        return gettext("Type the name of a country or a city.")
    if len(place) > LONGEST_PLACE:
        return gettext("Use at most %(count)d characters.") % {"count": LONGEST_PLACE}
    return ""


def entries(offices: Iterable[Office], language: str) -> list[dict[str, Any]]:
    """What a list shows of each office, with its page in `language`, else in its own first language."""
    pages: dict[tuple[int, str], str] = {
        (page.of_id, page.language): page.url
        for page in OfficePage.objects.published().few().select_related("locale")
    }
    found = []
    for office in offices:
        codes = [code for code in (language, *office.languages) if (office.pk, code) in pages]
        text = office.text(language)
        found.append(
            {
                "office": office,
                "text": text,
                "city": office.city(language),
                "opening": opening(office),
                "url": pages[office.pk, codes[0]] if codes else "",
                "page_language": codes[0] if codes else "",
                "serves": [queries.country_name(code, language) for code in office.serves],
            }
        )
    return found


def index_of_offices(language: str) -> dict[str, Any]:
    """The offices by region, the ministry's duty desk and the places to choose from."""
    every = queries.all_offices()
    rows = [office for office in every if not office.is_duty_desk]
    groups = queries.by_region(rows)
    listed = {entry["office"].pk: entry for entry in entries(every, language)}
    desk = next((office for office in every if office.is_duty_desk), None)
    return {
        "by_country": [
            (code.lower(), name, [listed[office.pk] for office in offices])
            for code, name, offices in queries.countries_served(language)
        ],
        "regions": [(region.label, [listed[office.pk] for office in offices]) for region, offices in groups],
        "desk": listed[desk.pk] if desk else None,
        "desk_list": [listed[desk.pk]] if desk else [],
        "places": queries.places_served(language),
    }


def earliest(moments: Iterable[dt.datetime | None]) -> dt.datetime | None:
    """The first of the moments that there are."""
    return min((moment for moment in moments if moment), default=None)
