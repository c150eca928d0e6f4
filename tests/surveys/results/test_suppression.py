"""Small cells are hidden, and no subtraction brings them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.surveys.results.suppression import (
    SMALLEST,
    bounds,
    hide,
    may_follow,
    pairs_told,
    protect,
)
from tests.surveys.results.attacking import Equations

counts_of_one_question = st.lists(st.integers(0, 60), min_size=2, max_size=8)
small_tables = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 1, 3, 9, 10, 14, 30]), min_size=width, max_size=width),
        min_size=2,
        max_size=4,
    )
)


def test_a_single_small_cell_takes_the_next_smallest_with_it() -> None:
    assert hide([3, 40, 20]) == {0, 2}
    assert hide([6, 13, 31, 88, 66]) == {0, 1}


def test_two_small_cells_that_hold_ten_are_enough() -> None:
    assert hide([6, 7, 50]) == {0, 1}


def test_two_small_cells_that_hold_less_take_another() -> None:
    assert hide([1, 2, 50, 30]) == {0, 1, 3}


def test_nothing_small_nothing_hidden() -> None:
    assert hide([10, 20]) == set()


@settings(deadline=None)
@given(counts_of_one_question)
def test_subtraction_from_the_total_tells_no_small_cell(counts: list[int]) -> None:
    hidden = hide(counts)
    assert all(count >= SMALLEST for place, count in enumerate(counts) if place not in hidden)
    known = Equations(len(counts))
    known.learn(range(len(counts)), sum(counts))
    for place, count in enumerate(counts):
        if place not in hidden:
            known.learn([place], count)
    if len(hidden) < len(counts):
        for place in hidden:
            least, most = known.range_of([place])
            assert most >= SMALLEST
            assert most - least >= SMALLEST


@pytest.mark.parametrize(
    ("chosen", "hidden", "answered", "told"),
    [
        ([60, 40], 0, 97, True),  # three chose both
        ([60, 40], 0, 100, True),  # nobody did
        ([60, 40], 1, 97, False),
        ([60, 40, 30], 0, 97, False),
        ([60, 40, 4], 0, 97, True),
        ([60], 1, 97, False),
    ],
)
def test_totals_of_several_answers_tell_of_two_of_them(
    chosen: list[int], hidden: int, answered: int, told: bool
) -> None:
    assert pairs_told(dict(enumerate(chosen)), hidden, answered) is told


def cells(table: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    for i, row in enumerate(table):
        for j, count in enumerate(row):
            yield i, j, count


@settings(max_examples=150, deadline=None)
@given(small_tables)
def test_no_small_cell_of_a_table_is_told_by_its_sums(table: list[list[int]]) -> None:
    hidden = protect(table)
    width = len(table[0])
    known = Equations(len(table) * width)
    for i, row in enumerate(table):
        known.learn([i * width + j for j in range(width)], sum(row))
    for j in range(width):
        known.learn([i * width + j for i in range(len(table))], sum(row[j] for row in table))
    sums_alone = Equations(known.unknowns)
    sums_alone.rows = list(known.rows)
    for i, j, count in cells(table):
        if (i, j) not in hidden:
            known.learn([i * width + j], count)
    for i, j, count in cells(table):
        if count < SMALLEST:
            least, most = known.range_of([i * width + j])
            lowest, highest = sums_alone.range_of([i * width + j])
            assert most - least >= SMALLEST or most - least == highest - lowest
            if (i, j) in hidden:
                assert [least, most] == [*bounds(table, hidden, (i, j))]


@settings(deadline=None)
@given(counts_of_one_question, st.data())
def test_what_follows_shows_no_few_in_the_difference(before: list[int], data: st.DataObject) -> None:
    steps = data.draw(st.lists(st.integers(0, 40), min_size=len(before), max_size=len(before)))
    now = [old + step for old, step in zip(before, steps, strict=True)]
    hidden_before, hidden = hide(before), hide(now)
    if not may_follow(before, hidden_before, now, hidden):
        return
    count = len(before)
    known = Equations(2 * count)  # what there was, and what came
    known.learn(range(count), sum(before))
    known.learn(range(2 * count), sum(now))
    for place in range(count):
        if place not in hidden_before:
            known.learn([place], before[place])
        if place not in hidden:
            known.learn([place, count + place], now[place])
    for place in (*range(count), *range(count, 2 * count)):
        least, most = known.range_of([place])
        truth = (*before, *steps)[place]
        everything_hidden = len(hidden_before) == count
        if truth < SMALLEST and not everything_hidden:
            assert most >= SMALLEST
            assert most - least >= SMALLEST


def test_a_step_of_few_is_not_published() -> None:
    assert not may_follow([40, 40], set(), [43, 100], set())
    assert not may_follow([40, 40], set(), [60, 40], set())
    assert not may_follow([5, 20, 40], {0, 1}, [10, 20, 80], set())
    assert may_follow([5, 20, 40], {0, 1}, [12, 26, 80], set())
    assert not may_follow([40, 40], set(), [60, 60], {0, 1})
