"""Identifiers that stand in the order of time."""

from __future__ import annotations

import time
import uuid

import pytest

from legation.kernel.identifiers import in_order


def test_they_are_of_version_7_and_none_comes_twice() -> None:
    found = [in_order() for _ in range(2000)]
    assert {(one.version, one.variant) for one in found} == {(7, uuid.RFC_4122)}
    assert len(set(found)) == 2000


def test_a_later_one_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for milliseconds in (1_000, 1_001, 1_700_000_000_000, 1_700_000_000_001, 4_000_000_000_000):
        monkeypatch.setattr(time, "time_ns", lambda at=milliseconds: at * 1_000_000)
        found.append(in_order())
    assert found == sorted(found)
    assert [str(one) for one in found] == sorted(str(one) for one in found)
