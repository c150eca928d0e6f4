"""What forms are for. The packages above register it; composing itself knows nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from legation.offices.models import Office
from legation.questions.definition import Definition

Sentence = str | Promise


@dataclass(frozen=True)
class Use:
    """One thing that a form can be for.

    `problems` names in plain words what stands against a definition for this use, beyond what makes any form
    wrong. `claims` tells whether a form of this short name is in this use already. `published` and
    `withdrawn` are called inside the transaction that puts a form in force or takes it out, with the office
    whose it is. `address` is where the public finds it in a language, None for nowhere.
    """

    code: str
    title: Sentence
    problems: Callable[[Definition], Sequence[str]]
    claims: Callable[[str], bool]
    published: Callable[[str, Office | None], None]
    withdrawn: Callable[[str, Office | None], None]
    address: Callable[[str, Office | None, str], str | None]


USES: dict[str, Use] = {}


def add_use(use: Use) -> None:
    """Let forms be composed for this. Raises ValueError when the code is taken by another use."""
    if USES.setdefault(use.code, use) is not use:
        raise ValueError(f"the use {use.code} is registered already")


def use_of(code: str, slug: str) -> Use | None:
    """The use of this code; for a form whose use nobody wrote down, the one that claims it."""
    if code:
        return USES.get(code)
    return next((use for use in USES.values() if use.claims(slug)), None)
