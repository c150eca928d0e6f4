"""`site.current`, `site.classified`, `site.links`: kept, broken by sabotage, kept again."""

from __future__ import annotations

import pytest

from legation.assurance.inside import InsideSite
from legation.kernel.http import Answer
from legation.promises import Control
from legation.publishing.controls import LinksAreAnnounced, NothingClassifiedIsServed, NothingIsOverdue
from legation.publishing.models import SiteDocument
from tests.publishing.conftest import Joint, joint

__all__ = ["joint"]


@pytest.mark.parametrize("kind", [NothingIsOverdue, NothingClassifiedIsServed, LinksAreAnnounced])
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
