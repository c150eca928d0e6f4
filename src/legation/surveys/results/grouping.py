"""Which answers to an anonymous survey are told by themselves, and which only together with others.

Of each question the answers that few gave are put together with others into one class of ten people and more;
everything else (selections, cross-tables, exports) knows the classes and no longer what is within one. So no
table can bring back what the totals hide.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_

from legation.questions.definition import Definition, Kind, Question
from legation.surveys.results.asking import asked_values, conditions
from legation.surveys.results.counting import Sheet
from legation.surveys.results.partitions import (
    LIKELIHOODS,
    NO_ANSWER,
    Partition,
    likelihood_places,
    may_stay_open,
    partitions,
)
from legation.surveys.results.places import hidden_places, places
from legation.surveys.results.suppression import SMALLEST, hide, pairs_told

Counts = list[int | None]
Class = frozenset[int]


@dataclass(frozen=True)
class Grouped:
    """A partition in classes: those of its places that are told by themselves, and those told together.

    `partition` is none for the stretches of days, which are classes already. A class that nobody can be in
    (no answer to what everybody must answer) has an empty mask.
    """

    key: str
    partition: Partition | None
    classes: tuple[Class, ...]
    masks: tuple[int, ...]

    @property
    def tells(self) -> bool:
        """Whether it tells anybody from anybody else."""
        return sum(bool(mask) for mask in self.masks) > 1

    def within(self, wanted: Collection[int]) -> list[int] | None:
        """The classes that these places are, none more and none less; None where a class is cut."""
        found = [number for number, each in enumerate(self.classes) if each & set(wanted)]
        cut = any(not self.classes[number] <= set(wanted) for number in found)
        return None if cut else found

    def spread(self, figures: Sequence[int | None]) -> Counts:
        """Figures of the classes as figures of the places: None within a class of several."""
        found: Counts = [None] * sum(map(len, self.classes))
        for each, figure in zip(self.classes, figures, strict=True):
            if len(each) == 1:
                found[min(each)] = figure
        return found

    def together(self, figures: Sequence[int | None], wanted: Collection[int]) -> int | None:
        """The sum over these places, where it is known."""
        numbers = self.within(wanted)
        return None if numbers is None else added([figures[number] for number in numbers])

    def counts(self, among: int) -> list[int]:
        """How many of those `among` (a mask) are in each class."""
        return [(mask & among).bit_count() for mask in self.masks]


def added(figures: Sequence[int | None]) -> int | None:
    """Their sum; None where one is hidden."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None


def group(sheet: Sheet) -> dict[str, Grouped]:
    """Every partition in classes, by key.

    Of a question that not everybody was asked, those who were are looked at; where their number would tell of
    an earlier question, nothing is told of it.
    """
    found: dict[str, Grouped] = {}
    every = partitions(sheet.definition)
    for question in sheet.definition:
        own = [each for each in every if each.question.id == question.id]
        asked = asked_of(sheet, question, found)
        if asked is None or asked.bit_count() < SMALLEST:
            made = [_in_classes(sheet, each, [frozenset(range(len(each.values)))]) for each in own]
        else:
            made = _grouped(sheet, question, own, asked)
        found |= {each.key: each for each in made}
    return found


def families(definition: Definition) -> dict[str, frozenset[str]]:
    """For each question those with which it hangs together: who answered one says something about another."""
    found: dict[str, frozenset[str]] = {}
    for question in definition:
        linked = {question.id}
        for condition in conditions(definition, question):
            for other in condition.questions():
                linked |= found.get(other, frozenset())
        found |= dict.fromkeys(linked, frozenset(linked))
    return found


def asked_of(sheet: Sheet, question: Question, earlier: Mapping[str, Grouped]) -> int | None:
    """Those who were asked a question (a mask); None where their number is not told. `earlier` are the partitions
    of the questions before it."""
    asked = conditions(sheet.definition, question)
    if not asked:
        return sheet.everybody
    for parent in earlier.values():
        assert parent.partition is not None
        values = asked_values(parent.partition, asked[0])
        if values is None or len(asked) > 1:
            continue
        wanted = [place for place, value in enumerate(parent.partition.values) if value in values]
        numbers = parent.within(wanted)
        return None if numbers is None else reduce(or_, (parent.masks[each] for each in numbers), 0)
    return None


def _grouped(sheet: Sheet, question: Question, own: Sequence[Partition], asked: int) -> list[Grouped]:
    if question.kind is Kind.MANY:
        shown = options_told(sheet, own, asked)
        return [_in_classes(sheet, each, [] if each.part in shown else [frozenset((0, 1))]) for each in own]
    if question.kind is Kind.NPS:
        return [_likelihood(sheet, each, asked) for each in own]
    if question.kind is Kind.RANKING:
        return [_ranking(sheet, each, asked) for each in own]
    besides: set[int] = set()
    if question.kind is Kind.MATRIX and may_stay_open(sheet.definition, question):
        # Whoever leaves one row open often leaves all: what one row hides of them, another does not tell.
        last = len(own[0].values) - 1
        if any(last in _hidden(sheet, each, asked) for each in own):
            besides = {last}
    return [_in_classes(sheet, each, [frozenset(_hidden(sheet, each, asked, besides))]) for each in own]


def _hidden(sheet: Sheet, partition: Partition, asked: int, besides: Collection[int] = ()) -> set[int]:
    counts = partition.count(sheet, asked)
    if partition.question.required and not counts[-1]:  # anybody knows that there can be none
        counts = counts[:-1]
    return hide(counts, besides=set(besides) & set(range(len(counts))))


def options_told(sheet: Sheet, own: Sequence[Partition], asked: int, *, smallest: int = SMALLEST) -> set[str]:
    """Of several answers to one question (and of those who gave none) which are told.

    Of who answered neither few chose one nor few did not, and no two that are told tell of how many chose
    both: all who answered chose at least one, so that the sums of few answers say a lot about that.
    """
    chosen = {each.part: each.groups(sheet)[0] & asked for each in own}
    left_open = chosen.pop(NO_ANSWER, 0)
    answered = asked ^ left_open
    known = {part for part, mask in chosen.items() if _is_amid(mask, answered, smallest)}
    while len(known) > 1 and _tells_pairs(chosen, known, answered):
        known.remove(min(known, key=lambda part: (chosen[part].bit_count(), part)))
    nobody = own[0].question.required and not left_open
    return known | ({NO_ANSWER} if nobody or _is_amid(left_open, asked, smallest) else set())


def _is_amid(mask: int, of: int, smallest: int) -> bool:
    """Whether neither few are in it nor few outside."""
    return min(mask.bit_count(), (of & ~mask).bit_count()) >= smallest


def _tells_pairs(chosen: Mapping[str, int], known: Collection[str], answered: int) -> bool:
    total = answered.bit_count()
    counts = {number: chosen[part].bit_count() for number, part in enumerate(sorted(known))}
    if not pairs_told(counts, len(chosen) - len(known), total):
        return False
    cells = [
        cell
        for one, other in combinations(sorted(known), 2)
        for cell in (
            chosen[one] & chosen[other],
            chosen[one] & ~chosen[other],
            chosen[other] & ~chosen[one],
            *((answered & ~chosen[one] & ~chosen[other],) if len(chosen) > 2 else ()),
        )
    ]
    return any(cell.bit_count() < SMALLEST for cell in cells)


def _likelihood(sheet: Sheet, partition: Partition, asked: int) -> Grouped:
    """The marks of each of the three groups by themselves, so that the groups are known; where one of those is
    small, all marks alike."""
    counts = partition.count(sheet, asked)
    marks = [likelihood_places(partition, value) for value in LIKELIHOODS]
    small = any(sum(counts[place] for place in each) < SMALLEST for each in marks)
    open_ = not (partition.question.required and not counts[-1]) and counts[-1] < SMALLEST
    if small or open_:
        return _in_classes(sheet, partition, [frozenset(_hidden(sheet, partition, asked))])
    hidden = [hide([counts[place] for place in each]) for each in marks]
    return _in_classes(
        sheet,
        partition,
        [frozenset(each[number] for number in few) for each, few in zip(marks, hidden, strict=True)],
    )


def _ranking(sheet: Sheet, partition: Partition, asked: int) -> Grouped:
    """What is hidden of the first places is what the table of all places hides of them."""
    hidden = hidden_places(places(sheet, partition.question, asked), asked.bit_count())
    if hidden is None:
        few = _hidden(sheet, partition, asked, {len(partition.values) - 1})
    else:
        few = {thing for thing, place in hidden if place == 0}
    return _in_classes(sheet, partition, [frozenset(few)])


def _in_classes(sheet: Sheet, partition: Partition, together: Sequence[Class]) -> Grouped:
    """These places together, all others by themselves."""
    joined = [each for each in together if each]
    alone = set(range(len(partition.values))) - set().union(*joined)
    classes = (*joined, *(frozenset({place}) for place in sorted(alone)))
    groups = partition.groups(sheet)
    masks = (reduce(or_, (groups[place] for place in each), 0) for each in classes)
    return Grouped(partition.key, partition, classes, tuple(masks))
