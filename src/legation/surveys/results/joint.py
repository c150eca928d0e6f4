"""Several questions that hang together, set against another: answers of many, and what only some were asked.

Their tables say something about each other, so that what one hides another could tell. Of such a table
therefore no single figure is hidden: lines are put together, or a whole table is left out, until not one figure
that is left is small. Whoever moves people from one line to another within what is put together changes nothing
of what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from legation.surveys.results.suppression import SMALLEST

Table = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Options:
    """The tables (by key) of the answers of one question with several: how many chose each of them are the
    figures number `chosen`; `left_open` the table of those who gave none, whose figures are the same way."""

    keys: tuple[str, ...]
    left_open: str = ""


@dataclass(frozen=True)
class Agreed:
    """Which lines are put together, and which tables are shown."""

    together: frozenset[int]
    shown: frozenset[str]


def agree(tables: Mapping[str, Table], options: Sequence[Options]) -> Agreed:
    """How lines and tables are shown that most figures can be. All tables have the same lines."""
    lines = len(next(iter(tables.values())))
    bad = {key: _bad_lines(table) for key, table in tables.items()}
    best, most = Agreed(frozenset(range(lines)), frozenset()), 0
    for wish in sorted({frozenset[int](), frozenset().union(*bad.values()), *bad.values()}, key=sorted):
        together = _enough(wish, next(iter(tables.values())))
        if len(together) == lines:
            continue
        shown = frozenset(key for key, table in tables.items() if not _bad_lines(joined(table, together)))
        worth = (lines - len(together)) * sum(len(tables[key][0]) for key in shown)
        merged = {key: joined(table, together) for key, table in tables.items()}
        if worth > most and not any(tell(merged, shown, each) for each in options):
            best, most = Agreed(together, shown), worth
    return best


def joined(table: Table, together: frozenset[int]) -> list[list[int]]:
    """The table with these lines put together, as its last, and without lines of nobody."""
    alone = [[*line] for number, line in enumerate(table) if number not in together and any(line)]
    sums = [sum(table[number][place] for number in together) for place in range(len(table[0]))]
    return [*alone, sums] if together else alone


def clean(table: Table) -> bool:
    """Whether not one figure is small; lines and columns of nobody say nothing."""
    return not _bad_lines(table)


def tell(tables: Mapping[str, Table], shown: frozenset[str], options: Options) -> bool:
    """Whether what is shown of a question with several answers tells of what is not: everybody who answered
    chose at least one of them."""
    sizes = [sum(line) for line in next(iter(tables.values()))]
    chosen = {key: [line[0] for line in tables[key]] for key in options.keys if key in tables}
    known = [counts for key, counts in chosen.items() if key in shown]
    away = {key: counts for key, counts in chosen.items() if key not in shown}
    endless = len(chosen) < len(options.keys)  # one of which not even the total is known
    open_ = [line[0] for line in tables[options.left_open]] if options.left_open in tables else None
    told_open = open_ is None or options.left_open in shown
    answered = [size - (open_[at] if open_ and told_open else 0) for at, size in enumerate(sizes)]
    of_all = [size - (open_[at] if open_ else 0) for at, size in enumerate(sizes)]
    if any(0 < of_all[at] < counts[at] + SMALLEST for counts in known for at in range(len(sizes))):
        return True  # of those who answered, few did not choose it
    given = [sum(counts[at] for counts in known) for at in range(len(sizes))]
    for key, counts in away.items():
        others = [
            0
            if endless
            else sum(min(answered[at], sum(other)) for name, other in away.items() if name != key)
            for at in range(len(sizes))
        ]
        least = [0 if endless else max(0, answered[at] - given[at] - others[at]) for at in range(len(sizes))]
        if _is_narrow(least, answered, sum(counts)):
            return True
    if open_ is None or told_open:
        return False
    most = [size - max([counts[at] for counts in known], default=0) for at, size in enumerate(sizes)]
    rest = [sum(min(size, sum(counts)) for counts in away.values()) for size in sizes]
    least = [0 if endless else max(0, sizes[at] - given[at] - rest[at]) for at in range(len(sizes))]
    return _is_narrow(least, most, sum(open_))


def _is_narrow(least: Sequence[int], most: Sequence[int], total: int) -> bool:
    """Whether figures with these bounds and this sum can be told within ten."""
    for at in range(len(least)):
        high = min(most[at], total - (sum(least) - least[at]))
        low = max(least[at], total - (sum(most) - most[at]))
        if high - low < SMALLEST:
            return True
    return False


def _bad_lines(table: Table) -> frozenset[int]:
    heads = [sum(column) for column in zip(*table, strict=True)]
    return frozenset(
        number
        for number, line in enumerate(table)
        if sum(line) and any(count < SMALLEST and head for count, head in zip(line, heads, strict=True))
    )


def _enough(wish: frozenset[int], table: Table) -> frozenset[int]:
    """Two lines at least that somebody is in, or none."""
    found = set(wish)
    rest = sorted(
        (number for number, line in enumerate(table) if number not in found and any(line)),
        key=lambda number: sum(table[number]),
    )
    while len(found) == 1 and rest:
        found.add(rest.pop(0))
    return frozenset(found)
