"""Offices of the Republic of China (Taiwan): names and places as they are, contact details invented.

Telephone numbers come from the ranges that regulators reserve for fiction, or are zeros; mail
addresses stand below example domains. All of it lies in `demonstration_texts/`.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from legation.offices.models import Closure, Office, OfficeText, OpeningHours

TEXTS = Path(__file__).parent / "demonstration_texts"


@lru_cache(maxsize=8)
def texts(name: str) -> dict[str, Any]:
    """One file of the demonstration: `offices`, or a language's code."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text())


def load() -> None:
    """Make or renew the offices."""
    for slug, facts in texts("offices").items():
        own = {key: facts[key] for key in ("country", "region", "time_zone", "languages", "serves")}
        office, _made = Office.objects.update_or_create(
            slug=slug,
            defaults={
                **own,
                "cities": {code: texts(code)["cities"][slug] for code, _native in settings.LANGUAGES},
                "phone": facts["phone"],
                "duty_phone": facts["duty_phone"],
                "email": f"{slug}@offices.example",
                "is_demonstration": True,
                "is_duty_desk": slug == "ministry",
            },
        )
        _texts(office)
        _hours(office, facts["weekdays"], facts["spans"])
        for day, name in facts.get("closures", {}).items():
            _closure(office, dt.date.fromisoformat(day), name)


def _texts(office: Office) -> None:
    for language in office.languages:
        fields = texts(language)["offices"][office.slug]
        OfficeText.objects.update_or_create(office=office, language=language, defaults=fields)


def _closure(office: Office, day: dt.date, name: str) -> None:
    names = {code: texts(code)["holidays"].get(name, "") for code, _native in settings.LANGUAGES}
    Closure.objects.update_or_create(
        office=office,
        day=day,
        defaults={"names": {code: text for code, text in names.items() if text and code in office.languages}},
    )


def _hours(office: Office, weekdays: list[int], spans: list[tuple[str, str]]) -> None:
    office.hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            office=office,
            weekday=day,
            opens=dt.time.fromisoformat(opens),
            closes=dt.time.fromisoformat(closes),
        )
        for day in weekdays
        for opens, closes in spans
    )
