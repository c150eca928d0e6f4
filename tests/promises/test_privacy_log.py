"""`privacy.log`: fields, sealed addresses, no secret, ninety days."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from pytest_django import Settings

from legation.assurance.inside import InsideSite
from legation.promises.registry import registry
from legation.traffic.segments import Segments
from tests.traffic.records import Record

CONTROL = next(control for control in registry.of("privacy.log") if control.name == "log-fields")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, settings: Settings) -> Path:
    settings.LEGATION_DATA = tmp_path
    return tmp_path


def recorded(place: Callable[[dict[str, Any]], str]) -> InsideSite:
    """The site with an access record of every answer, whose place is told by `place`."""
    sink = Segments(settings.LEGATION_DATA, settings.LEGATION_MASTER_KEY_FILE)
    inner = WSGIHandler()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        sink.record(Record(place=place(environ), at=time.time()))
        return inner(environ, start)

    return InsideSite(application)


def test_the_control_is_good_and_a_planted_address_turns_it_red() -> None:
    site = recorded(lambda environ: "not_found")
    assert CONTROL.check(site).kept is True
    with CONTROL.sabotage(site):
        assert CONTROL.check(site).kept is False
    assert CONTROL.check(site).kept is True


def test_a_secret_path_turns_it_red() -> None:
    assert CONTROL.check(recorded(lambda environ: environ["PATH_INFO"])).kept is False


def test_without_records_it_cannot_tell(inside: InsideSite) -> None:
    assert CONTROL.check(inside).kept is None
