"""Which offices there are, and which one serves a place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from django.conf import settings

from legation.offices.models import Office, Region


@dataclass(frozen=True)
class Answer:
    """What is known of the place that somebody asked for.

    `country` is its ISO 3166 code, empty when the place is not known to us; `offices` serve it and
    may be none.
    """

    asked: str
    country: str
    offices: tuple[Office, ...]


def all_offices() -> list[Office]:
    """Every office with its texts, hours and closures; three queries more than none."""
    return list(Office.objects.prefetch_related("texts", "hours", "closures"))


def abroad() -> list[Office]:
    """The offices without the ministry's own duty desk."""
    return [office for office in all_offices() if not office.is_duty_desk]


def duty_desk() -> Office | None:
    """The ministry's duty desk, which helps where no office does."""
    return Office.objects.prefetch_related("texts", "hours", "closures").filter(is_duty_desk=True).first()


def by_region(offices: Iterable[Office]) -> list[tuple[Region, list[Office]]]:
    """The offices under their regions, in the order of the index; regions without office left out."""
    rows = list(offices)
    groups = [(region, [office for office in rows if office.region == region]) for region in Region]
    return [(region, members) for region, members in groups if members]


def country_name(code: str, language: str) -> str:
    """The country's name (a short one where we have it, else Unicode CLDR), else its code."""
    return SHORT_NAMES.get(code, {}).get(language) or str(_locale(language).territories.get(code, code))


def countries(language: str) -> list[tuple[str, str]]:
    """(code, name) of every country, in the order of the language."""
    return list(_countries(language))


@lru_cache(maxsize=16)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    codes = [str(code) for code in _locale(language).territories]
    names = [(code, country_name(code, language)) for code in codes if _is_country(code)]
    return tuple(sorted(names, key=lambda pair: _plain(pair[1])))


def places_served(language: str) -> list[str]:
    """Names of the countries served and of the offices' cities, to choose from."""
    names: set[str] = set()
    for office in abroad():
        names.add(office.city(language))
        names.update(country_name(code, language) for code in office.serves)
    return sorted(names, key=_plain)


def serving(asked: str) -> Answer:
    """Which offices serve a country (name in a language of the site, or code) or a city."""
    wanted = _plain(asked)
    offices = abroad()
    in_city = [office for office in offices if wanted in _cities(office)]
    country = in_city[0].country if in_city else _places().get(wanted, "")
    served = tuple(serving_country(country)) if country else ()
    return Answer(asked, country, served or tuple(in_city))


def _cities(office: Office) -> set[str]:
    names = (*office.cities.values(), *(text.city for text in office.texts.all()))
    return {_plain(name) for name in names}


def serving_country(country: str) -> list[Office]:
    """Every office whose jurisdiction the country (ISO code) belongs to, the one that lies in it first."""
    rows = [office for office in abroad() if country in office.serves]
    return sorted(rows, key=lambda office: (office.country != country, office.pk))


def countries_served(language: str) -> list[tuple[str, str, list[Office]]]:
    """(code, name, offices) of every country of a jurisdiction, in the order of the language."""
    found: dict[str, list[Office]] = {}
    for office in abroad():
        for code in office.serves:
            found.setdefault(code, []).append(office)
    rows = [
        (
            code,
            country_name(code, language),
            sorted(offices, key=lambda office: (office.country != code, office.pk)),
        )
        for code, offices in found.items()
    ]
    return sorted(rows, key=lambda row: _plain(row[1]))


def is_country(code: str) -> bool:
    """Whether it is the ISO 3166 code of a country, in capitals."""
    return _is_country(code) and code.isupper() and code in _locale("en").territories


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    """Plain name of each country and of each city that names a time zone, to the country's code."""
    found: dict[str, str] = {}
    zones = get_global("zone_territories")
    for code, _name in settings.LANGUAGES:
        locale = _locale(code)
        for zone, names in locale.time_zones.items():
            if zone in zones and "city" in names:
                found.setdefault(_plain(names["city"]), zones[zone])
    for zone, territory in zones.items():
        found.setdefault(_plain(zone.rpartition("/")[2].replace("_", " ")), territory)
    for code, _name in settings.LANGUAGES:
        for territory, name in _locale(code).territories.items():
            if _is_country(territory):
                found[_plain(name)] = territory
                found[_plain(territory)] = territory
                found[_plain(country_name(territory, code))] = territory
    found.update({_plain(name): code for name, code in COMMON_NAMES.items()})
    return found


# The names in everyday use where CLDR has only an official one.
SHORT_NAMES: dict[str, dict[str, str]] = {
    "HK": {"en": "Hong Kong", "zh-hant": "香港", "ja": "香港", "es": "Hong Kong", "ar": "هونغ كونغ"},
    "MO": {"en": "Macao", "zh-hant": "澳門", "ja": "マカオ", "es": "Macao", "ar": "ماكاو"},
}
# Names that people type and that CLDR does not have.
COMMON_NAMES = {
    "UK": "GB",
    "Great Britain": "GB",
    "Britain": "GB",
    "England": "GB",
    "Scotland": "GB",
    "Wales": "GB",
    "USA": "US",
    "United States of America": "US",
    "America": "US",
    "Gran Bretaña": "GB",
    "Inglaterra": "GB",
    "Escocia": "GB",
    "Gales": "GB",
    "EE. UU.": "US",
    "EE.UU.": "US",
    "EEUU": "US",
    "EUA": "US",
    "Estados Unidos de América": "US",
    "Norteamérica": "US",
    "Arabia Saudita": "SA",
    "Holanda": "NL",
    "República Checa": "CZ",
    "Birmania": "MM",
    "Bielorrusia": "BY",
    "Suazilandia": "SZ",
    "Palau": "PW",
    "KSA": "SA",
    "Kingdom of Saudi Arabia": "SA",
    "沙烏地": "SA",
    "澳大利亞": "AU",
    "السعودية": "SA",
    "英国": "GB",
    "イングランド": "GB",
    "スコットランド": "GB",
    "ウェールズ": "GB",
    "アメリカ": "US",
    "米国": "US",
    "アメリカ合衆国": "US",
    "豪州": "AU",
    "香港": "HK",
    "マカオ": "MO",
    "サウジ": "SA",
    "エスワティニ王国": "SZ",
    "スワジランド": "SZ",
    "南アフリカ共和国": "ZA",
    "ヴァチカン": "VA",
    "ヴェトナム": "VN",
    "ヴェネズエラ": "VE",
}


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}


def _plain(text: str) -> str:
    """Without accents, case and outer spaces, so that *Perú* finds *peru*."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).split())


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")
