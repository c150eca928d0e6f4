"""A member's copy of everything that is kept of them. Packages add their sections to `EXPORTS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from legation.accounts.members import activity, readings
from legation.accounts.members.subjects import owner, subjects_of
from legation.accounts.models import User
from legation.privacy.gateway import own

# A section: its title, and what gives its rows. A row maps words to plain values; the words are English
# in the file for programs and, being marked for translation, in the member's language on the page.
Rows = list[dict[str, Any]]
Section = tuple[str | Promise, Callable[[User], Rows]]

EXPORTS: dict[str, Section] = {}
# The words of rows, also those that other packages are likely to use.
WORDS = (
    gettext_noop("number"),
    gettext_noop("received"),
    gettext_noop("state"),
    gettext_noop("words"),
    gettext_noop("accepted"),
    gettext_noop("at"),
    gettext_noop("case"),
    gettext_noop("email"),
    gettext_noop("from"),
    gettext_noop("in use"),
    gettext_noop("language"),
    gettext_noop("last sign-in"),
    gettext_noop("lifted"),
    gettext_noop("name"),
    gettext_noop("previous name"),
    gettext_noop("reading"),
    gettext_noop("reason"),
    gettext_noop("record"),
    gettext_noop("registered"),
    gettext_noop("until"),
    gettext_noop("verified"),
    gettext_noop("version"),
)


def export_section(name: str, title: str | Promise, rows: Callable[[User], Rows]) -> None:
    """Add what a package keeps of a member. Raises ValueError for a name taken."""
    if name in EXPORTS:
        raise ValueError(f"{name} is exported already")
    EXPORTS[name] = (title, rows)


def copy_of(user: User) -> list[tuple[str, str | Promise, Rows]]:
    """Name, title and rows of every section."""
    return [(name, title, rows(user)) for name, (title, rows) in EXPORTS.items()]


def _account(user: User) -> Rows:
    return [
        {
            "name": own(owner(user), user, ["name"])["name"],
            "email": user.email,
            "language": user.language,
            "registered": user.date_joined.isoformat(timespec="seconds"),
            "last sign-in": user.last_login.isoformat(timespec="seconds") if user.last_login else "",
        }
    ]


def _addresses(user: User) -> Rows:
    found = EmailAddress.objects.filter(user=user)
    return [{"email": row.email, "verified": row.verified, "in use": row.primary} for row in found]


def _names(user: User) -> Rows:
    return [
        {
            "previous name": own(owner(user), row, ["previous"])["previous"],
            "until": row.changed_at.isoformat(timespec="seconds"),
        }
        for row in user.name_changes.all()
    ]


def _terms(user: User) -> Rows:
    return [
        {"version": row.version, "accepted": row.accepted_at.isoformat(timespec="seconds")}
        for row in user.acceptances.all()
    ]


def _acts(user: User) -> Rows:
    people = subjects_of(user)
    lines = activity.told(people, activity.rows_of(people))
    return [{"at": line.at.isoformat(timespec="seconds"), "record": line.text} for line in lines]


def _readings(user: User) -> Rows:
    lines = readings.told(readings.receipts_of(subjects_of(user)))
    return [
        {
            "at": line.at.isoformat(timespec="seconds"),
            "reading": line.text,
            "case": line.reference,
        }
        for line in lines
    ]


def _suspensions(user: User) -> Rows:
    return [
        {
            "reason": row.get_reason_display(),
            "from": row.starts_at.isoformat(timespec="seconds"),
            "until": row.ends_at.isoformat(timespec="seconds") if row.ends_at else "",
            "lifted": row.lifted_at.isoformat(timespec="seconds") if row.lifted_at else "",
        }
        for row in user.suspensions.all()
    ]


export_section("account", _("Account"), _account)
export_section("addresses", _("E-mail addresses"), _addresses)
export_section("names", _("Earlier names"), _names)
export_section("terms", _("Terms accepted"), _terms)
export_section("suspensions", _("Suspensions"), _suspensions)
export_section("readings", _("Who has read my information"), _readings)
export_section("activity", _("What was recorded"), _acts)
