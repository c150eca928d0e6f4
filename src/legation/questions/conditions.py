"""Conditions: when a page or a question is asked, given the answers that count so far.

A condition outside a repeating step that looks at a question inside it holds when it does for at least
one entry.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from legation.kernel import clock
from legation.questions.answers import Answer, Answers, entries


class Condition(ABC):
    """Something that holds or not."""

    @abstractmethod
    def holds(self, answers: Answers) -> bool:
        """A question that was not answered satisfies nothing."""

    @abstractmethod
    def questions(self) -> Iterator[str]:
        """The ids of the questions it looks at."""


@dataclass(frozen=True)
class Looking(Condition, ABC):
    """Looks at the answer to one question; `group` is its repeating step when it lies inside one, `row` the
    row of a matrix that is meant."""

    question: str
    group: str = ""
    row: str = field(default="", kw_only=True)

    def holds(self, answers: Answers) -> bool:
        return any(self.fits(given) for given in self._given(answers))

    def questions(self) -> Iterator[str]:
        yield self.question

    @abstractmethod
    def fits(self, given: Answer) -> bool:
        """Whether this answer satisfies it."""

    def _given(self, answers: Answers) -> Iterator[Answer]:
        places: list[Answers] = [*entries(answers, self.group)] if self.group else [answers]
        for one in places:
            given = one.get(self.question)
            if self.row:
                given = given.get(self.row) if isinstance(given, dict) else None
            if given is not None:
                yield given


@dataclass(frozen=True)
class Answered(Looking):
    """Holds once there is an answer; for a repeating step: an entry."""

    def fits(self, given: Answer) -> bool:
        return given != []


@dataclass(frozen=True)
class Is(Looking):
    """Holds while the answer is one of `values`, or has one of them; of an address, its country; of a
    ranking, while one of them has one of the first places, as many as `within`."""

    values: tuple[str, ...] = ()
    within: int | None = field(default=None, kw_only=True)

    def fits(self, given: Answer) -> bool:
        if isinstance(given, list):
            return any(value in self.values for value in given[: self.within])
        return str(given.get("country", "") if isinstance(given, dict) else given) in self.values


@dataclass(frozen=True)
class Amounts(Looking):
    """Holds for a number, mark or amount of money from `least` to `most`."""

    least: Decimal | None = None
    most: Decimal | None = None

    def fits(self, given: Answer) -> bool:
        try:
            number = Decimal(str(given).partition(" ")[0])
        except InvalidOperation:
            return False
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)


@dataclass(frozen=True)
class Days(Looking):
    """Holds for a date from `first` to `last`."""

    first: dt.date | None = None
    last: dt.date | None = None

    def fits(self, given: Answer) -> bool:
        day = _day(given)
        if day is None:
            return False
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Age(Looking):
    """Holds for the birthday of somebody who is today from `least` to `most` years old."""

    least: int | None = None
    most: int | None = None

    def fits(self, given: Answer) -> bool:
        born = _day(given)
        if born is None:
            return False
        today = clock.today()
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        return (self.least is None or years >= self.least) and (self.most is None or years <= self.most)


@dataclass(frozen=True)
class All(Condition):
    """Holds while every one of its conditions does."""

    conditions: tuple[Condition, ...]

    def holds(self, answers: Answers) -> bool:
        return all(condition.holds(answers) for condition in self.conditions)

    def questions(self) -> Iterator[str]:
        for condition in self.conditions:
            yield from condition.questions()


@dataclass(frozen=True)
class Either(Condition):
    """Holds while at least one of its conditions does."""

    conditions: tuple[Condition, ...]

    def holds(self, answers: Answers) -> bool:
        return any(condition.holds(answers) for condition in self.conditions)

    def questions(self) -> Iterator[str]:
        for condition in self.conditions:
            yield from condition.questions()


@dataclass(frozen=True)
class Not(Condition):
    """Holds while its condition does not."""

    condition: Condition

    def holds(self, answers: Answers) -> bool:
        return not self.condition.holds(answers)

    def questions(self) -> Iterator[str]:
        yield from self.condition.questions()


def _day(given: Answer) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        return None
