"""Which role may open which route, as the routes declare it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role
from legation.web.audience import BY_PREFIX, Audience, Kind, Route, routes

STRANGER, MEMBER = "stranger", "member"
ROLES: tuple[str, ...] = tuple(role.value for role in Role)
EVERYBODY: tuple[str, ...] = (STRANGER, MEMBER, *ROLES)

WORDS: dict[Kind, Promise] = {
    Kind.PUBLIC: _("Everybody"),
    Kind.MEMBER: _("Whoever is signed in"),
    Kind.STAFF: _("Whoever holds a role"),
    Kind.LINK: _("Whoever was sent the link"),
    Kind.DEMONSTRATION: _("Everybody, with demonstration data only"),
    Kind.MACHINE: _("Programs, without an account"),
}


@dataclass(frozen=True)
class Line:
    """One route and who may open it; `addresses` counts the routes that a library's line stands for."""

    path: str
    name: str
    audience: Audience
    addresses: int = 1

    @property
    def opened_by(self) -> frozenset[str]:
        """Strangers, members and roles that are let in at all."""
        return opened_by(self.audience)

    @property
    def words(self) -> str:
        """The audience in the reader's language."""
        if self.audience.kind is Kind.ROLE:
            return ", ".join(str(Role(role).label) for role in self.audience.roles)
        return str(WORDS[self.audience.kind])


def opened_by(audience: Audience) -> frozenset[str]:
    """Who gets in: for an audience that needs no account, everybody."""
    if audience.kind is Kind.ROLE:
        return frozenset(audience.roles)
    if audience.kind is Kind.STAFF:
        return frozenset(ROLES)
    return frozenset(EVERYBODY if not audience.needs_account else EVERYBODY[1:])


def declared() -> Iterator[tuple[Route, Audience]]:
    """Every route that says for whom it is; the system check sees to it that none is missing."""
    for route in routes():
        audience = route.audience
        if audience is not None:
            yield route, audience


def every_line() -> list[Line]:
    """One line a route, libraries' included."""
    return [Line(f"/{route.path}", route.name, audience) for route, audience in declared()]


def lines() -> list[Line]:
    """One line a route of ours, and one for all routes of a library below one address."""
    found = [Line(f"/{route.path}", route.name, audience) for route, audience in declared() if route.is_own]
    for prefix, audience in BY_PREFIX.items():
        count = sum(route.path.startswith(prefix) for route, _audience in declared())
        found.append(Line(f"/{prefix}…", "", audience, count))
    return found
