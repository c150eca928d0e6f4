"""What the supervisor's own processes do: the schedule and the task workers.

Import only after `django.setup()`.
"""

from __future__ import annotations

import datetime as dt
import logging
import socket
import time

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from legation.accounts.demonstration import CAST
from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.schedule.services import run_due

TRIES = 3  # a task that ended its worker this often is not tried again
LONGEST = dt.timedelta(days=1)
PAUSE = 1.0
log = logging.getLogger(__name__)


def schedule() -> None:
    """Each second, start what is due; a database that is away is waited for."""
    while True:
        close_old_connections()
        try:
            run_due()
        except DatabaseError as error:
            log.warning("the schedule waits for the database: %s", error)
            time.sleep(5 * PAUSE)
        time.sleep(PAUSE)


def tasks(queue: str) -> None:
    """Take tasks of one queue until told to end. First, give back what this worker's predecessor
    had taken when it was killed: nothing that was acknowledged is lost."""
    name = f"{queue}@{socket.gethostname()}"[:64]
    while True:
        close_old_connections()
        try:
            give_back(name)
            break
        except DatabaseError as error:
            log.warning("the tasks wait for the database: %s", error)
            time.sleep(5 * PAUSE)
    worker = Worker(
        queue_names=[queue],
        interval=0.0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    worker.configure_signals()
    while worker.running:
        close_old_connections()
        if waits(queue):
            worker.run()
        time.sleep(PAUSE / 2)


def waits(queue: str) -> bool:
    """Whether a task of the queue can be taken. The worker itself locks the whole database to look, and
    whoever sends a letter then waits for it."""
    return DBTaskResult.objects.ready().filter(queue_name=queue).exists()


def give_back(worker: str) -> int:
    """Make the unfinished tasks of `worker` ready again, or failed after so many tries; how many.

    Those of its queue that began over a day ago too: their worker ran on a machine of another name.
    """
    queue, long_ago = worker.partition("@")[0], clock.now() - LONGEST
    unfinished = [
        row
        for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
        if row.worker_ids
        and (
            row.worker_ids[-1] == worker
            or (row.queue_name == queue and row.started_at is not None and row.started_at < long_ago)
        )
    ]
    with transaction.atomic():
        for row in unfinished:
            spent = row.worker_ids.count(row.worker_ids[-1]) >= TRIES
            row.status = TaskResultStatus.FAILED if spent else TaskResultStatus.READY
            row.save(update_fields=["status"])
    return len(unfinished)


def refuse_demonstration() -> None:
    """Raises LegationError when a real installation holds the demonstration's accounts."""
    addresses = [persona.email for persona in CAST]
    if not settings.LEGATION_DEMONSTRATION and User.objects.filter(email__in=addresses).exists():
        raise LegationError(
            "This data folder holds the demonstration, whose passwords are known. "
            "Start a real installation with an empty LEGATION_DATA."
        )
