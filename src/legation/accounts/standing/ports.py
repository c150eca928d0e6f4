"""What higher packages know of a member and do for an appeal; they fill this while Django starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from legation.accounts.models import Suspension, User
from legation.kernel.errors import Conflict

# Gives the ids of the offices with which a member has to do, such as those of their cases.
Dealings = Callable[[User], Iterable[int]]
_dealings: list[Dealings] = []


@dataclass(frozen=True)
class Appeal:
    """What a person says against a decision. `confirmed` False: the address must be confirmed first."""

    suspension: Suspension
    name: str
    email: str
    words: str
    language: str
    confirmed: bool


# Opens a case for the appeal, and gives its number.
Opener = Callable[[Appeal], str]
_openers: list[Opener] = []


def dealings(provider: Dealings) -> Dealings:
    """Decorator: what it gives counts when an office's supervisor decides about a member."""
    if provider not in _dealings:
        _dealings.append(provider)
    return provider


def offices_dealing_with(member: User) -> set[int]:
    """The ids of all offices with which the member has to do."""
    return {office for provider in _dealings for office in provider(member)}


def opens_appeals(opener: Opener) -> Opener:
    """Decorator: fill the port. The last one counts."""
    _openers[:] = [opener]
    return opener


def open_appeal(appeal: Appeal) -> str:
    """The number of the case. Raises Conflict where no package takes appeals up."""
    if not _openers:
        raise Conflict("Nobody takes appeals up here.")
    return _openers[0](appeal)
