"""Many cases at once: each keeps its rules and has its outcome, and undo restores only what nobody touched."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.casework.cases import services
from legation.casework.cases.models import Case, State
from legation.casework.desk.bulk.models import Bulk, BulkItem
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from tests.casework.desk.conftest import SignIn
from tests.casework.writing import open_letter
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(london: Office) -> list[Case]:
    return [open_letter(london, submission=str(number))[0] for number in range(3)]


def run(client: Client, cases: list[Case], act: str = "assign", **fields: str) -> int:
    chosen = [f"{case.number}:{case.revision}" for case in cases]
    return client.post("/staff/case-bulk/", {"act": act, "case": chosen, **fields}).status_code


def outcomes() -> list[str]:
    return list(Bulk.objects.latest("pk").items.values_list("outcome", flat=True))


def undo(client: Client) -> int:
    return client.post(f"/staff/case-bulk/{Bulk.objects.latest('pk').pk}/undo/").status_code


def test_cases_are_given_away_together_and_put_back_exactly(
    sign_in: SignIn, officer: User, supervisor: User, cases: list[Case]
) -> None:
    before = [(case.state, case.assignee_id, case.due_at) for case in cases]
    desk = sign_in(supervisor)
    assert run(desk, cases, officer=str(officer.pk)) == 302
    assert outcomes() == ["done"] * 3
    assert set(Case.objects.values_list("assignee", "state")) == {(officer.pk, State.ASSIGNED)}
    assert LedgerRecord.objects.filter(action="case.assigned").count() == 3, "each case has its own record"
    assert undo(desk) == 302
    assert [(case.state, case.assignee_id, case.due_at) for case in Case.objects.order_by("pk")] == before
    assert outcomes() == ["undone"] * 3
    assert undo(desk) == 409, "once"


def test_undo_leaves_alone_what_somebody_touched_since(
    sign_in: SignIn, officer: User, supervisor: User, cases: list[Case]
) -> None:
    desk = sign_in(supervisor)
    run(desk, cases, officer=str(officer.pk))
    services.note(cases[1], "I have begun.", actor=officer)
    undo(desk)
    assert outcomes() == ["undone", "kept", "undone"]
    cases[1].refresh_from_db()
    assert cases[1].assignee == officer


def test_undo_ends_with_its_time_and_is_for_nobody_else(
    sign_in: SignIn, officer: User, supervisor: User, cases: list[Case]
) -> None:
    desk = sign_in(supervisor)
    run(desk, cases, officer=str(officer.pk))
    assert undo(sign_in(officer)) == 404
    with clock.at(clock.now() + dt.timedelta(minutes=16)):
        assert undo(desk) == 409
    assert outcomes() == ["done"] * 3


def test_an_old_page_is_refused_for_that_case_alone(
    sign_in: SignIn, officer: User, supervisor: User, cases: list[Case]
) -> None:
    services.note(cases[0], "Newer than the page.", actor=officer)
    cases[0].revision = 0
    run(sign_in(supervisor), cases, officer=str(officer.pk))
    assert outcomes() == ["refused", "done", "done"]


def test_all_or_none_does_none(sign_in: SignIn, officer: User, supervisor: User, cases: list[Case]) -> None:
    services.assign(cases[2], officer, actor=officer)
    cases[2].refresh_from_db()
    ledger = LedgerRecord.objects.filter(action="case.assigned").count()
    run(sign_in(supervisor), cases, officer=str(officer.pk), whole="on")
    assert outcomes() == ["refused"] * 3
    assert set(Case.objects.exclude(pk=cases[2].pk).values_list("state", flat=True)) == {State.OPEN}
    assert LedgerRecord.objects.filter(action="case.assigned").count() == ledger


def test_closing_takes_only_what_is_answered(
    sign_in: SignIn, officer: User, supervisor: User, cases: list[Case]
) -> None:
    services.propose_reply(cases[0], "Yes.", actor=officer)
    services.approve_reply(cases[0], actor=supervisor)
    cases[0].refresh_from_db()
    ended = cases[0].ended_at
    desk = sign_in(supervisor)
    run(desk, cases, act="close")
    assert outcomes() == ["done", "refused", "refused"]
    undo(desk)
    cases[0].refresh_from_db()
    assert (cases[0].state, cases[0].ended_at) == (State.ANSWERED, ended)


def test_priorities_are_set_together_and_put_back(sign_in: SignIn, officer: User, cases: list[Case]) -> None:
    desk = sign_in(officer)
    run(desk, cases, act="priority", priority="2")
    assert outcomes() == ["done"] * 3
    assert set(Case.objects.values_list("priority", flat=True)) == {2}
    undo(desk)
    assert set(Case.objects.values_list("priority", flat=True)) == {0}


def test_other_offices_are_out_of_reach(
    sign_in: SignIn, cases: list[Case], paris: Office, officer: User
) -> None:
    stranger = make_staff("paris@example.org", Role.SUPERVISOR, paris)
    assert run(sign_in(stranger), cases, officer=str(stranger.pk)) == 422, "their page finds none of these"
    assert run(sign_in(stranger), cases, officer=str(officer.pk)) == 422
    assert not BulkItem.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "burn"},
        {"act": "assign"},
        {"act": "priority"},
        {"act": "assign", "officer": "0"},
        {"act": "close", "case": []},
    ],
)
def test_a_half_filled_form_keeps_what_was_chosen(
    sign_in: SignIn, officer: User, cases: list[Case], fields: dict[str, str]
) -> None:
    chosen = [f"{case.number}:{case.revision}" for case in cases] + ["x", "LG:²"]
    answer = sign_in(officer).post("/staff/case-bulk/", {"case": chosen, **fields})
    assert answer.status_code == 422
    if "case" not in fields:
        assert f'value="{cases[0].number}:0" checked' in answer.content.decode()
    assert not Bulk.objects.exists()
