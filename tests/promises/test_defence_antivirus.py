"""`defence.antivirus`: the test file is found, nothing unscanned is open to anybody."""

from __future__ import annotations

from pathlib import Path

from pytest_django import Settings

from legation.assurance.inside import InsideSite
from legation.defence.malware import services
from legation.promises.registry import registry
from tests.defence.conftest import clamd_socket, scanner

__all__ = ["clamd_socket", "scanner"]
CONTROL = next(control for control in registry.of("defence.antivirus") if control.name == "uploads-scanned")


def test_the_control_is_good_and_a_blind_scanner_turns_it_red(inside: InsideSite, scanner: Path) -> None:
    assert CONTROL.check(inside).kept is True
    with CONTROL.sabotage(inside):
        assert CONTROL.check(inside).kept is False
    assert CONTROL.check(inside).kept is True


def test_a_file_open_to_anybody_turns_it_red(inside: InsideSite, scanner: Path) -> None:
    services.register_quarantine("trial", services.Quarantine(lambda everything: 0, lambda: 1))
    try:
        assert CONTROL.check(inside).kept is False
    finally:
        del services.QUARANTINES["trial"]


def test_without_a_scanner_it_is_unproven(inside: InsideSite, settings: Settings) -> None:
    settings.LEGATION_CLAMD = "/nowhere"
    assert CONTROL.check(inside).kept is None
