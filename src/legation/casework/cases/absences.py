"""The port through which a package above says who is away and who stands in for them.

Nobody is away until something is added. It is asked at each use, so that cover begins and ends by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from legation.accounts.models import User


@dataclass(frozen=True)
class Absences:
    """`away`: the keys of the accounts of all who are away now; `covered_by`: those of them for whom this
    person stands in; `offices_covered_by`: the keys of offices of which everybody is away, likewise;
    `deputies`: who gets what would be sent to somebody away."""

    away: Callable[[], Collection[int]]
    covered_by: Callable[[User], Collection[int]]
    offices_covered_by: Callable[[User], Collection[int]]
    deputies: Callable[[User], list[User]]


_absences: list[Absences] = []


def add_absences(absences: Absences) -> None:
    """Call once while Django starts."""
    _absences.append(absences)


def away() -> set[int]:
    """Everybody who is away now."""
    return {key for one in _absences for key in one.away()}


def covered_by(user: User) -> set[int]:
    """For whom the person stands in now."""
    return {key for one in _absences for key in one.covered_by(user)}


def offices_covered_by(user: User) -> set[int]:
    """Offices of which everybody is away, and for which the person stands in."""
    return {key for one in _absences for key in one.offices_covered_by(user)}


def told_for(person: User) -> list[User]:
    """Who gets what is meant for this person: they themselves, or their deputies while they are away."""
    found = [deputy for one in _absences for deputy in one.deputies(person)]
    return found if found and person.pk in away() else [person]
