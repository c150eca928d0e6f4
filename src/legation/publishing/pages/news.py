"""News of an office or of the ministry, and pages of plain text."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from legation.kernel import clock
from legation.publishing.pages.base import SitePage

NEWS_A_PAGE = 20


def next_embargo(pages: Any) -> dt.datetime | None:
    """When the next of these pages comes out of its embargo."""
    rows = pages.live().filter(embargo_until__gt=clock.now()).order_by("embargo_until")
    first: dt.datetime | None = rows.values_list("embargo_until", flat=True).first()
    return first


class NewsPage(SitePage):
    """One piece of news."""

    day = models.DateField(_("date"), default=clock.today)

    template = "publishing/news_page.html"
    parent_page_types: ClassVar = ["publishing.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [SitePage.content_panels[0], FieldPanel("day"), *SitePage.content_panels[1:]]

    class Meta:
        verbose_name = _("news")
        indexes: ClassVar = [models.Index(fields=["-day", "-sitepage_ptr"], name="publishing_newest")]

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        beside = NewsPage.objects.published().filter(locale=self.locale, office=self.office)
        same, order = models.Q(day=self.day), ("day", "pk")
        context["later"] = (
            beside.filter(models.Q(day__gt=self.day) | (same & models.Q(pk__gt=self.pk)))
            .order_by(*order)
            .first()
        )
        context["earlier"] = (
            beside.filter(models.Q(day__lt=self.day) | (same & models.Q(pk__lt=self.pk)))
            .order_by(*order)
            .last()
        )
        return context

    def tags(self) -> set[str]:
        return super().tags() | (set() if self.office else {"offices"})  # for the news beside it


class NewsIndexPage(SitePage):
    """The news of an office; below the home page, those of all."""

    template = "publishing/news_index_page.html"
    parent_page_types: ClassVar = ["publishing.HomePage", "publishing.OfficePage"]
    subpage_types: ClassVar = ["publishing.NewsPage"]

    class Meta:
        verbose_name = _("list of news")

    def news(self) -> Any:
        """Published news in this language, newest first."""
        rows = NewsPage.objects.published().filter(locale=self.locale).order_by("-day", "-pk")
        return rows.filter(office=self.office) if self.office else rows.select_related("office")

    def elsewhere(self) -> list[tuple[str, str, str, int]]:
        """(code, native name, address, how many) of the same list in each other language that has news."""
        rows = NewsPage.objects.published().exclude(locale=self.locale)
        rows = rows.filter(office=self.office) if self.office else rows
        counted = dict(rows.values_list("locale__language_code").annotate(models.Count("pk")).order_by())
        return [(*there, counted[there[0]]) for there in self.addresses() if there[0] in counted]

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["elsewhere"] = self.elsewhere()
        context["page_obj"] = Paginator(self.news(), NEWS_A_PAGE).get_page(request.GET.get("page"))
        return context

    def tags(self) -> set[str]:
        return super().tags() | {"offices"}

    def shown_until(self) -> dt.datetime | None:
        return next_embargo(NewsPage.objects.filter(locale=self.locale))


class PlainPage(SitePage):
    """A page of text."""

    parent_page_types: ClassVar = ["publishing.HomePage", "publishing.OfficePage", "publishing.PlainPage"]
    subpage_types: ClassVar = ["publishing.PlainPage"]

    class Meta:
        verbose_name = _("page of text")
