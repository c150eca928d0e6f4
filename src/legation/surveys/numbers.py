"""Numbers counted in classes, so that a list of them has a chart and no single number stands out.

The classes follow from the form alone, never from what was answered: each figure of a survey is about the
same class on every day, and nothing can be told from a class that moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, pairwise

from django.utils.translation import gettext as _

from legation.questions.definition import Kind, Question

MOST_CLASSES = 12
WIDE = 1000  # from here on classes grow with the numbers in them
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class NumberClass:
    """All numbers from `least` to `most`."""

    least: int
    most: int

    @property
    def value(self) -> str:
        """Its name in addresses and in what is published."""
        return str(self.least) if self.least == self.most else f"{self.least}-{self.most}"

    @property
    def label(self) -> str:
        """In the active language."""
        if self.least == self.most:
            return str(self.least)
        return _("%(least)s to %(most)s") % {"least": self.least, "most": self.most}


def classes_of(question: Question) -> Sequence[NumberClass]:
    """The classes of a question for a number, in order; none for one without both limits."""
    if question.kind is not Kind.NUMBER or question.least is None or question.most is None:
        return ()
    return _classes(question.least, question.most)


def class_of(question: Question, number: object) -> str | None:
    """The name of the class in which a number lies; None for what lies in none."""
    if not isinstance(number, int):
        return None
    return next((each.value for each in classes_of(question) if each.least <= number <= each.most), None)


@cache
def _classes(least: int, most: int) -> tuple[NumberClass, ...]:
    if most - least < MOST_CLASSES:
        starts: Iterable[int] = range(least, most + 1)
    elif least >= 0 and most >= WIDE and least <= most // 100:
        starts = _growing(least, most)
    else:
        starts = _even(least, most)
    return tuple(NumberClass(first, after - 1) for first, after in pairwise([*starts, most + 1]))


def _even(least: int, most: int) -> list[int]:
    """Where classes of one round width begin; a rest of less than half of one goes to its neighbour."""
    for width in (step * 10**power for power in count() for step in STEPS):
        if (most - least) // width > MOST_CLASSES:
            continue
        round_ones = range(least - least % width + width, most + 1, width)
        starts = [start for start in round_ones if 2 * (start - least) >= width]
        starts = [start for start in starts if 2 * (most + 1 - start) >= width]
        if len(starts) < MOST_CLASSES:
            return [least, *starts]
    raise AssertionError("some width is enough")


def _growing(least: int, most: int) -> list[int]:
    """1, 2, 5, 10, 20, 50 …: as many of the last of them as there are classes to give. The last one is no
    smaller than half of what it would be."""
    starts = [step * 10**power for power in range(len(str(most))) for step in STEPS]
    starts = [start for start in starts if least < start and 2 * (most + 1 - start) >= start]
    return [least, *starts[1 - MOST_CLASSES :]]
