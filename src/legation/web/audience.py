"""For whom each route is: declared beside its address, shown to auditors, and tried against the real answers.

A view says it by a mark: `require_role` (accounts) and Django's `login_required` mark what they
guard; every other route of ours is marked in its `urls.py`, and routes of libraries stand in a table
that `config` fills. A route that says nothing fails the system check, and so `make check`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.core import checks
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.regex_helper import normalize

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

MARK = "legation_audience"
STAFF = "staff/"
DEMONSTRATION = "demo/"
LANGUAGE = "{language}/"
FIRST_WORD = re.compile(r"\(\?P<\w+>([\w-]+)\|")  # of the words between which an address chooses


class Kind(StrEnum):
    """Who may open a route at all; what they see there is decided by the view."""

    PUBLIC = "public"
    MEMBER = "member"  # whoever is signed in
    STAFF = "staff"  # whoever holds any role
    ROLE = "role"  # whoever holds one of the roles named
    LINK = "link"  # whoever has the secret in the address
    DEMONSTRATION = "demonstration"  # anybody, where demonstration data is loaded
    MACHINE = "machine"  # programs; like public, but nobody reads it as a page


@dataclass(frozen=True)
class Audience:
    """`roles` are the codes of the roles, sorted; only for `Kind.ROLE`."""

    kind: Kind
    roles: tuple[str, ...] = ()

    @property
    def needs_account(self) -> bool:
        """Whether a stranger is sent to the sign-in page."""
        return self.kind in (Kind.MEMBER, Kind.STAFF, Kind.ROLE)


PUBLIC, MEMBER, ANY_STAFF = Audience(Kind.PUBLIC), Audience(Kind.MEMBER), Audience(Kind.STAFF)
LINK, MACHINE = Audience(Kind.LINK), Audience(Kind.MACHINE)


def of_roles(roles: Iterable[str]) -> Audience:
    """Whoever holds one of these roles."""
    return Audience(Kind.ROLE, tuple(sorted(str(role) for role in roles)))


def mark(view: View, audience: Audience) -> View:
    """Write on the view for whom it is. Raises ValueError when it says something else already."""
    if getattr(view, MARK, audience) != audience:
        raise ValueError(f"{view!r} is declared for {getattr(view, MARK).kind} and for {audience.kind}")
    setattr(view, MARK, audience)
    return view


def public(view: View) -> View:
    """Everybody, without an account."""
    return mark(view, PUBLIC)


def any_staff(view: View) -> View:
    """Whoever holds any role; the guard of everything below /staff/ sees to it."""
    return mark(view, ANY_STAFF)


def with_secret(view: View) -> View:
    """Whoever was sent the link: its address holds a secret, which the view checks."""
    return mark(view, LINK)


def demonstration(view: View) -> View:
    """Everybody, but only where demonstration data is loaded."""
    return mark(view, Audience(Kind.DEMONSTRATION))


def machine(view: View) -> View:
    """Programs that check or read us, without an account."""
    return mark(view, MACHINE)


# Routes of libraries, by name, and all routes below an address. Filled by `config`.
BY_NAME: dict[str, Audience] = {}
BY_PREFIX: dict[str, Audience] = {}


@dataclass(frozen=True)
class Route:
    """One address of the installation. `path` shows its parameters as {name}; `words` are those that a
    parameter takes, one for each parameter that takes no others."""

    path: str
    name: str
    view: Callable[..., Any]
    words: tuple[str, ...] = ()

    @property
    def audience(self) -> Audience | None:
        """What the view's mark says, else the tables, else its guard; None: nobody has said."""
        marked: Audience | None = getattr(self.view, MARK, None)
        below = next((one for prefix, one in BY_PREFIX.items() if self.path.startswith(prefix)), None)
        return marked or BY_NAME.get(self.name) or below or said_by(self.view)

    @property
    def is_own(self) -> bool:
        """Not one of a library's that were declared by their address."""
        return not any(self.path.startswith(prefix) for prefix in BY_PREFIX)


def said_by(view: Callable[..., Any]) -> Audience | None:
    """The mark on a view. Django's `login_required` leaves two attributes, by which it is known."""
    said: Audience | None = getattr(view, MARK, None)
    if said is None and hasattr(view, "login_url") and hasattr(view, "redirect_field_name"):
        return MEMBER
    return said


def routes(patterns: Sequence[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[Route]:
    """Every route, in the order in which addresses are matched."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + _shape(entry)
        if isinstance(entry, URLPattern):
            words = FIRST_WORD.findall(entry.pattern.regex.pattern)
            yield Route(path, entry.name or "", entry.callback, tuple(words))
        else:
            yield from routes(entry.url_patterns, path)


def _shape(entry: URLPattern | URLResolver) -> str:
    if isinstance(entry.pattern, LocalePrefixPattern):
        return LANGUAGE
    shapes = normalize(entry.pattern.regex.pattern)
    shape, names = shapes[0] if shapes else ("", [])
    shown: str = shape % {name: "{" + name.removeprefix("_") + "}" for name in names}
    return shown


@checks.register("audience")
def every_route_says_for_whom(**_kwargs: object) -> list[checks.CheckMessage]:
    """E001 for a route that says nothing, E002 for one in a place that is meant for others."""
    found: list[checks.CheckMessage] = []
    for route in routes():
        if route.audience is None:
            found.append(
                checks.Error(
                    f"The route /{route.path} ({route.name or 'without a name'}) does not say for whom it is.",
                    hint="Below /staff/ use @require_role; for members @login_required; otherwise wrap the view "
                    "in its urls.py with public, with_secret, machine or any_staff of legation.web.audience.",
                    id="audience.E001",
                )
            )
        elif problem := _misplaced(route.path, route.audience.kind):
            found.append(checks.Error(f"The route /{route.path} {problem}.", id="audience.E002"))
    return found


def _misplaced(path: str, kind: Kind) -> str:
    if path.startswith(STAFF) != (kind in (Kind.STAFF, Kind.ROLE)):
        return f"is for {kind}, but stands {'below' if path.startswith(STAFF) else 'outside'} /staff/"
    if path.startswith(DEMONSTRATION) != (kind is Kind.DEMONSTRATION):
        return f"is for {kind}, but stands {'below' if path.startswith(DEMONSTRATION) else 'outside'} /demo/"
    return ""
