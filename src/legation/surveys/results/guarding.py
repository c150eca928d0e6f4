"""Selections from an anonymous survey, guarded so that comparing them tells of no small group."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from itertools import combinations, product
from operator import and_

from legation.questions.definition import Kind, Question
from legation.surveys.results.asking import known_nothing
from legation.surveys.results.counting import Sheet
from legation.surveys.results.grouping import (
    Counts,
    Grouped,
    added,
    asked_of,
    families,
    group,
    options_told,
)
from legation.surveys.results.joint import Agreed, Options, agree, clean
from legation.surveys.results.partitions import NO_ANSWER, Partition, may_stay_open
from legation.surveys.results.places import Places, places, shown_places
from legation.surveys.results.sides import Side
from legation.surveys.results.suppression import SMALLEST, protect

MOST_GROUPS = 400  # that a selection by several questions is looked through for
Plain = list[list[int]]


class Guard:
    """What may be shown of a sheet. Each table of two partitions is made safe once, and is the same whoever
    asks for it and for what."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.parts = group(sheet)
        self.families = families(sheet.definition)
        self._order = {key: number for number, key in enumerate(self.parts)}
        self._tables: dict[tuple[str, str], list[Counts]] = {}
        self._agreed: dict[tuple[str, frozenset[str]], Agreed] = {}

    def of(self, partition: Partition) -> Grouped:
        """The partition in classes."""
        return self.parts[partition.key]

    def places(self, question: Question) -> Places:
        """All places of a ranking, of everybody who was asked; all hidden where their number is not told."""
        asked = asked_of(self.sheet, question, self.parts)
        return shown_places(places(self.sheet, question, asked or 0), (asked or 0).bit_count())

    def table(self, one: Grouped, other: Grouped) -> list[Counts]:
        """Two partitions against each other, class by class; the same whichever comes first."""
        if self._order.get(one.key, -1) > self._order.get(other.key, -1):
            return [[*line] for line in zip(*self.table(other, one), strict=True)]
        if (one.key, other.key) not in self._tables:
            self._tables[one.key, other.key] = self._made(one, other)
        return self._tables[one.key, other.key]

    def is_whole(self, one: Grouped, other: Grouped) -> bool:
        """Whether the table of both hides nothing."""
        return all(figure is not None for line in self.table(one, other) for figure in line)

    def _made(self, one: Grouped, other: Grouped) -> list[Counts]:
        plain = self._plain(one, other)
        mine, theirs = self._family(one), self._family(other)
        if mine & theirs:
            shown = self._are_clean(_question(one), _question(other))
            return _all_or_none(plain, shown=shown)
        if len(mine) < 2 and not _is_many(one) and len(theirs) < 2 and not _is_many(other):
            hidden = protect(plain, besides=self._kept_back(one, other))
            return [
                [None if (i, j) in hidden else count for j, count in enumerate(line)]
                for i, line in enumerate(plain)
            ]
        if len(mine) > 1 or _is_many(one):
            if len(theirs) > 1 or _is_many(other):
                return _all_or_none(plain, shown=self._agree_both(mine, theirs))
            return [[*line] for line in zip(*self._against(other, one, mine), strict=True)]
        return self._against(one, other, theirs)

    def _against(self, one: Grouped, other: Grouped, family: frozenset[str]) -> list[Counts]:
        """A partition by itself against one of several that hang together."""
        key = (one.key, family)
        if key not in self._agreed:
            tables = {each.key: self._plain(one, each) for each in self._parts(family) if each.tells}
            self._agreed[key] = (
                agree(tables, self._options(family)) if tables else Agreed(frozenset(), frozenset())
            )
        agreed = self._agreed[key]
        if other.key not in agreed.shown:
            return _all_or_none(self._plain(one, other), shown=False)
        return [
            [None] * len(line) if number in agreed.together else [*line]
            for number, line in enumerate(self._plain(one, other))
        ]

    def _agree_both(self, mine: frozenset[str], theirs: frozenset[str]) -> bool:
        """Whether all that hangs together on either side can be set against each other."""
        return all(
            clean(self._plain(one, other)) for one in self._parts(mine) for other in self._parts(theirs)
        )

    def _are_clean(self, one: str, other: str) -> bool:
        """Whether two questions that hang together, or the answers of one, have no small figure in any table."""
        parts = self._parts(frozenset({one})), self._parts(frozenset({other}))
        pairs = product(*parts) if one != other else combinations(parts[0], 2)
        return all(each.tells for own in parts for each in own) and all(
            self._is_clean(first, second) for first, second in pairs
        )

    def _is_clean(self, one: Grouped, other: Grouped) -> bool:
        assert one.partition is not None
        assert other.partition is not None
        known = known_nothing(self.sheet.definition, one.partition, other.partition)
        known |= {(j, i) for i, j in known_nothing(self.sheet.definition, other.partition, one.partition)}
        if NO_ANSWER in (one.partition.part, other.partition.part):
            known.add((0, 0))  # nobody chose an answer and gave none
        return all(
            count >= SMALLEST
            or not (mine and theirs)
            or all(place in known for place in product(own, others))
            for mine, own, line in zip(one.masks, one.classes, self._plain(one, other), strict=True)
            for theirs, others, count in zip(other.masks, other.classes, line, strict=True)
        )

    def _plain(self, one: Grouped, other: Grouped) -> Plain:
        return [other.counts(mask) for mask in one.masks]

    def _family(self, part: Grouped) -> frozenset[str]:
        return self.families[_question(part)] if part.partition else frozenset()

    def _parts(self, family: frozenset[str]) -> list[Grouped]:
        return [each for each in self.parts.values() if _question(each) in family]

    def _options(self, family: frozenset[str]) -> list[Options]:
        found = []
        for question in self.sheet.definition:
            if question.id in family and question.kind is Kind.MANY:
                keys = tuple(f"{question.id}.{choice.value}" for choice in question.choices)
                found.append(Options(keys, f"{question.id}.{NO_ANSWER}"))
        return found

    def _kept_back(self, one: Grouped, other: Grouped) -> set[tuple[int, int]]:
        """The rows of a matrix may be left open together, so that one of their tables could tell what another
        hides: of those who left them open no table shows anything."""
        found = {(i, j) for i in range(len(one.classes)) for j in self._open(other)}
        return found | {(i, j) for i in self._open(one) for j in range(len(other.classes))}

    def _open(self, part: Grouped) -> list[int]:
        partition = part.partition
        if partition is None or partition.question.kind is not Kind.MATRIX:
            return []
        if not may_stay_open(self.sheet.definition, partition.question):
            return []
        return [number for number, each in enumerate(part.classes) if len(partition.values) - 1 in each]


class Single:
    """A selection by one question, or by days."""

    def __init__(self, guard: Guard, side: Side) -> None:
        self.guard, self.side = guard, side
        self.part = _of_side(guard, side)

    @cached_property
    def wanted(self) -> list[int] | None:
        """The classes that are meant."""
        return self.part.within(_wanted(self.side))

    @cached_property
    def count(self) -> int | None:
        """How many are meant; None where they or the others are too few."""
        if self.wanted is None:
            return None
        found = sum(self.part.masks[number].bit_count() for number in self.wanted)
        return found if found >= SMALLEST and not 0 < self.guard.sheet.count - found < SMALLEST else None

    def figures(self, target: Grouped) -> Counts:
        """For each class of the target the sum of the lines that are wanted; hidden where one of them is."""
        assert self.wanted is not None
        if target.key == self.part.key:
            return [mask.bit_count() * (number in self.wanted) for number, mask in enumerate(self.part.masks)]
        table = self.guard.table(self.part, target)
        return [added(column) for column in zip(*(table[number] for number in self.wanted), strict=True)]


class Several:
    """A selection by several questions at a time: shown where no group in it is small."""

    def __init__(self, guard: Guard, sides: Sequence[Side]) -> None:
        self.guard, self.sides, self.sheet = guard, sides, guard.sheet
        self._told: dict[tuple[str, tuple[int, ...]], set[str]] = {}

    @cached_property
    def parts(self) -> list[list[Grouped]]:
        """For each side the partitions by which it parts."""
        return [
            [self.guard.of(each) for each in side.options] or [_of_side(self.guard, side)]
            for side in self.sides
        ]

    @cached_property
    def groups(self) -> list[int] | None:
        """The finest groups that the sides make; None where one of them is small, or they are too many."""
        if not all(each.tells for parts in self.parts for each in parts):
            return None
        if any(
            not side.options and parts[0].within(_wanted(side)) is None
            for side, parts in zip(self.sides, self.parts, strict=True)
        ):
            return None
        return self._all_told([]) if self._are_whole([]) else None

    @cached_property
    def meant(self) -> int:
        """The mask of those who are meant."""
        return reduce(and_, (side.meant for side in self.sides), self.sheet.everybody)

    @cached_property
    def count(self) -> int | None:
        """How many are meant; None where nothing can be shown."""
        return self.meant.bit_count() if self.groups and self.meant.bit_count() >= SMALLEST else None

    def figures(self, target: Grouped) -> Counts:
        """The figures of the classes of the target, all or none."""
        if self._are_safe([target]):
            return [*target.counts(self.meant)]
        return [None] * len(target.classes)

    def table(self, row: Grouped, column: Grouped) -> list[Counts]:
        """The table of two partitions within the selection, all or none."""
        shown = self._are_safe([row, column])
        plain = [column.counts(mask & self.meant) for mask in row.masks]
        return _all_or_none(plain, shown=shown)

    def _are_safe(self, more: Sequence[Grouped]) -> bool:
        own = {each.key for parts in self.parts for each in parts}
        new = [each for each in more if each.key not in own]
        if self.groups is None or not self._are_whole(new) or not all(each.tells for each in new):
            return False
        return self._all_told(new) is not None

    def _all_told(self, more: Sequence[Grouped]) -> list[int] | None:
        """The finest groups; None where one is small, or where the answers to a question with several, on pages
        of their own, would tell of how many in a group gave one of them alone."""
        asked = [*zip(self.sides, self.parts, strict=True), *((None, [each]) for each in more)]
        masks = [
            side.masks if side is not None and side.options else _lasting(parts[0].masks)
            for side, parts in asked
        ]
        found = self._finest([], masks)
        for number, (side, parts) in enumerate(asked):
            if found is None or not _is_many(parts[0]):
                continue
            rest = self._finest([], masks[:number] + masks[number + 1 :]) or []
            if not all(self._is_told(each, rest) for each in parts) or not _is_rest_large(
                side, rest, self.guard
            ):
                return None
        return found

    def _is_told(self, part: Grouped, groups: Sequence[int]) -> bool:
        """Whether of each of these groups may be told how many gave this one of several answers."""
        assert part.partition is not None
        key = _question(part), tuple(groups)
        if key not in self._told:
            own = [each.partition for each in self.guard.parts.values() if _question(each) == key[0]]
            several = [each for each in own if each is not None]
            told = [options_told(self.sheet, several, group) for group in groups]
            self._told[key] = reduce(and_, told) if told else set()
        return part.partition.part in self._told[key]

    def _are_whole(self, more: Sequence[Grouped]) -> bool:
        """What two of the questions hide against each other is not shown against a third either."""
        every = [each for parts in self.parts for each in parts] + [*more]
        return all(self.guard.is_whole(one, other) for one, other in combinations(every, 2))

    def _finest(self, begun: Sequence[int], sides: Sequence[Sequence[int]]) -> list[int] | None:
        found = [*begun] or [self.sheet.everybody]
        for side in sides:
            if len(found) * len(side) > MOST_GROUPS:
                return None
            found = [one & other for one, other in product(found, side)]
            if any(mask.bit_count() < SMALLEST for mask in found):
                return None
        return found


def _is_rest_large(side: Side | None, groups: Sequence[int], guard: Guard) -> bool:
    """Where several answers are chosen: whether those who answered otherwise are not few either."""
    if side is None or not side.options:
        return True
    question = side.options[0].question
    left = guard.parts.get(f"{question.id}.{NO_ANSWER}")
    if left is None or len(side.options) == len(question.choices):
        return True
    return all((group & ~side.meant & ~left.masks[0]).bit_count() >= SMALLEST for group in groups)


def _of_side(guard: Guard, side: Side) -> Grouped:
    if side.partition is not None:
        return guard.of(side.partition)
    alone = tuple(frozenset({number}) for number in range(len(side.masks)))
    return Grouped("", None, alone, side.masks)


def _wanted(side: Side) -> list[int]:
    return [number for number, wanted in enumerate(side.wanted) if wanted]


def _lasting(masks: Sequence[int]) -> list[int]:
    """Without the classes that nobody can be in."""
    return [mask for mask in masks if mask]


def _question(part: Grouped) -> str:
    return part.partition.question.id if part.partition else ""


def _is_many(part: Grouped) -> bool:
    return part.partition is not None and part.partition.question.kind is Kind.MANY


def _all_or_none(plain: Plain, *, shown: bool) -> list[Counts]:
    return [[count if shown else None for count in line] for line in plain]
