"""Consular services: who may apply, what it costs, what to bring, step by step."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from legation.publishing.blocks import STEPS
from legation.publishing.pages.base import SitePage
from legation.publishing.pages.library import library_below
from legation.publishing.ports import apply_url, facts


class ServicePage(SitePage):
    """One service; its slug is the service's. Documents are written one a line."""

    who = models.TextField(_("who may apply"), blank=True)
    fee = models.CharField(_("fee"), max_length=200, blank=True)
    duration = models.CharField(_("how long it takes"), max_length=200, blank=True)
    documents = models.TextField(_("documents, one a line"), blank=True)
    where = models.TextField(_("where"), blank=True)
    steps = StreamField(STEPS, blank=True, verbose_name=_("steps"))
    afterwards = models.TextField(_("what happens afterwards"), blank=True)

    # Where it can be applied for online; set by lists of services, which say so.
    apply_url: str | None = None
    template = "publishing/service_page.html"
    parent_page_types: ClassVar = ["publishing.ServiceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        *SitePage.content_panels,
        FieldPanel("who"),
        FieldPanel("fee"),
        FieldPanel("duration"),
        FieldPanel("documents"),
        FieldPanel("where"),
        FieldPanel("steps"),
        FieldPanel("afterwards"),
    ]

    class Meta:
        verbose_name = _("service")

    @property
    def document_list(self) -> list[str]:
        """The documents to bring."""
        return [line.strip() for line in self.documents.splitlines() if line.strip()]

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["apply_url"] = apply_url(self.slug, self.office.slug if self.office else "", self.language)
        context["facts"] = facts(self.slug, self.office.slug if self.office else "", self.language)
        context["fee_is_known"] = any(fact.name == "fee" for fact in context["facts"])
        context["step_list"] = [block.value for block in self.steps]
        if not self.office:
            rows = ServicePage.objects.published().few().in_locale(self.locale_id)
            context["at_offices"] = (
                rows.filter(slug=self.slug)
                .exclude(office=None)
                .select_related("office")
                .order_by("office__slug")
            )
        return context

    def tags(self) -> set[str]:
        return super().tags() | {"facts"} | ({"offices"} if not self.office else set())

    def plain_text(self) -> str:
        steps = [text for block in self.steps for text in (block.value["title"], block.value["text"])]
        return "\n".join(
            [super().plain_text(), self.who, self.documents, self.where, *steps, self.afterwards]
        )


class ServiceIndexPage(SitePage):
    """The services of an office; below the home page, what all offices do."""

    template = "publishing/service_index_page.html"
    parent_page_types: ClassVar = ["publishing.HomePage", "publishing.OfficePage"]
    subpage_types: ClassVar = ["publishing.ServicePage"]

    class Meta:
        verbose_name = _("list of services")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        services = list(ServicePage.objects.published().few().child_of(self))
        office = self.office.slug if self.office else ""
        for service in services:
            service.apply_url = apply_url(service.slug, office, self.language)
        context["services"] = services
        context["library"] = library_below(self.get_parent().specific)
        return context

    def tags(self) -> set[str]:
        return super().tags() | {"offices"}
