"""The pages of a member's account. Packages add theirs, such as the member's letters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Group(Enum):
    """The parts of the account's first page, in their order."""

    ABOUT_ME = _("About me")
    PAGES_AND_OFFICES = _("My pages and offices")
    SAFETY = _("Safety")
    RECORD = _("What is known of me")


@dataclass(frozen=True)
class Page:
    """A link on the account's first page."""

    title: Text
    hint: Text
    route: str
    group: Group


PAGES: list[Page] = []


def member_page(title: Text, hint: Text, route: str, group: Group = Group.RECORD) -> None:
    """Add a page, in the order of adding; once for each route."""
    if all(page.route != route for page in PAGES):
        PAGES.append(Page(title, hint, route, group))


def groups() -> list[tuple[Text, list[dict[str, Text]]]]:
    """Heading and task list of each part; a page whose route is not installed is left out."""
    return [(group.value, _items(group)) for group in Group]


def _items(group: Group) -> list[dict[str, Text]]:
    found: list[dict[str, Text]] = []
    for page in PAGES:
        if page.group is not group:
            continue
        try:
            found.append({"title": page.title, "hint": page.hint, "url": reverse(page.route)})
        except NoReverseMatch:
            continue
    return found


for _title, _hint, _route, _group in (
    (
        _("My details"),
        _("Name, telephone, country: see and correct them"),
        "member_details",
        Group.ABOUT_ME,
    ),
    (_("My e-mail address"), _("Change it"), "account_email", Group.ABOUT_ME),
    (
        _("My preferences"),
        _("Language, office, text size and contrast, wherever you sign in"),
        "member_preferences",
        Group.ABOUT_ME,
    ),
    (
        _("Saved pages"),
        _("Pages of this site that you want to find again"),
        "member_saved",
        Group.PAGES_AND_OFFICES,
    ),
    (_("Followed offices"), _("Their alerts by e-mail"), "member_followed", Group.PAGES_AND_OFFICES),
    (_("My password"), _("Change it; every other session ends"), "account_change_password", Group.SAFETY),
    (_("Second factor"), _("An app on your telephone that shows a code"), "mfa_index", Group.SAFETY),
    (
        _("Where I am signed in"),
        _("See your sessions and end them"),
        "usersessions_list",
        Group.SAFETY,
    ),
    (
        _("What my account did"),
        _("The record that nobody can change unnoticed"),
        "member_activity",
        Group.RECORD,
    ),
    (
        _("Who has read my information"),
        _("Each time, by which office, and why"),
        "member_readings",
        Group.RECORD,
    ),
    (
        _("What I agreed to"),
        _("The terms, mails, details; take each back"),
        "member_consents",
        Group.RECORD,
    ),
    (
        _("A copy of my information"),
        _("To read, or for another program"),
        "member_export",
        Group.RECORD,
    ),
    (_("Leave"), _("Close the account and erase your information"), "member_leave", Group.RECORD),
):
    member_page(_title, _hint, _route, _group)
