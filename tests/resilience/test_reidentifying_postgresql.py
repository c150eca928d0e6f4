"""With PostgreSQL the control is honest: what keeps a history turns it red, and what it cannot search it does not
call proven."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection

from legation.assurance.inside import InsideSite
from legation.resilience.reidentifying import controls
from legation.resilience.reidentifying.controls import RespondentsAreNotFoundAgain, kept_history
from tests.postgresql.server import server

FOUND = {"leaks": [], "backup": "", "people": 28, "over_pages": 28, "files": 9, "bytes": 200_000}


def test_a_server_that_keeps_nothing_and_one_that_holds_its_log_back() -> None:
    with server() as url, psycopg.connect(url, autocommit=True) as store:
        cursor = store.cursor()
        assert kept_history(cursor) == ""
        cursor.execute("SELECT pg_create_physical_replication_slot('away', true)")
        assert "replication slots" in kept_history(cursor)
        cursor.execute("SELECT pg_drop_replication_slot('away')")
        assert kept_history(cursor) == ""


def test_a_server_that_archives_its_log() -> None:
    with server("archive_mode=on", "archive_command=/bin/true") as url, psycopg.connect(url) as store:
        assert kept_history(store.cursor()) == "archives its write-ahead log"


@pytest.mark.parametrize(
    "case",
    [
        ("sqlite", "", True, "None of 28 planted people"),
        ("postgresql", "", None, "of them nothing is proven"),
        ("postgresql", "archives its write-ahead log", False, "keeps every answer in its order"),
    ],
)
def test_proven_is_only_what_was_attacked(
    inside: InsideSite, monkeypatch: pytest.MonkeyPatch, case: tuple[str, str, bool | None, str]
) -> None:
    vendor, history, kept, says = case
    control: Any = RespondentsAreNotFoundAgain()
    monkeypatch.setattr(controls, "attempt", lambda *_names: [FOUND])
    monkeypatch.setattr(connection, "vendor", vendor, raising=False)
    monkeypatch.setattr(control, "_kept_history", lambda: history)
    found = control.check(inside)
    assert found.kept is kept
    assert says in found.seen
