"""Drills are signed off by a security officer, and a failed one is no success."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.assurance.inside import InsideSite
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, NotPermitted
from legation.resilience.drills import services
from legation.resilience.drills.controls import ADrillSucceededThisMonth
from legation.resilience.drills.models import DrillRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_data")]


def ended(**values: object) -> DrillRun:
    return DrillRun.objects.create(
        **{"name": "emptied-database", "ok": True, "finished_at": clock.now(), "report": "<i>", **values}
    )


def test_without_a_backup_the_drill_fails_in_plain_words(
    inside: InsideSite, caplog: pytest.LogCaptureFixture
) -> None:
    assert ADrillSucceededThisMonth().check(inside).kept is None
    run = services.run_drill("emptied-database")
    assert not run.ok
    assert "There is no verified backup" in run.report
    assert ADrillSucceededThisMonth().check(inside).kept is False
    assert services.due() == []
    with clock.at(clock.now() + dt.timedelta(days=2)):
        assert services.due() == ["emptied-database"]
    with pytest.raises(LegationError):
        services.run_drill("none")


def test_an_officer_reads_and_signs_once(client: Client, security_officer: User, editor: User) -> None:
    run = ended()
    with pytest.raises(NotPermitted):
        services.sign_off(run.pk, editor)
    client.force_login(security_officer)
    page = client.get("/staff/drills/", secure=True)
    assert page.status_code == 200
    assert b"&lt;i&gt;" in page.content
    assert client.post(f"/staff/drills/{run.pk}/sign-off/", secure=True).status_code == 302
    run.refresh_from_db()
    assert run.signed_off_by == security_officer
    with pytest.raises(Conflict):
        services.sign_off(run.pk, security_officer)
    assert client.post("/staff/drills/999/sign-off/", secure=True).status_code == 404


def test_a_drill_that_nobody_signs_off_proves_nothing_after_a_week(
    inside: InsideSite, security_officer: User
) -> None:
    run = ended()
    assert ADrillSucceededThisMonth().check(inside).kept is True
    with clock.at(clock.now() + dt.timedelta(days=8)):
        assert ADrillSucceededThisMonth().check(inside).kept is None
        services.sign_off(run.pk, security_officer)
        assert ADrillSucceededThisMonth().check(inside).kept is True
    with clock.at(clock.now() + dt.timedelta(days=36)):
        assert ADrillSucceededThisMonth().check(inside).kept is False
