"""Every control of the registry: good on the demonstration, not good under its sabotage, good again.

A control that needs more than the application in this process (a firewall in front, a scanner, records
on disk) is exercised in the file of its promise instead, and this test looks that it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from legation.assurance.inside import InsideSite
from legation.cli import demonstration
from legation.ledger import batches
from legation.promises import Control, registry
from legation.resilience.backups.services import backup_now
from legation.resilience.drills.services import run_drill
from legation.surveys.holding import HOLDING


def _drill() -> None:
    backup_now()
    run = run_drill("emptied-database")
    assert run.ok, run.report


PREPARED: dict[str, Callable[[], object]] = {"backup-restored": backup_now, "drill-succeeded": _drill}


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demonstration in a data folder of its own, once for all controls."""
    folder = tmp_path_factory.mktemp("promises")
    places = {"LEGATION_DATA": folder / "data", "LEGATION_BACKUP_URL": str(folder / "backup")}
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]  # pytest-django's own
        override_settings(**places),
        transaction.atomic(),
        transaction.atomic(using=HOLDING),
    ):
        demonstration.load()
        batches.batch()
        yield
        for database in ("default", HOLDING):
            transaction.set_rollback(True, using=database)


@pytest.mark.parametrize("control", list(registry), ids=lambda control: control.name)
def test_a_planted_violation_turns_the_control(
    control: Control, loaded: None, inside: InsideSite, caplog: pytest.LogCaptureFixture
) -> None:
    cache.clear()
    PREPARED.get(control.name, int)()
    first = control.check(inside)
    if first.kept is not True:
        own = Path(__file__).with_name(f"test_{control.promise.replace('.', '_').replace('-', '_')}.py")
        text = own.read_text() if own.exists() else ""
        assert ".sabotage(" in text, f"{control.name} is not good, nor in {own.name}: {first.seen}"
        return
    with control.sabotage(inside):
        assert control.check(inside).kept is not True, "the planted violation was not noticed"
    again = control.check(inside)
    assert again.kept is True, again.seen
