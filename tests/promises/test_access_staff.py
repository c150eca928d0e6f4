"""`access.staff`: the control is good, turns bad under its sabotage, and is good again."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from legation.accounts.audiences.controls import RoutesAnswerAsDeclared
from legation.accounts.controls import DesksOpenForStaffOnly, staff_paths
from legation.accounts.models import User
from legation.accounts.staff.controls import PurposesBind, ReadsLeaveReceipts
from legation.accounts.standing.services import look_up
from legation.assurance.inside import InsideSite
from legation.privacy.models import ReadReceipt
from legation.promises import Control

pytestmark = pytest.mark.django_db


def test_good_then_bad_under_sabotage_then_good(inside: InsideSite) -> None:
    cache.clear()
    control = DesksOpenForStaffOnly()
    before = User.objects.count()
    assert control.check(inside).kept is True, control.check(inside).seen
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    assert control.check(inside).kept is True
    assert User.objects.count() == before


def test_the_walk_knows_every_desk() -> None:
    paths = staff_paths()
    assert {"/staff/", "/staff/grants/", "/staff/grants/1/approve/"} <= set(paths)
    assert sum(path.startswith("/staff/editor/") for path in paths) > 20


def test_a_powerful_role_without_a_second_person_is_noticed(inside: InsideSite, administrator: User) -> None:
    assert DesksOpenForStaffOnly().check(inside).kept is False


def test_routes_answer_as_declared_until_one_loses_its_guard(inside: InsideSite) -> None:
    cache.clear()
    control = RoutesAnswerAsDeclared()
    before = User.objects.count()
    first = control.check(inside)
    assert first.kept is True, first.seen
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    assert control.check(inside).kept is True
    assert User.objects.count() == before


@pytest.mark.parametrize("control", [PurposesBind(), ReadsLeaveReceipts()], ids=lambda control: control.name)
def test_reads_are_watched(control: Control, inside: InsideSite) -> None:
    cache.clear()
    first = control.check(inside)
    assert first.kept is True, first.seen
    with control.sabotage(inside):
        assert control.check(inside).kept is False


@pytest.mark.parametrize("change", ["delete", "move", "invent"])
def test_receipts_that_were_tampered_with_are_noticed(
    change: str, inside: InsideSite, administrator: User, member: User
) -> None:
    look_up(administrator, member.email)
    receipts = ReadReceipt.objects.filter(subject=member.subject)
    if change == "delete":
        receipts.delete()
    elif change == "move":
        receipts.update(subject=administrator.subject)
    else:
        ReadReceipt.objects.create(
            subject=member.subject, reader_id=administrator.subject_id, purpose="member.review", record=10**9
        )
    cache.clear()
    assert ReadsLeaveReceipts().check(inside).kept is False
