"""Offices of the Republic of China (Taiwan): names and places as they are, contact details invented.

Telephone numbers come from the ranges that regulators reserve for fiction, or are zeros; mail
addresses stand below example domains.
"""

from __future__ import annotations

import datetime as dt

from legation.offices.demonstration_calendar import CLOSURES
from legation.offices.demonstration_texts import TEXTS
from legation.offices.models import Closure, Office, OfficeText, OpeningHours, Region

WORKING_WEEK = range(5)
SAUDI_WEEK = (6, 0, 1, 2, 3)
Spans = tuple[tuple[str, str], ...]

# slug: country, region, time zone, languages, serves, phone, duty phone, days, spans
OFFICES: dict[str, tuple[str, Region, str, list[str], list[str], str, str, tuple[int, ...], Spans]] = {
    "london": (
        "GB",
        Region.EUROPE,
        "Europe/London",
        ["en", "zh-hant"],
        ["GB", "GG", "IM", "JE"],
        "+44 20 7946 0018",
        "+44 7700 900018",
        tuple(WORKING_WEEK),
        (("09:30", "12:30"), ("13:30", "17:30")),
    ),
    "washington": (
        "US",
        Region.NORTH_AMERICA,
        "America/New_York",
        ["en", "zh-hant"],
        ["US"],
        "+1 202 555 0141",
        "+1 202 555 0142",
        tuple(WORKING_WEEK),
        (("09:00", "17:00"),),
    ),
    "canberra": (
        "AU",
        Region.ASIA_PACIFIC,
        "Australia/Sydney",
        ["en", "zh-hant"],
        ["AU"],
        "+61 2 5550 0108",
        "+61 491 570 156",
        tuple(WORKING_WEEK),
        (("09:00", "12:30"), ("13:30", "17:00")),
    ),
    "ottawa": (
        "CA",
        Region.NORTH_AMERICA,
        "America/Toronto",
        ["en", "zh-hant"],
        ["CA"],
        "+1 613 555 0125",
        "+1 613 555 0126",
        tuple(WORKING_WEEK),
        (("09:00", "12:00"), ("13:00", "17:00")),
    ),
    "singapore": (
        "SG",
        Region.ASIA_PACIFIC,
        "Asia/Singapore",
        ["en", "zh-hant"],
        ["SG"],
        "+65 0000 0000",
        "+65 0000 0001",
        tuple(WORKING_WEEK),
        (("09:00", "11:30"), ("13:00", "16:30")),
    ),
    "berlin": (
        "DE",
        Region.EUROPE,
        "Europe/Berlin",
        ["en", "zh-hant"],
        ["DE"],
        "+49 30 23125 014",
        "+49 176 04069014",
        tuple(WORKING_WEEK),
        (("09:00", "12:30"), ("13:30", "17:00")),
    ),
    "riyadh": (
        "SA",
        Region.WEST_ASIA,
        "Asia/Riyadh",
        ["ar", "zh-hant", "en"],
        ["SA"],
        "+966 11 000 0000",
        "+966 50 000 0000",
        SAUDI_WEEK,
        (("08:30", "15:30"),),
    ),
    "ministry": (
        "TW",
        Region.ASIA_PACIFIC,
        "Asia/Taipei",
        ["zh-hant", "en", "ar"],
        [],
        "+886 2 0000 0000",
        "+886 800 000 000",
        tuple(range(7)),
        (("00:00", "00:00"),),
    ),
}


def load() -> None:
    """Make or renew the eight offices."""
    for slug, (country, region, zone, languages, serves, phone, duty, days, spans) in OFFICES.items():
        office, _made = Office.objects.update_or_create(
            slug=slug,
            defaults={
                "country": country,
                "region": region,
                "time_zone": zone,
                "languages": languages,
                "serves": serves,
                "phone": phone,
                "duty_phone": duty,
                "email": f"{slug}@offices.example",
                "is_demonstration": True,
                "is_duty_desk": slug == "ministry",
            },
        )
        _texts(office)
        _hours(office, days, spans)
        for day, names in CLOSURES[slug].items():
            Closure.objects.update_or_create(
                office=office, day=dt.date.fromisoformat(day), defaults={"names": names}
            )


def _texts(office: Office) -> None:
    for language, (name, city, address, access, note) in TEXTS[office.slug].items():
        OfficeText.objects.update_or_create(
            office=office,
            language=language,
            defaults={"name": name, "city": city, "address": address, "access": access, "hours_note": note},
        )


def _hours(office: Office, days: tuple[int, ...], spans: Spans) -> None:
    office.hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            office=office,
            weekday=day,
            opens=dt.time.fromisoformat(opens),
            closes=dt.time.fromisoformat(closes),
        )
        for day in days
        for opens, closes in spans
    )
