"""Warning, breach, escalation: each told once to whom it concerns, also when a worker is killed in the middle."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from legation.accounts.models import Role, User
from legation.casework.cases import services
from legation.casework.cases.models import Alarm, CaseEntry, Event, Matter
from legation.casework.cases.services import alarms, telling
from legation.casework.cases.services.guarding import declare_interest
from legation.casework.cases.tasks import alarms as job
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from tests.casework.cases.conftest import MONDAY, press, signed_in
from tests.casework.writing import mails, open_letter
from tests.conftest import make_staff

ROOT = Path(__file__).resolve().parents[3]
DAY = dt.timedelta(days=1)


def told(title: str) -> list[str]:
    return [mail["recipient"] for mail in mails(title)]


@pytest.mark.usefixtures("on_monday")
@pytest.mark.django_db
def test_officer_then_supervisor_then_duty_desk_each_once(
    officer: User, supervisor: User, london: Office, ministry: Office
) -> None:
    make_staff("duty@example.org", Role.SUPERVISOR, ministry)
    with clock.at(MONDAY):
        case, _secret = open_letter(london)
        services.assign(case, officer, actor=officer)
        assert job() == 0
    for day, expected in ((7.2, 0), (7.5, 1), (7.6, 0), (9.4, 1), (9.5, 0), (11.4, 1), (12, 0), (30, 0)):
        with clock.at(MONDAY + day * DAY):
            assert job() == expected, f"on day {day}"
    assert told("is due soon") == ["officer@example.org"]
    assert told("is late")[0] == "supervisor@example.org"
    assert told("late and still not answered") == ["duty@example.org"]
    assert [alarm.level for alarm in Alarm.objects.all()] == ["warned", "breached", "escalated"]
    assert LedgerRecord.objects.filter(action="case.breached").count() == 1
    text = mails("is due soon")[0]["text"]
    assert case.number in text
    assert "opening hours" not in text
    assert "A Writer" not in text


@pytest.mark.usefixtures("on_monday")
@pytest.mark.django_db
def test_who_waits_or_is_answered_is_not_warned_and_a_new_deadline_warns_anew(
    officer: User, supervisor: User, london: Office
) -> None:
    with clock.at(MONDAY):
        waits, _s = open_letter(london)
        services.ask(waits, "Which?", actor=officer)
        done, _s = open_letter(london, submission="2")
        services.propose_reply(done, "Yes.", actor=officer)
        services.approve_reply(done, actor=supervisor)
        longer, _s = open_letter(london, submission="3")
        services.assign(longer, officer, actor=officer)
    with clock.at(MONDAY + 7.5 * DAY):
        assert job() == 1
        services.extend(longer, 5, "The archive is closed.", actor=officer)
    with clock.at(MONDAY + 9.5 * DAY):
        assert job() == 0, "the time was extended"
    with clock.at(MONDAY + 14.5 * DAY):
        assert job() == 1
    assert told("is due soon") == ["officer@example.org"] * 2


@pytest.mark.usefixtures("on_monday")
@pytest.mark.django_db
def test_a_letter_that_nobody_took_is_told_to_the_supervisors(
    officer: User, supervisor: User, second_supervisor: User, london: Office
) -> None:
    with clock.at(MONDAY):
        case, _s = open_letter(london, matter=Matter.CONSULAR)
        declare_interest(case, "A cousin.", actor=second_supervisor)
    with clock.at(MONDAY + dt.timedelta(hours=5)):
        assert job() == 1
        page = signed_in(supervisor).get("/staff/cases/?queue=due").content.decode()
    assert told("is due soon") == ["supervisor@example.org"], "and not to whoever has a conflict of interest"
    assert case.number in page


@pytest.mark.usefixtures("on_monday")
@pytest.mark.django_db
def test_an_alarm_makes_no_open_page_old(officer: User, london: Office) -> None:
    with clock.at(MONDAY):
        case, _s = open_letter(london)
        services.assign(case, officer, actor=officer)
    case.refresh_from_db()
    seen = case.revision
    with clock.at(MONDAY + 7.5 * DAY):
        assert job() == 1
        services.note(case, "I saw it before.", actor=officer, revision=seen)


@pytest.mark.usefixtures("on_monday")
@pytest.mark.django_db
def test_what_cannot_be_mailed_is_not_written_either(officer: User, london: Office) -> None:
    with clock.at(MONDAY):
        for number in range(3):
            case, _s = open_letter(london, submission=str(number))
            services.assign(case, officer, actor=officer)
    real, calls = telling.tell_staff, []

    def fails_the_second_time(*args: object, **more: object) -> int:
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("in the middle")
        return real(*args, **more)  # type: ignore[arg-type]  # passed on as they came

    with clock.at(MONDAY + 7.5 * DAY):
        with mock.patch.object(alarms, "tell_staff", fails_the_second_time), pytest.raises(RuntimeError):
            job()
        assert (Alarm.objects.count(), len(told("is due soon"))) == (1, 1)
        assert job() == 2
        assert job() == 0
    assert len(set(told("is due soon"))) == 1
    assert len(told("is due soon")) == Alarm.objects.count() == 3
    assert CaseEntry.objects.filter(event=Event.WARNED).count() == 3


@pytest.mark.usefixtures("on_monday")
@pytest.mark.django_db
def test_the_desk_shows_what_was_escalated(officer: User, supervisor: User, london: Office) -> None:
    with clock.at(MONDAY):
        case, _s = open_letter(london)
    with clock.at(MONDAY + 20 * DAY):
        while job():
            pass
        assert press(officer, case, "assign") == 302
        page = signed_in(officer).get(f"/staff/cases/{case.number}/").content.decode()
        assert "the duty desk was told" in page
        assert told("late and still not answered") == ["supervisor@example.org"], "without a duty desk"


@pytest.mark.storm
def test_workers_killed_in_the_middle_tell_nobody_twice_and_forget_nobody(tmp_path: Path) -> None:
    """Three workers are killed between the mail and the commit of an alarm; the fourth does the rest."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
        "LEGATION_DATA": str(tmp_path),
    }
    command = [sys.executable, "-m", "tests.casework.cases.killed"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    assert json.loads(answer.stdout.splitlines()[-1]) == {
        "killed": 3,
        "before": 3,
        "given": 4,
        "again": 0,
        **dict.fromkeys(("mails", "cases", "entries", "records"), 7),
    }
