"""Errors that carry the decision: what to tell the person, and whether to try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the edge starts without Django
    from django.utils.functional import Promise


class LegationError(Exception):
    """Something that cannot be done, said in one sentence that tells what to do about it."""

    def __init__(self, sentence: str | Promise, *, permanent: bool = True) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent


class NotPermitted(LegationError):
    """The person may not do this."""


class Conflict(LegationError):
    """The state has changed meanwhile, or the act needs somebody else."""


class Unavailable(LegationError):
    """A part that this act needs is away; trying again later may help."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, permanent=False)
