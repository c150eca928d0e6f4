"""*Abroad in trouble* as pages that the ministry's editors change; shown by `publishing.trouble`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from legation.publishing.blocks import STEPS
from legation.publishing.pages.base import SitePage

# How a page of these kinds is shown; filled in by the views, which stand above the pages.
VIEWS: list[Callable[[HttpRequest, Any], HttpResponse]] = []


def show(request: HttpRequest, page: HelpPage | None) -> HttpResponse:
    """The page as visitors see it, also a draft; None: the first page."""
    return VIEWS[0](request, page)


class HelpIndexPage(SitePage):
    """The page to which *Emergency abroad* leads from everywhere."""

    max_count_per_parent = 1
    parent_page_types: ClassVar = ["publishing.HomePage"]
    subpage_types: ClassVar = ["publishing.HelpPage"]

    class Meta:
        verbose_name = _("emergency abroad")

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return show(request, None)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return show(request, None)


class HelpPage(SitePage):
    """What to do in one kind of trouble; its slug names the kind. What the office can do: one a line."""

    steps = StreamField(STEPS, blank=True, verbose_name=_("steps"))
    can = models.TextField(_("what the office can do, one a line"), blank=True)
    cannot = models.TextField(_("what the office cannot do, one a line"), blank=True)

    parent_page_types: ClassVar = ["publishing.HelpIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        *SitePage.content_panels[:2],
        FieldPanel("steps"),
        FieldPanel("can"),
        FieldPanel("cannot"),
    ]

    class Meta:
        verbose_name = _("help in an emergency")

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return show(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return show(request, self)

    def plain_text(self) -> str:
        steps: list[Any] = [
            text for block in self.steps for text in (block.value["title"], block.value["text"])
        ]
        return "\n".join([super().plain_text(), *steps, self.can, self.cannot])
