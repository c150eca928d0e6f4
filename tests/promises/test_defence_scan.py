"""`defence.scan`: every scan within 26 hours, no finding overdue."""

from __future__ import annotations

import datetime as dt

from legation.assurance.inside import InsideSite
from legation.defence.scans.models import ScanRun
from legation.defence.scans.registry import SCANS
from legation.kernel import clock
from legation.promises.registry import registry

CONTROL = next(control for control in registry.of("defence.scan") if control.name == "scans-done")


def scan_everything() -> None:
    for name in SCANS:
        ScanRun.objects.create(scan=name, finished_at=clock.now())


def test_the_control_is_good_and_an_overdue_finding_turns_it_red(inside: InsideSite) -> None:
    scan_everything()
    assert CONTROL.check(inside).kept is True
    with CONTROL.sabotage(inside):
        assert CONTROL.check(inside).kept is False
    assert CONTROL.check(inside).kept is True


def test_old_scans_break_the_promise(inside: InsideSite) -> None:
    scan_everything()
    with clock.at(clock.now() + dt.timedelta(hours=27)):
        assert CONTROL.check(inside).kept is False


def test_without_scans_it_is_unproven(inside: InsideSite) -> None:
    assert CONTROL.check(inside).kept is None
    ScanRun.objects.create(scan="site", finished_at=clock.now(), failure="away")
    assert CONTROL.check(inside).kept is None
