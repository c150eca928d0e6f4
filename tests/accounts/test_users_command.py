"""`legation users`: the first administrators without a demonstration, and nothing behind anybody's back."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from legation.accounts.controls import DesksOpenForStaffOnly
from legation.accounts.models import Grant, Role, User
from legation.accounts.staff import services
from legation.accounts.tasks import retire
from legation.assurance.inside import InsideSite
from legation.cli.main import app
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from legation.offices.models import Office
from tests.accounts.test_joining_and_leaving import set_factor
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
WHO = ("--operator", "Ann Operator", "--purpose", "Setting up")


def users(*words: str) -> Result:
    return CliRunner().invoke(app, ["users", *words])


@pytest.fixture
def two(db: None) -> tuple[User, User]:
    return make_person("first@example.org"), make_person("second@example.org")


def test_the_first_two_administrators_are_made_once(two: tuple[User, User], inside: InsideSite) -> None:
    first, second = two
    command = ("grant", first.email, "--role", "administrator", "--second", second.email, *WHO)
    assert users(*command).exit_code == 0
    for user in two:
        user.refresh_from_db()
        assert user.is_staff
        assert user.grants.in_force().get().role == Role.ADMINISTRATOR
    record = opened(LedgerRecord.objects.filter(action="grant.first").latest("pk"))
    assert record["detail"]["operator"] == "Ann Operator"  # type: ignore[index]  # JSON
    assert record["reason"] == "Setting up"
    assert DesksOpenForStaffOnly().check(inside).kept is True
    assert isinstance(users(*command).exception, NotPermitted), "from now on operators are known by address"
    again = users(*command[:-4], "--operator", first.email, "--purpose", "Once more")
    assert isinstance(again.exception, Conflict)
    assert Grant.objects.count() == 2


def test_one_alone_is_refused(two: tuple[User, User]) -> None:
    first, _second = two
    assert users("grant", first.email, "--role", "administrator", *WHO).exit_code == 2
    same = users("grant", first.email, "--role", "administrator", "--second", first.email, *WHO)
    assert isinstance(same.exception, Conflict)
    assert not Grant.objects.exists()


def test_names_operator_and_purpose(two: tuple[User, User]) -> None:
    assert users("list").exit_code == 2
    assert isinstance(users("list", "--operator", " ", "--purpose", "x").exception, Conflict)


def test_whatever_comes_from_the_command_line_later_waits_for_the_desk(
    administrator: User, privacy_officer: User, member: User, london: Office
) -> None:
    words = ("grant", member.email, "--role", "editor", "--office", "london")
    assert isinstance(users(*words, *WHO).exception, NotPermitted), "somebody whom nobody knows"
    who = ("--operator", administrator.email, "--purpose", "Replacing a colleague")
    assert users(*words, *who).exit_code == 0
    grant = member.grants.get()
    assert not member.grants.in_force().exists()
    with pytest.raises(NotPermitted):
        services.approve(administrator, grant)
    services.approve(privacy_officer, grant)
    assert member.grants.in_force().exists()
    shown = json.loads(users("show", member.email, "--json", *who).stdout)
    assert [(row["role"], row["office"]) for row in shown] == [("editor", "london")]
    assert LedgerRecord.objects.filter(
        action="staff.listed", mentions__subject_id=member.subject_id
    ).exists(), "the person sees that somebody looked"
    assert users("revoke", member.email, *who).exit_code == 0
    assert users("revoke", member.email, *who).exit_code == 1
    assert users("show", member.email, *who).exit_code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("grant", "member@example.org", "--role", "king"),
        ("grant", "member@example.org", "--role", "editor", "--office", "x"),
    ],
)
def test_what_does_not_exist_is_said(words: tuple[str, ...], member: User) -> None:
    answer = users(*words, *WHO)
    assert answer.exit_code == 2
    assert "There is no" in answer.output.replace("\n", " ")


def test_an_invitation_from_the_command_line_gives_nothing_by_itself(
    administrator: User, privacy_officer: User, london: Office
) -> None:
    who = ("--operator", administrator.email, "--purpose", "Replacing a colleague")
    assert users("invite", "new@example.org", "--role", "editor", "--office", "london", *who).exit_code == 0
    newcomer = make_person("new@example.org")
    set_factor(newcomer)
    grant = newcomer.grants.proposed().get()
    assert not newcomer.grants.in_force().exists()
    with pytest.raises(NotPermitted):
        services.approve(administrator, grant)
    services.approve(privacy_officer, grant)


def test_nobody_is_above_the_roles(member: User, inside: InsideSite) -> None:
    with pytest.raises(NotPermitted):
        User.objects.create_superuser("root@example.org", "a long password here")
    member.is_superuser = True
    with pytest.raises(NotPermitted):
        member.save()
    User.objects.filter(pk=member.pk).update(is_superuser=True)
    assert DesksOpenForStaffOnly().check(inside).kept is False
    retire()
    member.refresh_from_db()
    assert not member.is_superuser
