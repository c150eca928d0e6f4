"""What is noted of jobs and tasks holds nobody's words, and goes after a few days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django_tasks_db.models import DBTaskResult

from legation.kernel import clock
from legation.kernel.errors import Unavailable
from legation.schedule import services, tasks
from legation.schedule.jobs import JOBS, Job
from legation.schedule.models import RecurringRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def failing() -> Iterator[list[Exception]]:
    """A job that raises what the test puts into the list."""
    errors: list[Exception] = []

    def run() -> None:
        raise errors[0]

    JOBS["test.failing"] = Job("test.failing", dt.timedelta(hours=1), run, quick=True)
    services.claim(JOBS["test.failing"])
    yield errors
    del JOBS["test.failing"]


@pytest.mark.parametrize(
    ("error", "noted"),
    [
        (ValueError("Key (email)=(chen@example.org) exists"), "ValueError"),
        (Unavailable("The mail server does not answer."), "Unavailable: The mail server does not answer."),
    ],
)
def test_a_failure_is_noted_without_what_stood_in_a_row(
    failing: list[Exception], error: Exception, noted: str, caplog: pytest.LogCaptureFixture
) -> None:
    failing.append(error)
    assert not services.run("test.failing")
    assert RecurringRun.objects.get(name="test.failing").failure == noted


def test_ended_tasks_are_forgotten_and_waiting_ones_stay() -> None:
    services.run_recurring.enqueue("test.one")
    services.run_recurring.enqueue("test.two")
    row = DBTaskResult.objects.order_by("enqueued_at")[0]
    row.finished_at = clock.now()
    row.save()
    with clock.at(clock.now() + dt.timedelta(days=4)):
        assert tasks.prune() == 1
    assert DBTaskResult.objects.count() == 1
