"""What packages above add to the desk: links beside the queues, tools on a list of cases, texts to start a reply from.

Each is added once while Django starts; the desk shows whatever there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import Promise

from legation.accounts.models import User
from legation.casework.cases.models import Case


@dataclass(frozen=True)
class Link:
    """One line beside the queues. `count` None shows no number."""

    title: str | Promise
    address: str
    count: int | None = None


@dataclass(frozen=True)
class ListTool:
    """A part of the page of a list, such as what is done with the cases chosen in it. It may name the form
    `chosen`: the list then has a box for each case, of that form. A context of None leaves it out."""

    template: str
    context: Callable[[HttpRequest], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Start:
    """A text to start a reply from."""

    code: str
    title: str


@dataclass(frozen=True)
class Starts:
    """`offered` lists what fits the case; `text` gives one of them, filled in with what the page has opened
    of the person (`name`), or an empty text for an unknown code."""

    offered: Callable[[Case, User], Iterable[Start]]
    text: Callable[[Case, User, str, str], str]


_links: list[Callable[[User], Iterable[Link]]] = []
_tools: list[ListTool] = []
_starts: list[Starts] = []


def add_links(links: Callable[[User], Iterable[Link]]) -> None:
    """Call once while Django starts."""
    _links.append(links)


def links(user: User) -> list[Link]:
    """Every link for this person, in the order of adding."""
    return [link for find in _links for link in find(user)]


def add_tool(tool: ListTool) -> None:
    """Call once while Django starts."""
    _tools.append(tool)


def tools(request: HttpRequest) -> list[Mapping[str, Any]]:
    """The context of each tool of a list, with its `template`."""
    found = [(tool.template, tool.context(request)) for tool in _tools]
    return [{"template": template, **context} for template, context in found if context is not None]


def add_starts(starts: Starts) -> None:
    """Call once while Django starts."""
    _starts.append(starts)


def starts_for(case: Case, user: User) -> list[Start]:
    """What a reply to the case may start from."""
    return [start for one in _starts for start in one.offered(case, user)]


def start_text(case: Case, user: User, code: str, name: str) -> str:
    """The text of one of them; empty for a code that is not offered."""
    return next((text for one in _starts if (text := one.text(case, user, code, name))), "")


# By the reply, the entry of the timeline, or for the letter the case: the row whose field `text` is shown in its
# place.
Replacements = Callable[[Case], Mapping[Model, Model]]

_replacements: list[Replacements] = []


def add_replacements(find: Replacements) -> None:
    """For whoever strikes passages from letters, replies and notes. Call once while Django starts."""
    _replacements.append(find)


def replacements(case: Case) -> dict[Model, Model]:
    """What is shown in place of the letter, of replies, and of what stands in the timeline."""
    return {key: row for find in _replacements for key, row in find(case).items()}


def shown_letter(case: Case) -> tuple[Model, str]:
    """The row and its field in which staff read the letter."""
    row = replacements(case).get(case)
    return (case, "words") if row is None else (row, "text")
