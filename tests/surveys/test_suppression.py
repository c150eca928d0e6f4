"""Small cells are hidden, and no subtraction brings them back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from legation.surveys.queries import SMALLEST, hide

counts_of_one_question = st.lists(st.integers(0, 60), min_size=2, max_size=8)


def test_a_single_small_cell_takes_the_next_smallest_with_it() -> None:
    assert hide([3, 40, 20], 63) == [None, 40, None]
    assert hide([6, 13, 31, 88, 66], 204) == [None, None, 31, 88, 66]


def test_two_small_cells_that_hold_ten_are_enough() -> None:
    assert hide([6, 7, 50], 63) == [None, None, 50]


def test_two_small_cells_that_hold_less_take_another() -> None:
    assert hide([1, 2, 50, 30], 83) == [None, None, 50, None]


def test_nothing_small_nothing_hidden() -> None:
    assert hide([10, 20], 30) == [10, 20]


@given(counts_of_one_question)
def test_subtraction_from_the_total_tells_no_small_cell(counts: list[int]) -> None:
    shown = hide(counts, sum(counts))
    hidden = [count for count, cell in zip(counts, shown, strict=True) if cell is None]
    assert all(cell is None or cell >= SMALLEST for cell in shown)
    if hidden and len(hidden) < len(counts):
        assert len(hidden) > 1
        assert sum(counts) - sum(cell for cell in shown if cell is not None) >= SMALLEST


@given(counts_of_one_question, st.integers(60, 100))
def test_of_several_answers_neither_those_who_chose_nor_the_others_are_few(
    counts: list[int], total: int
) -> None:
    for count, cell in zip(counts, hide(counts, total, several=True), strict=True):
        if cell is not None:
            assert cell == count >= SMALLEST
            assert total == count or total - count >= SMALLEST
