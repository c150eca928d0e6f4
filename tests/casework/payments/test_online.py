"""Paying online: by redirect, counted only on a signed notification, once, and paid back."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from legation.accounts.models import User
from legation.casework.cases import services as cases
from legation.casework.cases.models import Case
from legation.casework.payments import notifying, sandbox, services
from legation.casework.payments.controls import NobodyPaysTwice
from legation.casework.payments.models import Attempt, Charge
from legation.casework.payments.money import Money
from legation.kernel import clock
from tests.accessibility import assert_valid_html
from tests.casework.payments.conftest import charge_of
from tests.casework.writing import hidden, mails

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TOLD = "/payments/sandbox/notification/"
FEE = Money(3700, "GBP")


def path_of(case: Case) -> str:
    return urlsplit(services.link_of(case)).path


def begin(client: Client, case: Case) -> str:
    """To the provider's page; its path."""
    path = path_of(case)
    token = hidden(client.get(path).content.decode(), "form_token")
    answer = client.post(f"{path}pay/", {"form_token": token})
    assert answer.status_code == 302, answer.content.decode()
    return urlsplit(answer.headers["Location"]).path


def key(case: Case) -> str:
    return charge_of(case).attempts.latest("pk").key


def tell(client: Client, body: bytes, signature: str = "") -> int:
    signed = signature or sandbox.signature(body)
    headers = {"X-Signature": signed}
    return client.post(TOLD, body, content_type="application/json", headers=headers).status_code


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_a_fee_is_paid_through_the_provider(client: Client, case: Case, language: str) -> None:
    path = path_of(case).replace("/en/", f"/{language}/", 1)
    page = client.get(path).content.decode()
    assert_valid_html(page)
    answer = client.post(f"{path}pay/", {"form_token": hidden(page, "form_token")})
    there = urlsplit(answer.headers["Location"]).path
    assert there.startswith(f"/{language}/payments/sandbox/")
    asked = client.get(there).content.decode()
    assert_valid_html(asked)
    assert case.number not in asked, "a provider is told no number"
    paid = client.post(there, {"form_token": hidden(asked, "form_token"), "pay": "yes"})
    returned = urlsplit(paid.headers["Location"])
    shown = client.get(f"{returned.path}?{returned.query}")
    assert shown.status_code == 200
    assert_valid_html(shown.content.decode())
    assert charge_of(case).state == Charge.State.PAID
    assert "fee_pay" not in shown.content.decode()
    assert len(mails("fee")) == 1
    assert not client.cookies
    assert NobodyPaysTwice().check(None).kept is True  # type: ignore[arg-type]  # it asks the site nothing


def test_coming_back_proves_nothing(client: Client, case: Case) -> None:
    begin(client, case)
    page = client.get(f"{path_of(case)}back/?order={key(case)}&result=paid").content.decode()
    assert "not heard from the payment provider" in page
    assert charge_of(case).state == Charge.State.DUE


def test_a_refused_card_can_be_tried_again(client: Client, case: Case) -> None:
    for pay, state in (("no", Charge.State.DUE), ("yes", Charge.State.PAID)):
        there = begin(client, case)
        token = hidden(client.get(there).content.decode(), "form_token")
        client.post(there, {"form_token": token, "pay": pay})
        assert charge_of(case).state == state


def test_forged_old_unknown_and_changed_notifications_change_nothing(client: Client, case: Case) -> None:
    begin(client, case)
    good = sandbox.message(key(case), FEE, is_paid=True)
    old = (clock.now() - dt.timedelta(hours=1)).isoformat()
    assert tell(client, good, "0" * 64) == 400
    assert tell(client, good, "é") == 400
    assert tell(client, sandbox.message(key(case), FEE, is_paid=True, at=old)) == 400
    assert tell(client, sandbox.message("0" * 32, FEE, is_paid=True)) == 400
    assert tell(client, b"{") == 400
    assert tell(client, b'{"event": 1}') == 400
    assert tell(client, b"\xff\x00") == 400
    assert tell(client, sandbox.message(key(case), FEE, is_paid=True, minor="x")) == 400
    assert (
        client.post("/payments/other/notification/", good, content_type="application/json").status_code == 400
    )
    assert client.get(TOLD).status_code == 405
    assert charge_of(case).state == Charge.State.DUE
    assert tell(client, good) == 200


def test_another_amount_or_currency_is_not_counted(client: Client, case: Case, officer: User) -> None:
    for wrong in (Money(3699, "GBP"), Money(3700, "USD")):
        begin(client, case)
        assert tell(client, sandbox.message(key(case), wrong, is_paid=True)) == 409
        assert charge_of(case).state == Charge.State.DUE
    client.force_login(officer)
    page = client.get(f"/staff/cases/{case.number}/").content.decode()
    assert_valid_html(page)
    assert page.count("Another amount than the fee came") == 2


def test_the_same_event_again_is_known_and_a_changed_one_refused(client: Client, case: Case) -> None:
    begin(client, case)
    good = sandbox.message(key(case), FEE, is_paid=True)
    assert [tell(client, good) for _ in range(3)] == [200, 200, 200]
    changed = sandbox.message(key(case), FEE, is_paid=True, result="refused")
    assert tell(client, changed) == 400
    assert [row.kind for row in charge_of(case).movements.all()] == ["online"]
    assert len(mails("fee")) == 1


def test_what_is_paid_twice_goes_back(client: Client, case: Case, officer: User) -> None:
    begin(client, case)
    first = key(case)
    begin(client, case)
    second = key(case)
    services.pay_at_counter(case, "R-1", by=officer)
    for one in (first, second):
        assert tell(client, sandbox.message(one, FEE, is_paid=True)) == 200
    assert notifying.pay_all_back() == 2
    assert notifying.pay_all_back() == 0
    assert [row.kind for row in charge_of(case).movements.all()] == ["counter", "excess", "excess"]
    assert charge_of(case).state == Charge.State.PAID
    assert NobodyPaysTwice().check(None).kept is True  # type: ignore[arg-type]  # it asks the site nothing
    client.force_login(officer)
    assert "fee/correct/" in client.get(f"/staff/cases/{case.number}/").content.decode()
    services.correct(case, was_paid=False, receipt="", reason="another case was meant", by=officer)
    assert charge_of(case).state == Charge.State.DUE, "what came too often does not lock a wrong note in"


def test_what_came_too_often_and_stays_is_noticed_also_when_nothing_is_paid_any_more(
    client: Client, case: Case, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(client, case)
    services.pay_at_counter(case, "R-1", by=officer)
    tell(client, sandbox.message(key(case), FEE, is_paid=True))
    services.correct(case, was_paid=False, receipt="", reason="another case was meant", by=officer)
    later = clock.now() + dt.timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert NobodyPaysTwice().check(None).kept is False  # type: ignore[arg-type]  # it asks the site nothing


def test_withdrawing_pays_back_online_once(
    client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(client, case)
    tell(client, sandbox.message(key(case), FEE, is_paid=True))
    asked: list[str] = []

    def refund(_self: object, order: str, _reference: str, _money: Money) -> str:
        asked.append(order)
        return "back"

    monkeypatch.setattr(sandbox.Sandbox, "refund", refund)
    cases.withdraw(case)
    assert charge_of(case).state == Charge.State.RETURNING
    assert notifying.pay_all_back() == 1
    assert notifying.pay_all_back() == 0
    assert asked == [key(case)]
    assert charge_of(case).state == Charge.State.RETURNED
    assert Attempt.objects.get().state == Attempt.State.RETURNED
    case.refresh_from_db()
    assert case.state == "withdrawn", "the repayment does not bring the case back"


def test_without_a_provider_the_counter_is_named(client: Client, case: Case, settings: Settings) -> None:
    path = path_of(case)
    token = hidden(client.get(path).content.decode(), "form_token")
    settings.LEGATION_PAYMENTS = "none"
    page = client.get(path).content.decode()
    assert "Pay it at the counter" in page
    assert "sandbox" not in page
    assert client.post(f"{path}pay/", {"form_token": token}).status_code == 409
    assert tell(client, b"{}") == 400


def test_the_link_opens_the_fee_alone(client: Client, case: Case) -> None:
    path = path_of(case)
    page = client.get(path).content.decode()
    assert "applicant1@example.org" not in page
    signed = re.findall(r"/fees/([^/]+)/", path)[0]
    assert client.get(f"/en/cases/view/{signed}/").status_code == 403
    assert client.get("/en/fees/wrong/").status_code == 404
    assert client.post("/en/fees/wrong/pay/").status_code == 404
    assert client.get("/en/payments/sandbox/wrong/").status_code == 404
    assert client.post(f"{path}pay/", {}).status_code == 422
