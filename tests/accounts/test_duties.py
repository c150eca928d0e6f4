"""The list of what nobody does alone: each duty is asked about somewhere, and refuses whoever did the first half."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import legation
from legation.accounts.models import User
from legation.accounts.staff import duties
from legation.kernel.errors import NotPermitted

SOURCES = [path.read_text() for path in Path(legation.__file__).parent.rglob("*.py") if path.stem != "duties"]
NAMES = {name: duty for name, duty in vars(duties).items() if isinstance(duty, duties.Duty)}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_duty_is_asked_about(name: str) -> None:
    asked = re.compile(rf"apart\({name},|{name}\.refusal")
    assert any(asked.search(text) for text in SOURCES), f"{name} stands in the list and is asked nowhere"


@given(
    duty=st.sampled_from(sorted(NAMES)),
    by=st.integers(1, 9),
    earlier=st.lists(st.none() | st.integers(1, 9), max_size=4),
)
def test_whoever_did_an_earlier_part_is_refused_and_nobody_else(
    duty: str, by: int, earlier: list[int | None]
) -> None:
    person = User(pk=by)
    if by not in earlier:
        duties.apart(NAMES[duty], person, *earlier)
        return
    with pytest.raises(NotPermitted) as refused:
        duties.apart(NAMES[duty], person, *earlier)
    assert refused.value.sentence == NAMES[duty].refusal
