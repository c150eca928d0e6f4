"""The pages of a member's account. Packages add theirs, such as the member's letters."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Page:
    """A link on the account's first page."""

    title: Text
    hint: Text
    route: str


PAGES: list[Page] = []


def member_page(title: Text, hint: Text, route: str) -> None:
    """Add a page, in the order of adding; once for each route."""
    if all(page.route != route for page in PAGES):
        PAGES.append(Page(title, hint, route))


def items() -> list[dict[str, Text]]:
    """For the task list; a page whose route is not installed is left out."""
    found = []
    for page in PAGES:
        try:
            found.append({"title": page.title, "hint": page.hint, "url": reverse(page.route)})
        except NoReverseMatch:
            continue
    return found


for _title, _hint, _route in (
    (_("My name"), _("See it and correct it"), "member_name"),
    (_("My e-mail address"), _("Change it"), "account_email"),
    (_("My password"), _("Change it; every other session ends"), "account_change_password"),
    (_("Second factor"), _("An app on your telephone that shows a code"), "mfa_index"),
    (_("Where I am signed in"), _("See your sessions and end them"), "usersessions_list"),
    (_("What my account did"), _("The record that nobody can change unnoticed"), "member_activity"),
    (_("Who has read my information"), _("Each time, by which office, and why"), "member_readings"),
    (_("A copy of my information"), _("To read, or for another program"), "member_export"),
    (_("Leave"), _("Close the account and erase your information"), "member_leave"),
):
    member_page(_title, _hint, _route)
