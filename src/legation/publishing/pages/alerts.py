"""Alerts: what people must know now, where it concerns them, for as long as it does."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from legation.kernel import clock
from legation.offices import queries
from legation.offices.models import Office
from legation.publishing.blocks import ASSEMBLY, COUNTRIES, PHONES, UPDATES
from legation.publishing.pages.base import CHANGES, SitePage
from legation.publishing.pages.news import next_embargo


class Level(models.TextChoices):
    """How grave an alert is; the word is always shown, colour never alone."""

    INFORMATION = "information", _("Information")
    WARNING = "warning", _("Warning")
    EMERGENCY = "emergency", _("Emergency")


STYLES = {Level.INFORMATION: "info", Level.WARNING: "warning", Level.EMERGENCY: "danger"}


class AlertPage(SitePage):
    """One alert, in force from `starts_at` until `ends_at` (None: until it is taken off).

    It concerns `concerns`; with none named, its own office, or below the home page everybody.
    """

    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.INFORMATION)
    starts_at = models.DateTimeField(_("from"), default=clock.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    concerns = ParentalManyToManyField(
        Office, blank=True, related_name="+", verbose_name=_("offices concerned")
    )

    countries = StreamField(
        COUNTRIES,
        blank=True,
        verbose_name=_("countries concerned"),
        help_text=_("And the offices that serve them."),
    )
    instructions = models.TextField(_("what to do now, one a line"), blank=True)
    assembly = StreamField(ASSEMBLY, blank=True, verbose_name=_("where to assemble"))
    phones = StreamField(PHONES, blank=True, verbose_name=_("telephones"))
    updates = StreamField(UPDATES, blank=True, verbose_name=_("updates"))

    template = "publishing/alert_page.html"
    parent_page_types: ClassVar = ["publishing.AlertIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        SitePage.content_panels[0],
        FieldPanel("level"),
        FieldPanel("starts_at"),
        FieldPanel("ends_at"),
        FieldPanel("concerns", widget=forms.CheckboxSelectMultiple),
        FieldPanel("countries"),
        *SitePage.content_panels[1:],
        FieldPanel("instructions"),
        FieldPanel("assembly"),
        FieldPanel("phones"),
        FieldPanel("updates"),
    ]

    class Meta:
        verbose_name = _("alert")

    @property
    def style(self) -> str:
        """The level of the component that shows it."""
        return STYLES[Level(self.level)]

    @property
    def in_force(self) -> bool:
        """Begun and not ended."""
        now = clock.now()
        return self.starts_at <= now and (self.ends_at is None or self.ends_at > now)

    def offices(self) -> set[int]:
        """Primary keys of the offices that it concerns; empty: all.

        For countries that no office serves it is the ministry's duty desk.
        """
        named = {office.pk for office in self.concerns.all()}
        if codes := self.country_codes:
            serving = {office.pk for office in Office.objects.all() if codes & set(office.serves)}
            named |= serving or set(Office.objects.filter(is_duty_desk=True).values_list("pk", flat=True))
        return named or ({self.office_id} if self.office_id else set())

    @property
    def country_codes(self) -> set[str]:
        """ISO codes of the countries that it names."""
        return {block.value for block in self.countries}

    @property
    def instruction_list(self) -> list[str]:
        """What to do now, in order."""
        return [line.strip() for line in self.instructions.splitlines() if line.strip()]

    @property
    def update_list(self) -> list[Any]:
        """The dated updates, newest first."""
        return sorted((block.value for block in self.updates), key=lambda entry: entry["at"], reverse=True)

    @property
    def last_said(self) -> dt.datetime:
        """When something was said last: the newest update, else the publication."""
        moments = [entry["at"] for entry in self.update_list]
        return max([self.last_published_at or self.starts_at, *moments])

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        rows = Office.objects.filter(pk__in=self.offices()).prefetch_related("texts")
        context["concerned"] = [office.text(self.language) for office in rows]
        names = [queries.country_name(code, self.language) for code in self.country_codes]
        context["concerned_countries"] = sorted(names)
        return context

    def plain_text(self) -> str:
        updates = [entry["text"] for entry in self.update_list]
        return "\n".join([super().plain_text(), self.instructions, *updates])

    def tags(self) -> set[str]:
        return super().tags() | {"offices"}


class AlertIndexPage(SitePage):
    """The alerts of an office; below the home page, all of them."""

    template = "publishing/alert_index_page.html"
    parent_page_types: ClassVar = ["publishing.HomePage", "publishing.OfficePage"]
    subpage_types: ClassVar = ["publishing.AlertPage"]

    class Meta:
        verbose_name = _("list of alerts")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["alerts"] = alerts_for(self.office) if self.office else alerts_in_force()
        context["lists_alerts"] = True
        return context

    def tags(self) -> set[str]:
        return super().tags() | {"offices"}


def alerts_in_force(language: str | None = None) -> list[AlertPage]:
    """Every alert in force, gravest first; each once, in `language` where it is translated."""
    language = language or translation.get_language() or ""
    chosen: dict[object, AlertPage] = {}
    rows = AlertPage.objects.published().filter(pk__in=_begun_and_not_ended())
    for alert in rows.select_related("locale", "office").order_by("pk"):
        known = chosen.get(alert.translation_key)
        if alert.in_force and (known is None or alert.language == language):
            chosen[alert.translation_key] = alert
    order = [Level.EMERGENCY, Level.WARNING, Level.INFORMATION]
    return sorted(chosen.values(), key=lambda alert: (order.index(Level(alert.level)), -alert.pk))


def _begun_and_not_ended() -> list[int]:
    """Primary keys, from the table of alerts alone: SQLite would otherwise look through all pages."""
    now = clock.now()
    begun = AlertPage.objects.filter(starts_at__lte=now).order_by()
    return list(begun.exclude(ends_at__lte=now).values_list("pk", flat=True))


def alerts_for(office: Office | None, language: str | None = None) -> list[AlertPage]:
    """Those that a page of the office shows: its own and those for all. None: those for all."""
    wanted = {office.pk} if office else set()
    return [alert for alert in alerts_in_force(language) if not alert.offices() or alert.offices() & wanted]


def next_alert_change() -> dt.datetime | None:
    """When the next alert begins, ends or comes out of its embargo."""
    now = clock.now()
    live = AlertPage.objects.live().few()
    moments = [
        live.filter(starts_at__gt=now).aggregate(first=models.Min("starts_at"))["first"],
        live.filter(ends_at__gt=now).aggregate(first=models.Min("ends_at"))["first"],
        next_embargo(AlertPage.objects),
    ]
    return min((moment for moment in moments if moment), default=None)


CHANGES.append(next_alert_change)
