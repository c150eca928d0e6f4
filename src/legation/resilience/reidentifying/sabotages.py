"""Ways of breaking the promise, one by one, for tests and twins: after each the attempt must find somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.db import connection, connections

from legation.ledger.services import Act, record
from legation.resilience.backups import services as backups
from legation.surveys.holding import HOLDING
from legation.surveys.holding.models import HeldToken
from legation.surveys.models import AnonymousAnswer
from legation.surveys.services import settling, stirring, taking


@contextmanager
def _time() -> Iterator[None]:
    """A column with the exact time."""
    table = AnonymousAnswer._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN received_at varchar(40) NULL")  # constants
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DROP COLUMN received_at")  # constants


def _at_each_answer(more: Callable[[Any, Any, int], None]) -> AbstractContextManager[object]:
    taken = taking._hold

    def hold(survey: Any, choices: Any, words: str, key: int) -> Any:
        more(survey, choices, key)
        return taken(survey, choices, words, key)

    return mock.patch.object(taking, "_hold", hold)


@contextmanager
def _ledger() -> Iterator[None]:
    """A record of each answer."""
    with _at_each_answer(lambda *_answer: _void(record(Act("survey.answered")))):
        yield


@contextmanager
def _log() -> Iterator[None]:
    """A line of the log with what was answered."""
    path = Path(settings.LEGATION_DATA) / "log" / "web.log"

    def write(survey: Any, choices: Any, key: int) -> None:
        with path.open("a") as file:
            file.write(f"answered: {choices}\n")

    with _at_each_answer(write):
        yield
    path.unlink()


@contextmanager
def _same_order() -> Iterator[None]:
    """Tokens and answers are moved in the same order, that in which they came."""
    came: list[str] = []
    keys: list[int] = []

    def note(survey: Any, choices: Any, key: int) -> None:
        came.append(str(choices))
        keys.append(key)

    def sort(rows: list[Any]) -> None:
        rows.sort(
            key=lambda row: keys.index(row.pk) if isinstance(row, HeldToken) else came.index(str(row.choices))
        )

    with _at_each_answer(note), mock.patch.object(settling, "shuffler", mock.Mock(shuffle=sort)):
        yield


@contextmanager
def _not_stirred() -> Iterator[None]:
    """What is held lies as it came."""
    with mock.patch.object(stirring, "stir"):
        yield


@contextmanager
def _single() -> Iterator[None]:
    """Whatever is held is a batch."""
    with mock.patch.object(settling, "BATCH", 1):
        yield


@contextmanager
def _store_in_backup() -> Iterator[None]:
    """The backup copies the holding store like any other file."""
    with mock.patch.object(backups, "_DATABASES", ("legation.sqlite3",)):
        yield


@contextmanager
def _not_overwritten() -> Iterator[None]:
    """What is deleted stays in the file."""
    store = connections[HOLDING]
    with store.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    try:
        yield
    finally:
        with store.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
            cursor.execute("VACUUM")


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _void(_value: object) -> None:
    return None


SABOTAGES: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "": _nothing,
    "same order": _same_order,  # early: in a table that has grown, rows move
    "not stirred": _not_stirred,
    "time": _time,
    "ledger": _ledger,
    "log": _log,
    "single": _single,
    "store in backup": _store_in_backup,
    "not overwritten": _not_overwritten,
}
