"""Tasks whose worker was killed are taken up again, also when the machine has another name now."""

from __future__ import annotations

import datetime as dt

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from legation.cli.processes import give_back
from legation.kernel import clock
from legation.mail.services import send_mail

pytestmark = pytest.mark.django_db


def taken(worker: str, ago: dt.timedelta = dt.timedelta(0), times: int = 1) -> DBTaskResult:
    send_mail.enqueue(0)
    row = DBTaskResult.objects.get(status=TaskResultStatus.READY)
    row.status, row.worker_ids = TaskResultStatus.RUNNING, [worker] * times
    row.started_at = clock.now() - ago
    row.save()
    return row


@pytest.mark.parametrize(
    ("worker", "ago", "status"),
    [
        ("default@here", dt.timedelta(0), TaskResultStatus.READY),
        ("default@former", dt.timedelta(days=2), TaskResultStatus.READY),
        ("default@other", dt.timedelta(hours=1), TaskResultStatus.RUNNING),
    ],
)
def test_what_nobody_works_on_any_more_is_given_back(
    worker: str, ago: dt.timedelta, status: TaskResultStatus
) -> None:
    row = taken(worker, ago)
    give_back("default@here")
    row.refresh_from_db()
    assert row.status == status


def test_a_task_that_kills_its_worker_is_given_up() -> None:
    row = taken("default@here", times=3)
    give_back("default@here")
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED
