"""News of an office or of the ministry, and pages of plain text."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
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
    """One piece of news.

    `listed_language` and `listed_office` (0: none) say in which lists it stands: what its locale and its
    office say too, but beside the date, so that one index has each list in its order.
    """

    day = models.DateField(_("date"), default=clock.today)
    listed_language = models.CharField(max_length=12, default="", editable=False)
    listed_office = models.PositiveBigIntegerField(default=0, editable=False)

    template = "publishing/news_page.html"
    parent_page_types: ClassVar = ["publishing.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [SitePage.content_panels[0], FieldPanel("day"), *SitePage.content_panels[1:]]

    class Meta:
        verbose_name = _("news")
        indexes: ClassVar = [
            models.Index(
                fields=["listed_language", "-day", "-sitepage_ptr"], name="publishing_news_everywhere"
            ),
            models.Index(
                fields=["listed_language", "listed_office", "-day", "-sitepage_ptr"],
                name="publishing_news_of_office",
            ),
        ]

    def placed(self) -> None:
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        self.listed_language, self.listed_office = self.language, self.office_id or 0

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # Each in two questions, which the index answers at once; together it would not.
        beside = newest(self.language, self.listed_office)
        upwards, same = beside.order_by("day", "pk"), beside.filter(day=self.day)
        context["later"] = (
            same.filter(pk__gt=self.pk).order_by("pk").first() or upwards.filter(day__gt=self.day).first()
        )
        context["earlier"] = (
            same.filter(pk__lt=self.pk).order_by("-pk").first() or beside.filter(day__lt=self.day).first()
        )
        return context

    def tags(self) -> set[str]:
        return super().tags() | (set() if self.office else {"offices"})  # for the news beside it


def newest(language: str, office: int | None = None) -> Any:
    """Published news in a language, newest first: of one office (its primary key, 0 for what stands
    below the home page), or (None) of all."""
    rows = NewsPage.objects.published().filter(listed_language=language).order_by("-day", "-pk")
    return rows if office is None else rows.filter(listed_office=office)


class NearPaginator(Paginator[Any]):
    """Pages of a list that may be long: looks no further than some pages beyond the one asked for."""

    AHEAD = 2

    def __init__(self, rows: Any, per_page: int, asked: str | None) -> None:
        super().__init__(rows, per_page)
        self._rows = rows
        page = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
        self._most = (max(page, 1) + self.AHEAD) * per_page

    @cached_property
    def count(self) -> int:
        """How many there are, as far as it looks."""
        return int(self._rows[: self._most].count())


class NewsIndexPage(SitePage):
    """The news of an office; below the home page, those of all."""

    template = "publishing/news_index_page.html"
    parent_page_types: ClassVar = ["publishing.HomePage", "publishing.OfficePage"]
    subpage_types: ClassVar = ["publishing.NewsPage"]

    class Meta:
        verbose_name = _("list of news")

    def news(self) -> Any:
        """Published news in this language, newest first."""
        return newest(self.language, self.office_id)

    def elsewhere(self) -> list[tuple[str, str, str]]:
        """(code, native name, address) of the same list in each other language that has news."""
        others = [there for there in self.addresses() if there[0] != self.language]
        return [there for there in others if newest(there[0], self.office_id).exists()]

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["elsewhere"] = self.elsewhere()
        asked = request.GET.get("page")
        context["page_obj"] = NearPaginator(self.news(), NEWS_A_PAGE, asked).get_page(asked)
        return context

    def tags(self) -> set[str]:
        return super().tags() | {"offices"}

    def shown_until(self) -> dt.datetime | None:
        return next_embargo(NewsPage.objects.in_locale(self.locale_id))


class PlainPage(SitePage):
    """A page of text."""

    parent_page_types: ClassVar = ["publishing.HomePage", "publishing.OfficePage", "publishing.PlainPage"]
    subpage_types: ClassVar = ["publishing.PlainPage"]

    class Meta:
        verbose_name = _("page of text")
