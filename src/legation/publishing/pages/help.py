"""*Abroad in trouble* as pages that the ministry's editors change; shown by `publishing.trouble`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from legation.publishing.blocks import STEPS
from legation.publishing.pages.base import SitePage


class HelpIndexPage(SitePage):
    """The page to which *Emergency abroad* leads from everywhere."""

    max_count_per_parent = 1
    parent_page_types: ClassVar = ["publishing.HomePage"]
    subpage_types: ClassVar = ["publishing.HelpPage"]

    class Meta:
        verbose_name = _("emergency abroad")

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        from legation.publishing.trouble_views import help_index  # noqa: PLC0415  # stands above the pages

        return help_index(request)


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
        from legation.publishing.trouble_views import help_draft  # noqa: PLC0415  # stands above the pages

        return help_draft(request, self)

    def plain_text(self) -> str:
        steps: list[Any] = [
            text for block in self.steps for text in (block.value["title"], block.value["text"])
        ]
        return "\n".join([super().plain_text(), *steps, self.can, self.cannot])
