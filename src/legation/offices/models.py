"""Offices: where they are, whom they serve, when they are open, in which languages."""

from __future__ import annotations

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from legation.kernel import clock

MINISTRY_ZONE = ZoneInfo("Asia/Taipei")


class Region(models.TextChoices):
    """The regions of the index of offices, in its order."""

    ASIA_PACIFIC = "asia-pacific", _("Asia and the Pacific")
    WEST_ASIA = "west-asia", _("West Asia")
    EUROPE = "europe", _("Europe")
    NORTH_AMERICA = "north-america", _("North America")
    LATIN_AMERICA = "latin-america", _("Latin America and the Caribbean")
    AFRICA = "africa", _("Africa")


class Office(models.Model):
    """A mission abroad. Texts stand in `OfficeText`, one for each of its languages.

    `languages` are codes such as `zh-hant`, the first is the fallback; `serves` are ISO 3166 codes
    of the countries of its jurisdiction; `cities` holds its city's name by language, also in languages
    in which it does not publish.
    """

    slug = models.SlugField(unique=True)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=20, choices=Region)
    time_zone = models.CharField(max_length=50)
    languages: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    serves: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    cities: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    phone = models.CharField(max_length=40)
    duty_phone = models.CharField(max_length=40)
    email = models.EmailField()
    is_demonstration = models.BooleanField(default=False)
    is_duty_desk = models.BooleanField(default=False, help_text=_("The ministry's own duty desk."))

    class Meta:
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def zone(self) -> ZoneInfo:
        """Raises ZoneInfoNotFoundError for a zone that does not exist."""
        return ZoneInfo(self.time_zone)

    def text(self, language: str | None = None) -> OfficeText:
        """The texts in `language` (default: the active one), else in the office's first language.

        Raises OfficeText.DoesNotExist when the office has no text at all.
        """
        texts = {text.language: text for text in self.texts.all()}
        for code in (language or get_language() or "", *self.languages):
            if code in texts:
                return texts[code]
        raise OfficeText.DoesNotExist(f"office {self.slug} has no text")

    def city(self, language: str | None = None) -> str:
        """Its city in `language` (default: the active one), else in the office's first language."""
        code = language or get_language() or ""
        return self.cities.get(code) or self.text(code).city

    def in_lists(self, language: str | None = None) -> str:
        """City and name, in that order: the names of many begin alike."""
        return f"{self.city(language)} – {self.text(language).name}"


class OfficeText(models.Model):
    """What an office says of itself in one language."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    city = models.CharField(max_length=80)
    address = models.TextField()
    access = models.TextField(blank=True)
    hours_note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "language"], name="one_text_a_language")
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """One span of a weekday (Monday is 0) in the office's own time."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering: ClassVar = ["weekday", "opens"]

    def __str__(self) -> str:
        return f"{self.office} {self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Closure(models.Model):
    """A day on which the office is closed; `names` holds the reason by language code."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="closures")
    day = models.DateField()
    names: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "day"], name="one_closure_a_day")]

    def __str__(self) -> str:
        return f"{self.office} {self.day}"

    def name(self, language: str) -> str:
        """The reason in `language`, else in the office's first language, else empty."""
        return self.names.get(language) or next(iter(self.names.values()), "")

    @property
    def is_past(self) -> bool:
        """Whether the day is over in the office's own time."""
        return self.day < clock.now().astimezone(self.office.zone).date()


def zone_of(office: Office | None) -> ZoneInfo:
    """The time of the office; None: the ministry's."""
    return office.zone if office else MINISTRY_ZONE
