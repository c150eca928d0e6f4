"""Nobody is found again; and each way of breaking that is noticed."""

from __future__ import annotations

from typing import Any

import pytest

from legation.resilience.reidentifying.attacks import follows
from legation.resilience.reidentifying.sabotages import SABOTAGES
from legation.resilience.reidentifying.scratch import attempt

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def found(django_db_setup: None, django_db_blocker: Any) -> dict[str, dict[str, Any]]:
    """All attempts in one site of their own; each has new people and a new survey."""
    names = [f"{name}+" if name in ("", "store in backup") else name for name in SABOTAGES]
    with django_db_blocker.unblock():
        return dict(zip(SABOTAGES, attempt(*names, seconds=280), strict=True))


def test_nobody_is_found_again(found: dict[str, dict[str, Any]]) -> None:
    made = found[""]
    assert made["leaks"] == []
    assert made["backup"] == ""
    assert made["over_pages"] == made["people"] == 28
    assert made["bytes"] > 100_000


@pytest.mark.parametrize(
    ("sabotage", "words"),
    [
        ("time", "surveys_anonymousanswer also holds received_at"),
        ("ledger", "tells when each came"),
        ("log", "log/web.log"),
        ("same order", "In the main database the tokens lie in the order in which they came"),
        ("not stirred", "the holding store the answers lie in the order in which they came"),
        ("single", "fewer than ten"),
        ("store in backup", "A backup holds 6 answers before their batch is full, in holding.sqlite3"),
        ("not overwritten", "still holds"),
    ],
)
def test_each_leak_is_noticed(found: dict[str, dict[str, Any]], sabotage: str, words: str) -> None:
    assert any(words in leak for leak in found[sabotage]["leaks"]), found[sabotage]["leaks"]


@pytest.mark.parametrize("step", [1, -1])
def test_an_order_is_told_forwards_and_backwards(step: int) -> None:
    came = list(range(12))
    swapped = [1, 0, *came[2:]]
    assert follows(came[::step], came)
    assert follows(swapped[::step], came)
    assert not follows([*came[6:], *came[:6]], came)
