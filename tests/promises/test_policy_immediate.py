"""`policy.immediate`: kept, broken by a version that went past the service, kept again."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from legation.assurance.inside import InsideSite
from legation.publishing.policy import services
from legation.publishing.policy.controls import TheRevisionIsEverywhere
from legation.publishing.policy.demonstration import TEXTS, read_folder
from tests.publishing.conftest import Joint, joint

__all__ = ["joint"]


class Capture(Protocol):
    def __call__(self, *, execute: bool) -> AbstractContextManager[list[object]]: ...


def test_the_control_sees_a_version_that_no_page_was_told_of(
    joint: Joint, inside: InsideSite, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.publish(services.draft(read_folder(TEXTS), None).number, None)
    control = TheRevisionIsEverywhere()
    before = control.check(inside)
    assert before.kept is True, before.seen
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    after = control.check(inside)
    assert after.kept is True, after.seen
