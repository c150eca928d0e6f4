"""What a control is: a check that can fail, beside the code that it guards."""

from __future__ import annotations

import abc
import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from django.utils.functional import Promise as LazyText

from legation.kernel.http import Answer


class Proof(StrEnum):
    """Who can repeat the check."""

    OUTSIDER = "outsider"  # anybody, over the public web
    MEMBER = "member"  # anybody with an account, about themselves
    OPERATOR = "operator"  # only from inside; outsiders see the signed result


class Site(Protocol):
    """The installation under check, seen as its visitors see it."""

    @property
    def origin(self) -> str:
        """Such as `https://localhost:8443`."""

    def get(self, path: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises Unavailable when the site does not answer."""

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Raises Unavailable when the site does not answer."""


@dataclass(frozen=True)
class Finding:
    """What a check saw. `kept` None means that it could not tell, which leaves the promise unproven.

    `seen` is one English sentence with figures for the public register; it names no person.
    """

    kept: bool | None
    seen: str

    @classmethod
    def good(cls, seen: str) -> Finding:
        """The promise was seen to hold."""
        return cls(True, seen)

    @classmethod
    def bad(cls, seen: str) -> Finding:
        """The promise was seen broken."""
        return cls(False, seen)

    @classmethod
    def unclear(cls, seen: str) -> Finding:
        """A part needed for the check is away."""
        return cls(None, seen)


def hours(count: float) -> dt.timedelta:
    """So that a control reads `every = hours(6)`."""
    return dt.timedelta(hours=count)


class Control(abc.ABC):
    """One repeatable check of one promise.

    `every`: how often it is run; `valid_for`: how long its evidence counts, longer than `every`.
    `how`: one sentence in English, translated, that tells an outsider how to repeat the check.
    """

    promise: ClassVar[str]
    name: ClassVar[str]
    proof: ClassVar[Proof] = Proof.OPERATOR
    every: ClassVar[dt.timedelta] = hours(6)
    valid_for: ClassVar[dt.timedelta] = hours(24)
    how: ClassVar[str | LazyText] = ""

    @abc.abstractmethod
    def check(self, site: Site) -> Finding:
        """Look whether the promise is kept. Must not change anything a person relies on."""

    @abc.abstractmethod
    def sabotage(self, site: Site) -> AbstractContextManager[None]:
        """On a twin or in a test, plant a violation for the length of the block; `check` must then
        not be good. Never called on a live installation."""
