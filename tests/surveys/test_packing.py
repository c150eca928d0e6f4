"""Answers packed into words: every answer has its own, all of one form are equally long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from legation.questions.reading import read
from legation.surveys.packing import CHOSEN, LEFT, NOTHING, SIGNS, columns, pack

LISTED = ["a", "b", "c"]
FORM = read(
    {
        "languages": ["en"],
        "title": {"en": "Form"},
        "steps": [
            {
                "id": "all",
                "title": {"en": "All"},
                "questions": [
                    {
                        "id": "one",
                        "kind": "choice",
                        "label": {"en": "One"},
                        "choices": [{"value": value, "label": {"en": value}} for value in LISTED],
                    },
                    {
                        "id": "several",
                        "kind": "many",
                        "label": {"en": "Several"},
                        "required": False,
                        "choices": [{"value": value, "label": {"en": value}} for value in LISTED],
                    },
                    {"id": "mark", "kind": "scale", "label": {"en": "Mark"}, "least": 0, "most": 10},
                    {"id": "recommend", "kind": "nps", "label": {"en": "Recommend"}},
                    {
                        "id": "rows",
                        "kind": "matrix",
                        "label": {"en": "Rows"},
                        "required": False,
                        "rows": [{"value": value, "label": {"en": value}} for value in ("x", "y")],
                        "choices": [{"value": value, "label": {"en": value}} for value in LISTED],
                    },
                    {
                        "id": "order",
                        "kind": "ranking",
                        "label": {"en": "Order"},
                        "most": 2,
                        "choices": [{"value": value, "label": {"en": value}} for value in LISTED],
                    },
                    {"id": "words", "kind": "long", "label": {"en": "Words"}, "required": False},
                ],
            }
        ],
    }
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "one": st.sampled_from(LISTED),
        "several": st.lists(st.sampled_from(LISTED), min_size=1, unique=True).map(sorted),
        "mark": st.integers(0, 10),
        "recommend": st.integers(0, 10),
        "rows": st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from(LISTED), min_size=1),
        "order": st.permutations(LISTED).map(lambda order: list(order[:2])),
    },
)


def test_words_tell_what_was_answered() -> None:
    word = pack(
        FORM,
        {"one": "b", "several": ["c"], "mark": 10, "recommend": 9, "rows": {"y": "a"}, "order": ["c", "a"]},
    )
    assert word == SIGNS[1] + LEFT + LEFT + CHOSEN + SIGNS[10] + SIGNS[9] + NOTHING + SIGNS[0] + "201"
    assert pack(FORM, {}) == NOTHING * len(columns(FORM))


def test_what_no_list_has_counts_as_no_answer() -> None:
    assert pack(FORM, {"one": "z", "mark": 99}) == NOTHING * len(columns(FORM))


def test_every_sign_is_one_byte_and_none_means_nothing() -> None:
    assert len(SIGNS.encode("latin-1")) == len(set(SIGNS)) == len(SIGNS)
    assert NOTHING not in SIGNS


@given(answers, answers)
def test_different_answers_have_different_words(one: dict[str, object], other: dict[str, object]) -> None:
    first, second = pack(FORM, one), pack(FORM, other)  # type: ignore[arg-type]  # as JSON holds them
    assert len(first) == len(second) == len(columns(FORM))
    assert (first == second) == (one == other)
