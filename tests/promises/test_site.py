"""`site.current`, `site.classified`, `site.links`: kept, broken by sabotage, kept again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from pytest_django import Settings

from legation.assurance.inside import InsideSite
from legation.kernel.http import Answer
from legation.promises import Control
from legation.publishing import files
from legation.publishing.clearance.serving import Standing
from legation.publishing.controls import (
    FilesAreCleanAndPrivate,
    LinksAreAnnounced,
    NothingClassifiedIsServed,
    NothingIsOverdue,
)
from legation.publishing.models import SiteDocument
from tests.publishing import samples
from tests.publishing.conftest import Joint, joint

__all__ = ["joint"]


@pytest.mark.parametrize(
    "kind", [NothingIsOverdue, NothingClassifiedIsServed, FilesAreCleanAndPrivate, LinksAreAnnounced]
)
def test_the_control_sees_what_is_planted(
    joint: Joint, inside: InsideSite, kind: type[Control]
) -> None:  # the fixture
    control = kind()
    joint.news("With a link", '<a href="https://www.example.org/">there</a>')
    joint.news("Kept inside", classification="internal")
    before = control.check(inside)
    assert before.kept is True, before.seen
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    after = control.check(inside)
    assert after.kept is True, after.seen


def test_a_file_that_is_not_public_but_served_is_seen(
    joint: Joint, inside: InsideSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    SiteDocument.objects.create(title="Inside", file="documents/inside.pdf", classification="internal")
    assert NothingClassifiedIsServed().check(inside).kept is True
    honest = inside.get
    shown = Answer(200, (), b"")
    monkeypatch.setattr(
        inside, "get", lambda path, **more: shown if "inside.pdf" in path else honest(path, **more)
    )
    assert NothingClassifiedIsServed().check(inside).kept is False


def test_a_file_served_before_its_page_is_seen(
    joint: Joint, inside: InsideSite, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = SiteDocument.objects.create(
        title="Form", file=ContentFile(samples.pdf(), name="form.pdf"), classification="public"
    )
    joint.news("Not yet", f'<a linktype="document" id="{row.pk}">the form</a>', live=False)
    assert FilesAreCleanAndPrivate().check(inside).kept is True
    monkeypatch.setattr(files, "standing", lambda row: Standing(served=True))
    assert FilesAreCleanAndPrivate().check(inside).kept is False


def test_a_restricted_page_in_the_map_or_the_search_is_seen(
    joint: Joint, inside: InsideSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = joint.news("Kept for few", classification="restricted")
    control = NothingClassifiedIsServed()
    honest = inside.get
    for place in ("/sitemap.xml", "/search/", "/feed.atom"):

        def leaking(path: str, place: str = place, **more: Any) -> Answer:
            body = b'<a href="' + page.url.encode() + b'">Kept for few</a>'
            return Answer(200, (), body) if place in path else honest(path, **more)

        monkeypatch.setattr(inside, "get", leaking)
        assert control.check(inside).kept is False, place
    monkeypatch.setattr(inside, "get", honest)
    assert control.check(inside).kept is True
