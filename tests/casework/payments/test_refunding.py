"""Another amount than the fee came: it is listed, goes back on the word of two people, once, and is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from legation.accounts.models import Grant, Role, User
from legation.casework.cases.models import Case
from legation.casework.payments import notifying, refunding, sandbox
from legation.casework.payments.controls import NobodyPaysTwice
from legation.casework.payments.models import Attempt, Charge, Refund
from legation.casework.payments.money import Money
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from tests.accessibility import assert_valid_html
from tests.casework.payments.conftest import charge_of
from tests.casework.payments.test_online import FEE, begin, key, tell
from tests.casework.writing import mails
from tests.conftest import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LIST = "/staff/fees/-/refunds/"


@pytest.fixture
def refund(client: Client, case: Case) -> Refund:
    """Twelve dollars came where 37 pounds were asked for."""
    begin(client, case)
    assert tell(client, sandbox.message(key(case), Money(1200, "USD"), is_paid=True)) == 409
    return Refund.objects.get()


def act(client: Client, user: User, name: str, row: Refund) -> int:
    client.force_login(user)
    return client.post(LIST, {"act": f"{name} {row.pk}"}).status_code


def test_two_people_send_it_back_and_the_payer_is_told(
    client: Client, case: Case, refund: Refund, officer: User, supervisor: User
) -> None:
    assert "not the fee" in mails("fee")[-1]["text"]
    client.force_login(officer)
    page = client.get(LIST).content.decode()
    assert_valid_html(page)
    assert case.number in page
    assert act(client, officer, "propose", refund) == 302
    assert act(client, officer, "propose", refund) == 302, "pressed twice"
    assert act(client, officer, "approve", refund) == 409
    assert notifying.pay_all_back() == 0
    assert act(client, supervisor, "approve", refund) == 302
    notifying.pay_all_back()
    assert notifying.pay_all_back() == 0
    refund.refresh_from_db()
    assert refund.returned_at
    assert refund.attempt.state == Attempt.State.RETURNED
    assert charge_of(case).state == Charge.State.DUE, "the fee itself is still owed"
    last = mails("fee")[-1]["text"]
    assert "12" in last
    assert refund.receipt in last
    done = LedgerRecord.objects.filter(action__startswith="fee.wrong").values_list("action", flat=True)
    assert sorted(done) == ["fee.wrong", "fee.wrong-approved", "fee.wrong-back", "fee.wrong-proposed"]
    assert case.number not in client.get(LIST).content.decode()
    assert "came and was paid back" in client.get(f"/staff/cases/{case.number}/").content.decode()


def test_who_proposed_it_never_approves_it(refund: Refund, supervisor: User) -> None:
    refunding.propose(refund.pk, by=supervisor)
    with pytest.raises(NotPermitted):
        refunding.approve(refund.pk, by=supervisor)


def test_nothing_goes_back_that_nobody_proposed(refund: Refund, supervisor: User) -> None:
    with pytest.raises(Conflict):
        refunding.approve(refund.pk, by=supervisor)


def test_another_office_neither_sees_nor_does_it(client: Client, case: Case, refund: Refund) -> None:
    tokyo = Office.objects.create(
        slug="tokyo", country="JP", region="asia", time_zone="Asia/Tokyo", languages=["en"]
    )
    stranger = make_staff("stranger@example.org", Role.SUPERVISOR, tokyo)
    client.force_login(stranger)
    assert case.number not in client.get(LIST).content.decode()
    assert act(client, stranger, "propose", refund) == 409
    assert act(client, stranger, "propose", Refund(pk=999)) == 404
    assert client.post(LIST, {"act": "steal 1"}).status_code == 404


def test_the_duty_desk_is_the_second_person_of_an_office_of_one(refund: Refund, supervisor: User) -> None:
    desk = Office.objects.create(
        slug="duty", country="TW", region="asia", time_zone="Asia/Taipei", languages=["en"], is_duty_desk=True
    )
    duty = make_staff("duty@example.org", Role.SUPERVISOR, desk)
    refunding.propose(refund.pk, by=supervisor)
    second = make_staff("second@example.org", Role.SUPERVISOR, refund.attempt.charge.case.office)
    with pytest.raises(NotPermitted):
        refunding.approve(refund.pk, by=duty)
    Grant.objects.filter(user=second).delete()
    assert [one.may_approve for one in refunding.waiting_for(duty)] == [True]
    assert refunding.approve(refund.pk, by=duty).approved_by == duty


def test_what_is_told_rightly_after_all_is_the_fee(client: Client, case: Case, refund: Refund) -> None:
    body = sandbox.message(key(case), FEE, is_paid=True, event="again")
    assert tell(client, body) == 200
    assert charge_of(case).state == Charge.State.PAID
    assert not Refund.objects.exists()


def test_what_is_forgotten_turns_the_control_red(refund: Refund, officer: User, supervisor: User) -> None:
    control = NobodyPaysTwice()

    def kept(days: int) -> bool | None:
        with clock.at(clock.now() + dt.timedelta(days=days)):
            return control.check(None).kept  # type: ignore[arg-type]  # it asks the site nothing

    assert [kept(13), kept(15)] == [True, False]
    refunding.propose(refund.pk, by=officer)
    refunding.approve(refund.pk, by=supervisor)
    Attempt.objects.filter(pk=refund.attempt_id).update(state=Attempt.State.WRONG)
    Refund.objects.filter(pk=refund.pk).update(returned_at=None)
    assert [kept(1), kept(3)] == [True, False]
