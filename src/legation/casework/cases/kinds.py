"""The port through which a kind of case shows what is special about it, above this package.

The package of applications adds its own part to the desk's case page and to the status page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from legation.accounts.models import User
from legation.casework.cases.models import Case


@dataclass(frozen=True)
class KindPages:
    """Templates that are included, each with a context made for the case (and for its reader, who
    has already been found to be permitted). An empty template name adds nothing."""

    desk_template: str = ""
    desk_context: Callable[[Case, User], Mapping[str, Any]] = lambda _case, _user: {}
    status_template: str = ""
    status_context: Callable[[Case], Mapping[str, Any]] = lambda _case: {}


_pages: dict[str, KindPages] = {}


def add_pages(kind: str, pages: KindPages) -> None:
    """Call once while Django starts. Raises ValueError for a kind that has its pages."""
    if kind in _pages:
        raise ValueError(f"{kind} has its pages already")
    _pages[kind] = pages


def pages_of(kind: str) -> KindPages:
    """What was added for the kind, else nothing."""
    return _pages.get(kind, KindPages())


@dataclass(frozen=True)
class Panel:
    """A part that a package above adds to the pages of cases of every kind, as `KindPages` does for one.
    A context of None leaves it out. On the desk one with `by_the_letter` follows the letter, one with `beside`
    stands beside it."""

    desk_template: str
    desk_context: Callable[[Case, User], Mapping[str, Any] | None]
    status_template: str
    status_context: Callable[[Case], Mapping[str, Any] | None]


_panels: list[Panel] = []


def add_panel(panel: Panel) -> None:
    """Call once while Django starts."""
    _panels.append(panel)


def desk_panels(case: Case, user: User) -> list[Mapping[str, Any]]:
    """The context of each panel on the desk's page, with its `template`."""
    found = [(panel.desk_template, panel.desk_context(case, user)) for panel in _panels]
    return [{"template": template, **context} for template, context in found if context is not None]


def status_panels(case: Case) -> list[Mapping[str, Any]]:
    """The same for the page that the person sees."""
    found = [(panel.status_template, panel.status_context(case)) for panel in _panels]
    return [{"template": template, **context} for template, context in found if context is not None]


# (case, outcome, text) → the text of a drafted answer as it will be approved and sent. Raises Conflict for
# an answer that may not be drafted so.
ReplyRule = Callable[[Case, str, str], str]
_reply_rules: list[ReplyRule] = []


def add_reply_rule(rule: ReplyRule) -> None:
    """Call once while Django starts: what a package above adds to answers, or refuses."""
    _reply_rules.append(rule)


def reply_text(case: Case, outcome: str, text: str) -> str:
    """The text with what the rules add to it. Raises Conflict."""
    for rule in _reply_rules:
        text = rule(case, outcome, text)
    return text
