"""`defence.monitor`: bursts lead to blocks, and the detector watches."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from legation.assurance.inside import InsideSite
from legation.defence.detection import heartbeat
from legation.defence.detection.models import Block
from legation.defence.incidents.models import Incident
from legation.kernel import clock
from legation.promises import hours
from legation.promises.registry import registry

CONTROL = next(control for control in registry.of("defence.monitor") if control.name == "attackers-blocked")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.LEGATION_DATA = tmp_path
    return tmp_path


def test_the_control_is_good_and_a_blind_detector_turns_it_red(inside: InsideSite, data: Path) -> None:
    heartbeat.beat(data, {"firewall": 3})
    assert CONTROL.check(inside).kept is True
    assert not Block.objects.exists()
    assert not Incident.objects.exists()
    with CONTROL.sabotage(inside):
        assert CONTROL.check(inside).kept is False
    assert CONTROL.check(inside).kept is True


def test_a_silent_detector_is_a_broken_promise(inside: InsideSite, data: Path) -> None:
    with clock.at(clock.now() - hours(1)):
        heartbeat.beat(data, {})
    assert CONTROL.check(inside).kept is False


def test_where_no_detector_ran_it_is_unproven(inside: InsideSite) -> None:
    assert CONTROL.check(inside).kept is None
