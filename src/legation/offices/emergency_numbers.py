"""The local emergency numbers of the countries that an office serves."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Numbers = tuple[tuple[Promise, str], ...]

ALL = _("Police, ambulance, fire")
POLICE = _("Police")
AMBULANCE = _("Ambulance")
FIRE = _("Fire brigade")
RESCUE = _("Ambulance, fire")

BRITISH: Numbers = ((ALL, "999"), (ALL, "112"))
AMERICAN: Numbers = ((ALL, "911"),)
EUROPEAN: Numbers = ((ALL, "112"),)

NUMBERS: dict[str, Numbers] = {
    "AU": ((ALL, "000"),),
    "BE": ((RESCUE, "112"), (POLICE, "101")),
    "CA": AMERICAN,
    "DE": ((RESCUE, "112"), (POLICE, "110")),
    "ES": EUROPEAN,
    "FR": ((ALL, "112"), (POLICE, "17"), (AMBULANCE, "15"), (FIRE, "18")),
    "GB": BRITISH,
    "GG": BRITISH,
    "GT": ((POLICE, "110"), (RESCUE, "122")),
    "IE": BRITISH,
    "IM": BRITISH,
    "JE": BRITISH,
    "JO": ((ALL, "911"),),
    "JP": ((POLICE, "110"), (RESCUE, "119")),
    "LU": ((RESCUE, "112"), (POLICE, "113")),
    "MC": ((ALL, "112"), (POLICE, "17"), (RESCUE, "18")),
    "MX": AMERICAN,
    "PY": ((POLICE, "911"), (AMBULANCE, "141"), (FIRE, "132")),
    "SA": ((POLICE, "999"), (AMBULANCE, "997"), (FIRE, "998")),
    "SG": ((POLICE, "999"), (RESCUE, "995")),
    "SZ": ((POLICE, "999"), (AMBULANCE, "977"), (FIRE, "933")),
    "TW": ((POLICE, "110"), (RESCUE, "119")),
    "US": AMERICAN,
}


def local_numbers(country: str) -> Numbers:
    """(service, number) of a country; empty where we are not certain."""
    return NUMBERS.get(country, ())
