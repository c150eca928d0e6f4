"""A crash between commit and announcement is repaired."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from legation.edge import bulletin
from legation.edge.bulletin import Change, bulletin_file
from legation.kernel import clock
from legation.publishing.announcements import services
from legation.publishing.announcements.models import Announcement


def lines(data: Path) -> list[dict[str, object]]:
    file = bulletin_file(data)
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.mark.django_db
def test_announced_on_commit_and_only_once(
    own_data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.announce_on_commit(Change.WITHDRAW, {"page:7"})
        assert lines(own_data) == []
    assert lines(own_data) == [{"change": "withdraw", "tags": ["page:7"]}]
    with clock.at(clock.now() + dt.timedelta(minutes=1)):
        assert services.announce_missed() == 0


@pytest.mark.django_db
def test_a_process_that_died_after_commit_is_made_up_for(own_data: Path) -> None:
    services.announce_on_commit(Change.WITHDRAW, {"page:7"})  # its callback never runs
    assert services.announce_missed() == 0  # the process may still be about to announce it
    with clock.at(clock.now() + services.SETTLED * 2):
        assert services.announce_missed() == 1
        assert services.announce_missed() == 0
    assert lines(own_data) == [{"change": "withdraw", "tags": ["page:7"]}]


@pytest.mark.django_db
def test_a_full_disk_only_delays(
    own_data: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(services, "announce", full)
    with django_capture_on_commit_callbacks(execute=True):
        services.announce_on_commit(Change.UPDATE, {"page:7"})
    assert Announcement.objects.count() == 1
    monkeypatch.setattr(services, "announce", bulletin.announce)
    with clock.at(clock.now() + services.SETTLED * 2):
        assert services.announce_missed() == 1
    assert not Announcement.objects.exists()


@pytest.mark.django_db
def test_what_is_loaded_together_is_announced_as_one(
    own_data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True), services.announced_together():
        services.announce_on_commit(Change.UPDATE, {"page:7", "offices"})
        services.announce_on_commit(Change.UPDATE, {"page:8", "offices"})
    assert lines(own_data) == [{"change": "update", "tags": ["offices", "page:7", "page:8"]}]


def fail_after_a_change() -> None:
    services.announce_on_commit(Change.UPDATE, {"page:7"})
    raise ZeroDivisionError


@pytest.mark.django_db
def test_what_failed_together_is_not_announced(
    own_data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(ZeroDivisionError), services.announced_together():
            fail_after_a_change()
        services.announce_on_commit(Change.UPDATE, {"page:8"})
    assert lines(own_data) == [{"change": "update", "tags": ["page:8"]}]
