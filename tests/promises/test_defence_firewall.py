"""`defence.firewall`: attacks are refused, ordinary searches are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from pytest_django import Settings

from legation.assurance.inside import InsideSite
from legation.defence.firewall.wsgi import Firewall
from legation.promises.registry import registry

CONTROL = next(control for control in registry.of("defence.firewall") if control.name == "firewall-refuses")
pytestmark = pytest.mark.django_db
CRS = Path("/usr/share/modsecurity-crs")


@pytest.mark.skipif(not CRS.exists(), reason="modsecurity-crs is not installed")
def test_the_control_is_good_and_a_blind_firewall_turns_it_red(tmp_path: Path, settings: Settings) -> None:
    settings.LEGATION_DATA = tmp_path
    site = InsideSite(Firewall(WSGIHandler(), data=tmp_path, crs=CRS))
    assert CONTROL.check(site).kept is True
    with CONTROL.sabotage(site):
        assert CONTROL.check(site).kept is False
    assert CONTROL.check(site).kept is True


def test_without_rules_it_is_unproven(tmp_path: Path, settings: Settings) -> None:
    settings.LEGATION_DATA = tmp_path
    site = InsideSite(Firewall(WSGIHandler(), data=tmp_path, crs=tmp_path))
    assert CONTROL.check(site).kept is None


def test_where_nothing_tells_it_is_unproven(tmp_path: Path, settings: Settings, inside: InsideSite) -> None:
    settings.LEGATION_DATA = tmp_path
    assert CONTROL.check(inside).kept is None
