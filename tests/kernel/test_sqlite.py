"""A database file that is moved, missing or replaced is noticed; nothing is written into nowhere."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db.utils import ConnectionHandler, OperationalError
from pytest_django import DjangoDbBlocker

from legation.kernel.sqlite.base import DatabaseWrapper


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table letter (words text)")
    return path


@pytest.fixture
def database(file: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    handler = ConnectionHandler({"default": {"ENGINE": "legation.kernel.sqlite", "NAME": file}})
    wrapper = handler["default"]
    assert isinstance(wrapper, DatabaseWrapper)
    with django_db_blocker.unblock():  # a database of the test's own
        yield wrapper
        wrapper.close()


def write(database: DatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("insert into letter values ('Dear Minister')")


def letters(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("select count(*) from letter").fetchone()[0])


def test_a_missing_file_is_not_created(database: DatabaseWrapper, file: Path) -> None:
    file.unlink()
    with pytest.raises(OperationalError):
        write(database)
    assert not file.exists()


def test_no_write_goes_to_a_file_that_was_moved(database: DatabaseWrapper, file: Path) -> None:
    write(database)
    away = file.rename(file.with_name("away.sqlite3"))
    with pytest.raises(OperationalError):
        write(database)
    assert letters(away) == 1
    away.rename(file)
    write(database)
    assert letters(file) == 2


def test_what_was_not_committed_when_the_file_moved_is_refused(database: DatabaseWrapper, file: Path) -> None:
    database.ensure_connection()
    database.set_autocommit(False)
    write(database)
    file.rename(file.with_name("away.sqlite3"))
    with pytest.raises(OperationalError):
        database.commit()
    database.rollback()


def test_a_restored_file_is_opened_by_the_next_request(database: DatabaseWrapper, file: Path) -> None:
    write(database)
    copy = file.with_name("copy.sqlite3")
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("create table letter (words text)")
    copy.rename(file)
    with pytest.raises(OperationalError):
        write(database)
    database.close_if_unusable_or_obsolete()
    write(database)
    assert letters(file) == 1


@pytest.fixture
def patient(file: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    options = {"timeout": 1, "transaction_mode": "IMMEDIATE"}
    settings = {"ENGINE": "legation.kernel.sqlite", "NAME": file, "OPTIONS": options}
    wrapper = ConnectionHandler({"default": settings})["default"]
    assert isinstance(wrapper, DatabaseWrapper)
    with django_db_blocker.unblock():
        yield wrapper
        wrapper.close()


def test_a_writer_has_its_turn_as_soon_as_the_other_has_ended(patient: DatabaseWrapper, file: Path) -> None:
    patient.ensure_connection()
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin immediate")
        ended: list[float] = []

        def end() -> None:
            ended.append(time.monotonic())
            other.execute("commit")

        timer = threading.Timer(0.4, end)
        timer.start()
        patient._start_transaction_under_autocommit()
        begun = time.monotonic()
        timer.join()
    write(patient)
    with patient.cursor() as cursor:
        cursor.execute("commit")
        assert cursor.execute("pragma busy_timeout").fetchone() == (1000,), "other statements wait as ever"
    assert ended[0] <= begun < ended[0] + 0.09, "it slept although nobody wrote"
    assert letters(file) == 1


def test_a_writer_does_not_wait_for_ever(patient: DatabaseWrapper, file: Path) -> None:
    patient.ensure_connection()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("begin immediate")
        begun = time.monotonic()
        with pytest.raises(OperationalError, match="locked"):
            patient._start_transaction_under_autocommit()
        assert 0.9 < time.monotonic() - begun < 5


def test_statements_are_read_as_django_reads_them(database: DatabaseWrapper) -> None:
    with database.cursor() as cursor:
        for _again in range(2):
            cursor.execute("insert into letter values (%s)", ["100 %s?"])
            cursor.execute("insert into letter values (%(words)s)", {"words": "named"})
            cursor.execute("select words from letter where words like '%%s?' and words = %s", ["100 %s?"])
            assert cursor.fetchone() == ("100 %s?",)
        cursor.execute("select count(*) from letter where words = '%s'")
        assert cursor.fetchone() == (0,)
