"""Claiming and running what is due."""

from __future__ import annotations

import logging

from django.db import IntegrityError, transaction
from django_tasks import task

from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.schedule.jobs import JOBS, Job
from legation.schedule.models import RecurringRun

log = logging.getLogger(__name__)


def claim(job: Job) -> bool:
    """True for exactly one caller each time the job is due."""
    now = clock.now()
    due = RecurringRun.objects.filter(name=job.name, started_at__lte=now - job.every)
    if due.update(started_at=now, finished_at=None):
        return True
    if RecurringRun.objects.filter(name=job.name).exists():
        return False
    try:
        with transaction.atomic():
            RecurringRun.objects.create(name=job.name, started_at=now)
    except IntegrityError:
        return False
    return True


def run(name: str) -> bool:
    """Run the job now and note how it ended; False when it failed. Never raises."""
    failure = ""
    try:
        JOBS[name].run()
    except Exception as error:  # one failing job must not stop the schedule; it is logged and shown
        log.exception("recurring job %s failed", name)
        # Words of other errors may repeat what was in a row, such as an address: those stay in the log.
        sentence = f": {error.sentence}" if isinstance(error, LegationError) else ""
        failure = f"{type(error).__name__}{sentence}"[:300]
    RecurringRun.objects.filter(name=name).update(finished_at=clock.now(), failure=failure)
    return not failure


@task(queue_name="recurring")
def run_recurring(name: str) -> bool:
    """A worker runs the job; False when it failed, which its RecurringRun notes."""
    return run(name)


def run_due() -> list[str]:
    """Run each quick job that is due and hand the others to the workers; returns their names."""
    started = [job for job in JOBS.values() if claim(job)]
    for job in started:
        if job.quick:
            run(job.name)
        else:
            run_recurring.enqueue(job.name)
    return [job.name for job in started]
