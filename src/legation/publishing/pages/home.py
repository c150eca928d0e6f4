"""The ministry's joint home page in one language."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from legation.offices import queries
from legation.offices.hours import opening
from legation.publishing.pages import fallback
from legation.publishing.pages.alerts import Level, alerts_in_force
from legation.publishing.pages.base import SitePage
from legation.publishing.pages.news import NewsPage, newest, next_embargo
from legation.publishing.pages.offices import earliest, index_of_offices
from legation.publishing.pages.services import ServicePage

NEWS_SHOWN = 6
JOINT_DEPTH = 4  # root, home, list of services, a service of all offices


class HomePage(SitePage):
    """The question first, then tasks, alerts, news, all offices, and what is promised."""

    template = "publishing/home_page.html"
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = [
        "publishing.OfficeIndexPage",
        "publishing.NewsIndexPage",
        "publishing.ServiceIndexPage",
        "publishing.AlertIndexPage",
        "publishing.PlainPage",
        "publishing.HelpIndexPage",
        "publishing.LibraryPage",
    ]

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """The page at this address, else the same page in another language: see `fallback`."""
        if self.language == fallback.active_language():
            try:
                return self.route_here(request, path_components)
            except Http404:
                pass
        return fallback.route(request, path_components, HomePage.objects.all())

    def route_here(self, request: HttpRequest, path_components: list[str]) -> Any:
        """The page at this address in this language only. Raises Http404."""
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context |= index_of_offices(self.language)
        context |= {
            "news": newest(self.language)[:NEWS_SHOWN],
            "alerts": [
                alert
                for alert in alerts_in_force(self.language)
                if alert.level != Level.EMERGENCY or alert.offices()  # one for all stands on top
            ],
            "services": self.tasks()[:3],
        }
        return context

    def tasks(self) -> Any:
        """The services of all offices, in their order."""
        rows = ServicePage.objects.published().few().in_locale(self.locale_id)
        return rows.filter(depth=JOINT_DEPTH)

    def tags(self) -> set[str]:
        return super().tags() | {"offices"}

    def shown_until(self) -> dt.datetime | None:
        openings = [opening(office).until for office in queries.all_offices()]
        return earliest([*openings, next_embargo(NewsPage.objects)])
