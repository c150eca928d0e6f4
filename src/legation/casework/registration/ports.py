"""Fills the ports of the packages below: registering stands in the account and on the pages of help abroad."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.menu import Group, member_page
from legation.publishing.ports import offer_registration


def address(country: str, language: str) -> str:
    """Where to register, in a country where one is named."""
    with translation.override(language):
        return reverse("registration_in", args=[country.lower()]) if country else reverse("registration")


offer_registration(address)
member_page(
    _("My registrations abroad"),
    _("Where you are, so that we reach you in an emergency"),
    "member_registrations",
    Group.PAGES_AND_OFFICES,
)
