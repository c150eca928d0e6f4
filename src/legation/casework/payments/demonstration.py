"""What the services cost at each office of the demonstration; nothing where it was set already."""

from __future__ import annotations

from legation.casework.payments.models import Fee
from legation.offices.models import Office

# By office: currency, passport renewal, document authentication; as on the pages of their services.
FEES = {
    "london": ("GBP", 3700, 1300),
    "washington": ("USD", 4500, 1500),
    "canberra": ("AUD", 6800, 2300),
    "ottawa": ("CAD", 6200, 2100),
    "singapore": ("SGD", 6200, 2100),
    "berlin": ("EUR", 4100, 1400),
    "riyadh": ("SAR", 16900, 5700),
    "tokyo": ("JPY", 6900, 2300),
    "osaka": ("JPY", 6900, 2300),
    "madrid": ("EUR", 4100, 1400),
    "paris": ("EUR", 4100, 1400),
    "brussels": ("EUR", 4100, 1400),
    "amman": ("JOD", 32000, 11000),
    "mexico-city": ("USD", 4500, 1500),
    "guatemala-city": ("USD", 4500, 1500),
}


def load() -> None:
    """Put the fees in force; does nothing twice."""
    if Fee.objects.exists():
        return
    for office in Office.objects.filter(slug__in=FEES):
        currency, passport, document = FEES[office.slug]
        for service, minor in (("passport-renewal", passport), ("document-authentication", document)):
            Fee.objects.create(service=service, office=office, minor=minor, currency=currency)
