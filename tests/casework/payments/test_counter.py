"""What officers note at the counter, with its history; and what services cost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from legation.accounts.models import Role, User
from legation.casework.applications import demonstration as applications
from legation.casework.applications.models import OnlineService
from legation.casework.cases import services as cases
from legation.casework.cases.models import Case
from legation.casework.payments import queries, services
from legation.casework.payments.models import Charge, Fee
from legation.casework.payments.money import Money
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.publishing.ports import facts
from legation.surveys import demonstration as surveys
from tests.accessibility import assert_valid_html
from tests.casework.payments.conftest import applicant, charge_of
from tests.casework.writing import mails
from tests.conftest import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def kinds(case: Case) -> list[str]:
    return [row.kind for row in charge_of(case).movements.all()]


def test_an_officer_notes_a_payment_corrects_it_and_both_stay(
    case: Case, officer: User, client: Client
) -> None:
    client.force_login(officer)
    desk = f"/staff/cases/{case.number}/"
    assert "£37.00" in client.get(desk).content.decode()
    assert client.post(f"{desk}fee/paid/", {"receipt": ""}).status_code == 422
    assert client.post(f"{desk}fee/paid/", {"receipt": "R-17"}).status_code == 302
    assert charge_of(case).state == Charge.State.PAID
    again = client.post(f"{desk}fee/paid/", {"receipt": "R-18"})
    assert again.status_code == 409
    assert 'value="R-18"' in again.content.decode(), "what was typed is kept"
    assert_valid_html(again.content.decode())
    wrong = {"was_paid": "yes", "receipt": "", "reason": "typing"}
    assert client.post(f"{desk}fee/correct/", wrong).status_code == 422
    assert client.post(f"{desk}fee/correct/", {**wrong, "receipt": "R-71"}).status_code == 302
    assert client.post(f"{desk}fee/correct/", {**wrong, "was_paid": "no"}).status_code == 302
    assert charge_of(case).state == Charge.State.DUE
    page = client.get(desk).content.decode()
    for shown in ("R-17", "R-71", "typing", officer.get_full_name()):
        assert shown in page
    assert_valid_html(page)
    assert kinds(case) == ["counter", "receipt", "unpaid"]
    assert LedgerRecord.objects.filter(action__startswith="fee.").count() == 3
    assert "R-17" in mails("fee")[0]["text"]


def test_nobody_of_another_office_notes_anything(case: Case, client: Client) -> None:
    tokyo = Office.objects.create(
        slug="tokyo", country="JP", region="asia", time_zone="Asia/Tokyo", languages=["en"]
    )
    stranger = make_staff("stranger@example.org", Role.CASE_OFFICER, tokyo)
    with pytest.raises(NotPermitted):
        services.pay_at_counter(case, "R-1", by=stranger)
    client.force_login(stranger)
    assert client.post(f"/staff/cases/{case.number}/fee/paid/", {"receipt": "R-1"}).status_code == 404
    assert charge_of(case).state == Charge.State.DUE


def test_withdrawing_makes_what_was_paid_owed_back(case: Case, officer: User) -> None:
    services.pay_at_counter(case, "R-1", by=officer)
    cases.withdraw(case)
    assert charge_of(case).state == Charge.State.RETURNING
    with pytest.raises(Conflict):
        services.pay_at_counter(case, "R-2", by=officer)
    services.pay_back_at_counter(case, "B-1", by=officer)
    with pytest.raises(Conflict):
        services.pay_back_at_counter(case, "B-2", by=officer)
    assert charge_of(case).state == Charge.State.RETURNED
    assert kinds(case) == ["counter", "back"]


def test_withdrawing_before_paying_owes_nothing(case: Case, officer: User) -> None:
    cases.withdraw(case)
    assert charge_of(case).state == Charge.State.VOID
    with pytest.raises(Conflict):
        services.pay_at_counter(case, "R-1", by=officer)


def test_a_supervisor_sets_a_fee_and_what_is_owed_stays(
    case: Case, supervisor: User, client: Client, london: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "services", lambda _office: [("passport-renewal", "Renew your passport")])
    client.force_login(make_staff("officer2@example.org", Role.CASE_OFFICER, london))
    assert client.get("/staff/fees/").status_code == 403
    client.force_login(supervisor)
    page = client.get("/staff/fees/london/")
    assert "£37.00" in page.content.decode()
    assert_valid_html(page.content.decode())
    form = {"service": "passport-renewal", "amount": "41.5", "currency": "GBP"}
    for wrong in (
        {"amount": "x"},
        {"amount": "-1"},
        {"amount": "1.005"},
        {"currency": "XXX"},
        {"service": "no"},
    ):
        assert client.post("/staff/fees/london/", {**form, **wrong}).status_code == 422, wrong
    assert client.post("/staff/fees/london/", form).status_code == 302
    assert queries.fee_for("passport-renewal", london) == Money(4150, "GBP")
    assert charge_of(case).minor == 3700
    other = applicant(london, 2)
    charge = services.owe(other, units=3)
    assert charge is not None
    assert charge.money == Money(12450, "GBP")
    assert client.post("/staff/fees/london/", {**form, "amount": ""}).status_code == 302
    assert services.owe(applicant(london, 3)) is None
    assert client.get("/staff/fees/nowhere/").status_code == 404


def test_a_survey_has_no_fee_and_a_service_of_other_offices_has_none_here(london: Office) -> None:
    applications.load()
    surveys.load()
    offered = [slug for slug, _title in queries.services(london)]
    assert "passport-renewal" in offered
    assert "how-did-we-do" not in offered
    OnlineService.objects.filter(slug="passport-renewal").update(offices=["tokyo"])
    assert "passport-renewal" not in [slug for slug, _title in queries.services(london)]


def test_the_general_fee_holds_where_the_office_has_none(london: Office, supervisor: User) -> None:
    Fee.objects.create(service="visa", office=None, minor=5000, currency="USD")
    assert queries.fee_for("visa", london) == Money(5000, "USD")
    assert [fact.text for fact in facts("visa", "london", "en")] == [
        "$50.00 – payable online or at the counter"
    ]
    Fee.objects.create(service="visa", office=london, minor=4000, currency="GBP")
    assert queries.fee_for("visa", london) == Money(4000, "GBP")
    assert queries.fee_for("visa", None) == Money(5000, "USD")
    services.set_fee("visa", london, None, by=supervisor)
    assert queries.fee_for("visa", london) == Money(0, "USD"), "nothing is charged there, not the general fee"
    assert facts("visa", "london", "en") == []


@pytest.mark.parametrize(
    ("money", "language", "shown"),
    [
        (Money(3700, "GBP"), "en", "£37.00"),
        (Money(6900, "JPY"), "ja", "￥6,900"),
        (Money(32000, "JOD"), "en", "JOD32.000"),
        (Money(4100, "EUR"), "es", "41,00\xa0€"),
        (Money(3700, "GBP"), "ar", "37.00 GBP"),
        (Money(6900, "JPY"), "ar", "6,900 JPY"),
    ],
)
def test_money_is_written_as_the_language_does(money: Money, language: str, shown: str) -> None:
    with translation.override(language):
        assert str(money) == shown


def test_no_currency_has_smaller_coins_than_it_has() -> None:
    assert Money.of(Decimal("1.50"), "GBP").minor == 150
    with pytest.raises(ValueError, match="fraction"):
        Money.of(Decimal("1.5"), "JPY")
