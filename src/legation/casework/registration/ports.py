"""Fills the ports of the packages below: registering stands in the account and on the pages of help abroad."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.menu import Group, member_page
from legation.casework.registration.queries import office_named
from legation.publishing.ports import offer_applications, offer_registration

SERVICE = "registration-abroad"


def address(country: str, language: str) -> str:
    """Where to register, in a country where one is named."""
    with translation.override(language):
        return reverse("registration_in", args=[country.lower()]) if country else reverse("registration")


def start(service: str, office: str, language: str) -> str | None:
    """From the service's own page: in the office's country, where it is one abroad."""
    if service != SERVICE:
        return None
    place = office_named(office)
    return address(place.country if place and place.serves else "", language)


offer_registration(address)
offer_applications(start)
member_page(
    _("My registrations abroad"),
    _("Where you are, so that we reach you in an emergency"),
    "member_registrations",
    Group.PAGES_AND_OFFICES,
)
