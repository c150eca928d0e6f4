"""A member's copy of everything that is kept of them. Packages add their sections to `EXPORTS`.

Every table of the data map is either covered by a section or left out for a reason that the member reads;
a test holds each package to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from legation.accounts.models import User
from legation.privacy.data_map import DATA_MAP

# A section: its title, and what gives its rows. A row maps words to plain values; the words are English
# in the file for programs and, being marked for translation, in the member's language on the page.
Rows = list[dict[str, Any]]
Section = tuple[str | Promise, Callable[[User], Rows]]

EXPORTS: dict[str, Section] = {}
COVERED: set[str] = set()
LEFT_OUT: dict[str, str | Promise] = {}
# The words of rows, also those that other packages are likely to use.
WORDS = (
    gettext_noop("number"),
    gettext_noop("received"),
    gettext_noop("state"),
    gettext_noop("words"),
    gettext_noop("accepted"),
    gettext_noop("address"),
    gettext_noop("answer"),
    gettext_noop("answers"),
    gettext_noop("at"),
    gettext_noop("browser"),
    gettext_noop("case"),
    gettext_noop("contrast"),
    gettext_noop("country"),
    gettext_noop("detail"),
    gettext_noop("email"),
    gettext_noop("event"),
    gettext_noop("file"),
    gettext_noop("form"),
    gettext_noop("from"),
    gettext_noop("in use"),
    gettext_noop("kind"),
    gettext_noop("language"),
    gettext_noop("last seen"),
    gettext_noop("last sign-in"),
    gettext_noop("last used"),
    gettext_noop("lifted"),
    gettext_noop("name"),
    gettext_noop("network"),
    gettext_noop("office"),
    gettext_noop("previous"),
    gettext_noop("previous name"),
    gettext_noop("reading"),
    gettext_noop("reason"),
    gettext_noop("record"),
    gettext_noop("registered"),
    gettext_noop("role"),
    gettext_noop("SHA-256 of the text"),
    gettext_noop("since"),
    gettext_noop("text"),
    gettext_noop("text size"),
    gettext_noop("title"),
    gettext_noop("to"),
    gettext_noop("until"),
    gettext_noop("verified"),
    gettext_noop("version"),
)
OF_STAFF = _("It says what members of staff did in their work, not what is kept of you as a member.")
OF_ATTACKS = _("It is about attacks, and is not tied to any account.")


def export_section(
    name: str, title: str | Promise, rows: Callable[[User], Rows], *, covers: Iterable[str] = ()
) -> None:
    """Add what a package keeps of a member. `covers` names the tables of the data map that it shows.

    Raises ValueError for a name taken.
    """
    if name in EXPORTS:
        raise ValueError(f"{name} is exported already")
    EXPORTS[name] = (title, rows)
    COVERED.update(covers)


def leave_out(reason: str | Promise, *labels: str) -> None:
    """Declare that the copy does not hold these tables, and why."""
    LEFT_OUT.update(dict.fromkeys(labels, reason))


def covered() -> list[str]:
    """The tables of the data map that the copy shows."""
    return sorted(label for label in COVERED if label in DATA_MAP)


def undecided() -> list[str]:
    """Tables with something personal that are neither covered nor left out for a reason."""
    personal = {label for label, entry in DATA_MAP.items() if entry.personal}
    return sorted(personal - COVERED - LEFT_OUT.keys())


def copy_of(user: User) -> list[tuple[str, str | Promise, Rows]]:
    """Name, title and rows of every section."""
    return [(name, title, rows(user)) for name, (title, rows) in EXPORTS.items()]
