"""Workers that give alarms and are killed (SIGKILL) between a mail and its commit. Run as a program of its own, in a
data folder and a database of its own: `python -m tests.casework.cases.killed` prints what came of it."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
from pathlib import Path
from unittest import mock

from tests import template

LETTERS = 7
MONDAY = dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC)
LATER = dt.timedelta(days=7.5)


def main() -> None:
    template.prepare(Path(os.environ["LEGATION_DATA"]))
    _letters()
    killed = sum(_killed_at(turn) for turn in (3, 1, 2))
    sys.stdout.write(json.dumps({"killed": killed, **_rest()}) + "\n")


def _letters() -> None:
    from legation.accounts.models import Grant, Role, User
    from legation.casework.cases import services
    from legation.kernel import clock
    from legation.offices.models import Office, OfficeText, Region
    from tests.casework.writing import open_letter

    office = Office.objects.create(
        slug="london", country="GB", region=Region.EUROPE, time_zone="Europe/London", languages=["en"]
    )
    OfficeText.objects.create(office=office, language="en", name="London", city="London", address="1 Street")
    officer = User.objects.create_user("officer@example.org", is_staff=True)
    with clock.at(MONDAY):
        until = clock.now() + Grant.MAX_TERM
        Grant.objects.create(user=officer, role=Role.CASE_OFFICER, office=office, expires_at=until)
        for number in range(LETTERS):
            case, _secret = open_letter(office, submission=str(number))
            services.assign(case, officer, actor=officer)


def _killed_at(turn: int) -> bool:
    """A worker of its own, killed when it has queued the mail of its `turn`th alarm and not committed it."""
    from django.db import connection

    connection.close()
    child = os.fork()
    if child == 0:
        try:
            _die_at(turn)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _die_at(turn: int) -> None:
    from legation.casework.cases.services import alarms, telling
    from legation.casework.cases.services import raise_alarms as job
    from legation.kernel import clock

    real, calls = telling.tell_staff, []

    def tell(*args: object, **more: object) -> int:
        calls.append(real(*args, **more))  # type: ignore[arg-type]  # passed on as they came
        if len(calls) == turn:
            os.kill(os.getpid(), signal.SIGKILL)
        return calls[-1]

    with clock.at(MONDAY + LATER), mock.patch.object(alarms, "tell_staff", tell):
        job()


def _rest() -> dict[str, int]:
    from legation.casework.cases.models import Alarm, CaseEntry, Event
    from legation.casework.cases.services import raise_alarms as job
    from legation.kernel import clock
    from legation.ledger.models import LedgerRecord
    from legation.mail.models import OutgoingMail

    before = Alarm.objects.count()
    with clock.at(MONDAY + LATER):
        given, again = job(), job()
    return {
        "before": before,
        "given": given,
        "again": again,
        "mails": OutgoingMail.objects.filter(title__contains="due soon").count(),
        "cases": Alarm.objects.values("case").distinct().count(),
        "entries": CaseEntry.objects.filter(event=Event.WARNED).count(),
        "records": LedgerRecord.objects.filter(action="case.warned").count(),
    }


if __name__ == "__main__":
    main()
