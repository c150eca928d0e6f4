"""Which figures are hidden so that no subtraction brings a small one back.

Everything that is published is thought of as equations: what is known are the totals and the figures
that are shown. A hidden figure is safe when the equations leave it wide open, upwards to where it would
not be small at all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

SMALLEST = 10
Place = tuple[int, int]
Table = Sequence[Sequence[int]]


def hide(counts: Sequence[int], *, smallest: int = SMALLEST, besides: Collection[int] = ()) -> set[int]:
    """Which places of a list of counts are hidden, when their total is known and each person is in one.

    Each count under `smallest` is, those `besides`, and with them the next smallest until at least two are
    hidden that hold at least `smallest` together.
    """
    hidden = {place for place, count in enumerate(counts) if count < smallest} | set(besides)
    rest = sorted(set(range(len(counts))) - hidden, key=lambda place: counts[place])
    while hidden and rest and (len(hidden) < 2 or sum(counts[place] for place in hidden) < smallest):
        hidden.add(rest.pop(0))
    return hidden


def pairs_told(chosen: Mapping[int, int], hidden: int, answered: int) -> bool:
    """Of several answers to one question: whether their totals, by place, tell of two of them how many people
    chose both, one alone or none. As many as are `hidden` besides could be chosen by anybody; all who answered
    chose at least one."""
    for one, other in combinations(chosen, 2):
        both = chosen[one] + chosen[other]
        rest = sum(count for place, count in chosen.items() if place not in (one, other)) + hidden * answered
        least, most = max(0, both - answered), min(chosen[one], chosen[other], both - answered + rest)
        if most - least < SMALLEST:
            return True
    return False


def may_follow(
    before: Sequence[int], hidden_before: Collection[int], now: Sequence[int], hidden: Collection[int]
) -> bool:
    """Whether counts may be published after earlier ones of the same list: the difference, which anybody
    can take, shows no group under ten either. What was shown stays shown, so that the figures hidden at
    either time are a group by themselves each time."""
    grown = [new - old for old, new in zip(before, now, strict=True)]
    together = sum(grown[place] for place in hidden_before)
    return (
        set(hidden) <= set(hidden_before)
        and all(step >= SMALLEST for place, step in enumerate(grown) if place not in hidden_before)
        and (not hidden_before or together >= SMALLEST)
    )


def follow(
    before: Sequence[int], hidden_before: Collection[int], now: Sequence[int], hidden: Collection[int]
) -> set[int] | None:
    """Which places to hide so that the last counts of all can be published after earlier ones: as `hidden` where
    that may follow, else more of them; None where everything would be hidden. Nothing may follow afterwards:
    what was shown is not shown any more."""
    grown = [new - old for old, new in zip(before, now, strict=True)]
    if min(grown) < 0:
        return None
    if not any(grown) and set(hidden) <= set(hidden_before):
        return set(hidden)
    if may_follow(before, hidden_before, now, hidden):
        return set(hidden)
    more = {*hidden, *hidden_before, *(place for place, step in enumerate(grown) if step < SMALLEST)}
    rest = sorted(set(range(len(now))) - more, key=lambda place: grown[place])
    while rest and (len(more) < 2 or sum(grown[place] for place in more) < SMALLEST):
        more.add(rest.pop(0))
    return more if rest else None


def follow_several(
    before: Sequence[int],
    hidden_before: Collection[int],
    now: Sequence[int],
    hidden: Collection[int],
    more: int,
    *,
    left_open: int | None = None,
) -> set[int] | None:
    """As `follow` where a person can be in several: of the `more` who came, neither few are in a place nor few
    are not, and two places tell nothing of who is in both. The place `left_open` is of those who are in none."""
    grown = [new - old for old, new in zip(before, now, strict=True)]
    if not more and not any(grown) and set(hidden) <= set(hidden_before):
        return set(hidden)
    shown = {place: step for place, step in enumerate(grown) if place not in {*hidden, *hidden_before}}
    none = 0 if left_open is None else grown[left_open]
    kept = {
        place: step
        for place, step in shown.items()
        if SMALLEST <= step <= (more if place == left_open else more - none) - SMALLEST
    }
    options = {place: step for place, step in kept.items() if place != left_open}
    count = len(now) - (left_open is not None)
    while options and pairs_told(options, count - len(options), more - none):
        options.pop(min(options, key=lambda place: options[place]))
    told = {*options, *({left_open} & set(kept))}
    return set(range(len(now))) - told - (set(hidden_before) - set(hidden)) if told else None


def protect(
    table: Table,
    *,
    smallest: int = SMALLEST,
    besides: Collection[Place] = (),
    known: Collection[Place] = (),
) -> set[Place]:
    """Which places of a table are hidden when the sums of its rows and columns are known.

    Of each figure under `smallest` the equations must allow every value up to `smallest`, or as far as its
    row and column can hold; figures are hidden with it until they do. Those `besides` are hidden too, and
    guarded as if they were small. Where a sum is nothing, so is all that it sums, and hiding it would hide
    nothing; so with figures that are `known` whatever is shown.
    """
    rows = [sum(row) for row in table]
    heads = [sum(column) for column in zip(*table, strict=True)]
    open_to_hide = {
        (i, j)
        for i in range(len(rows))
        for j in range(len(heads))
        if rows[i] and heads[j] and (i, j) not in known
    }
    guarded = {(i, j) for i, j in open_to_hide if table[i][j] < smallest or (i, j) in besides}
    hidden = set(guarded)
    while True:
        added = False
        for i, j in sorted(guarded):
            wanted = min(smallest, rows[i], heads[j])
            least, most = bounds(table, hidden, (i, j))
            if most < wanted or most - least < wanted:
                added |= _hide_more(table, open_to_hide - hidden, hidden, (i, j))
        if not added:
            return hidden


def bounds(table: Table, hidden: Collection[Place], place: Place) -> tuple[int, int]:
    """The least and the most that a hidden figure can be, given the sums and all figures shown."""
    i, j = place
    others = {each: table[each[0]][each[1]] for each in hidden if each != place}
    value = table[i][j]
    return value - _flow(others, i, j, value, rising=False), value + _flow(others, i, j, None, rising=True)


def _hide_more(table: Table, shown: set[Place], hidden: set[Place], place: Place) -> bool:
    """Hide the smallest figure still shown in the row and in the column; where there is none, the smallest
    anywhere."""
    lines = [[each for each in shown if each[axis] == place[axis]] for axis in (0, 1)]
    lines = [line for line in lines if line] or [list(shown)]
    found = [min(line, key=lambda at: (table[at[0]][at[1]], at)) for line in lines if line]
    hidden.update(found)
    return bool(found)


def _flow(cells: dict[Place, int], i: int, j: int, limit: int | None, *, rising: bool) -> int:
    """By how much the figure at (i, j) can rise or fall while others give way along closed paths: the
    greatest flow from row i to column j. A figure can fall to nothing, and rise without end."""
    endless = sum(cells.values()) + 1 if limit is None else limit + 1
    room: dict[tuple[str, int], dict[tuple[str, int], int]] = {}
    for (a, b), value in cells.items():
        row, column = ("row", a), ("column", b)
        forth, back = (value, endless) if rising else (endless, value)
        room.setdefault(row, {})[column] = forth
        room.setdefault(column, {})[row] = back
    start, goal = ("row", i), ("column", j)
    total = 0
    while limit is None or total < limit:
        path = _path(room, start, goal)
        if not path:
            break
        step = min(room[one][other] for one, other in path)
        for one, other in path:
            room[one][other] -= step
            room[other][one] += step
        total += step
    return total if limit is None else min(total, limit)


def _path(
    room: dict[tuple[str, int], dict[tuple[str, int], int]], start: tuple[str, int], goal: tuple[str, int]
) -> list[tuple[tuple[str, int], tuple[str, int]]]:
    came: dict[tuple[str, int], tuple[str, int]] = {start: start}
    waiting = deque([start])
    while waiting and goal not in came:
        here = waiting.popleft()
        for there, left in room.get(here, {}).items():
            if left > 0 and there not in came:
                came[there] = here
                waiting.append(there)
    if goal not in came:
        return []
    path, here = [], goal
    while here != start:
        path.append((came[here], here))
        here = came[here]
    return path[::-1]
