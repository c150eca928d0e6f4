"""Small numbers are not told to the public, nor what would give them away."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST = 10
STEP = 5  # per cent to which a share is rounded


def hidden(counts: Sequence[int]) -> list[int | None]:
    """The counts of a list whose sum is told, None for each that is not: those under ten that are not none, and
    the next larger ones until two are hidden that are at least ten together. Where that cannot be, all."""
    away = {place for place, count in enumerate(counts) if 0 < count < SMALLEST}
    rest = sorted(
        (place for place in range(len(counts)) if counts[place] >= SMALLEST), key=counts.__getitem__
    )
    while away and (len(away) < 2 or sum(counts[place] for place in away) < SMALLEST):
        if not rest:
            return [None] * len(counts)
        away.add(rest.pop(0))
    return [None if place in away else count for place, count in enumerate(counts)]


def total(counts: Sequence[int]) -> int | None:
    """Their sum, where it is not small."""
    whole = sum(counts)
    return None if 0 < whole < SMALLEST else whole


def share(part: int, whole: int) -> int | None:
    """In per cent, rounded so that no small part shows; None where the whole is small."""
    return None if whole < SMALLEST else STEP * round(100 * part / whole / STEP)
