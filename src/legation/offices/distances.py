"""Which office lies nearest to a country, by the table of coordinates of the time zone database."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from legation.offices.models import Office

Point = tuple[float, float]  # degrees north, degrees east
POSITION = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")


def nearest(country: str, offices: Iterable[Office]) -> Office | None:
    """The office nearest to the country (ISO code) by air; None when the country has no known place."""
    zones, countries = _places()
    here = countries.get(country)
    if here is None:
        return None
    there = {office: zones[office.time_zone] for office in offices if office.time_zone in zones}
    return min(there, key=lambda office: _apart(here, there[office]), default=None)


def _apart(one: Point, other: Point) -> float:
    """The angle between two points of the globe (haversine)."""
    north, east = (math.radians(one[axis] - other[axis]) for axis in (0, 1))
    parallels = math.cos(math.radians(one[0])) * math.cos(math.radians(other[0]))
    half = math.sin(north / 2) ** 2 + parallels * math.sin(east / 2) ** 2
    return 2 * math.asin(min(1.0, math.sqrt(half)))


@lru_cache(maxsize=1)
def _places() -> tuple[dict[str, Point], dict[str, Point]]:
    """Where each time zone's city lies, and the first of each country."""
    zones: dict[str, Point] = {}
    countries: dict[str, Point] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, position, zone = line.split("\t")[:3]
            zones[zone] = _point(position)
            countries.setdefault(country, zones[zone])
    return zones, countries


def _point(text: str) -> Point:
    found = POSITION.fullmatch(text)
    if found is None:
        raise ValueError(f"not a position: {text}")
    south, *north, west = (found[place] for place in range(1, 6))
    east = (found[place] for place in range(6, 9))
    return _degrees(south, *north), _degrees(west, *east)


def _degrees(sign: str, whole: str, minutes: str, seconds: str | None) -> float:
    return (-1 if sign == "-" else 1) * (int(whole) + int(minutes) / 60 + int(seconds or 0) / 3600)
