"""From the decision to the counter: the receipt, its code, and that nothing is handed over twice."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.casework.cases import services as cases
from legation.casework.cases.models import Case, Kind, Matter, Outcome
from legation.casework.collection import receipts, services
from legation.casework.collection.models import Handover, Way
from legation.casework.payments.models import Charge
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.privacy.models import ReadReceipt
from tests.accessibility import assert_valid_html
from tests.casework.writing import hidden, mails, open_letter
from tests.conftest import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def decided(office: Office, officer: User, supervisor: User, outcome: Outcome = Outcome.GRANTED) -> Case:
    case, _secret = open_letter(
        office, kind=Kind.APPLICATION, matter=Matter.APPLICATION, reference="passport-renewal", name="王小明"
    )
    cases.propose_reply(case, "As asked.", actor=officer, outcome=outcome)
    cases.approve_reply(case, actor=supervisor)
    return case


@pytest.fixture
def case(london: Office, officer: User, supervisor: User) -> Case:
    return decided(london, officer, supervisor)


def handover(case: Case) -> Handover:
    return Handover.objects.get(case=case)


def path_of(case: Case, language: str = "en") -> str:
    return urlsplit(services.link_of(case)).path.replace("/en/", f"/{language}/", 1)


@pytest.mark.parametrize("outcome", [Outcome.GRANTED, Outcome.PARTLY, Outcome.REFUSED])
def test_what_is_granted_is_handed_over(
    london: Office, officer: User, supervisor: User, outcome: Outcome
) -> None:
    case = decided(london, officer, supervisor, outcome)
    assert Handover.objects.filter(case=case).exists() == (outcome != Outcome.REFUSED)


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_the_receipt_holds_number_and_secret_and_nothing_of_the_person(
    client: Client, case: Case, officer: User, language: str
) -> None:
    services.make_ready(case, "New passport", by=officer)
    page = client.get(path_of(case, language))
    assert page.status_code == 200
    text = page.content.decode()
    assert_valid_html(text)
    assert case.number in text
    assert receipts.secret_of(case) in text
    assert "王小明" not in text
    assert "<svg" in text
    assert receipts.code_of(case) == f"{case.number} {receipts.secret_of(case)}"
    assert not client.cookies


def test_the_officer_scans_and_hands_over_once(client: Client, case: Case, officer: User) -> None:
    services.make_ready(case, "New passport", by=officer)
    assert urlsplit(services.link_of(case)).path in mails("What you get")[0]["text"]
    client.force_login(officer)
    code = receipts.code_of(case)
    page = client.post("/staff/counter/", {"code": code.lower().replace("-", " ")}).content.decode()
    assert_valid_html(page)
    assert "王小明" in page
    assert "New passport" in page
    assert ReadReceipt.objects.filter(subject=case.subject, purpose="collection.hand-over").exists()
    hand = f"/staff/cases/{case.number}/hand/"
    assert client.post(hand, {"code": code}).status_code == 302
    again = client.post(hand, {"code": code})
    assert again.status_code == 409
    assert "already" in again.content.decode()
    assert "Do not hand over" in client.post("/staff/counter/", {"code": code}).content.decode()
    row = handover(case)
    assert (row.state, row.ended_by) == (Handover.State.COLLECTED, officer)
    assert LedgerRecord.objects.filter(action="collection.collected").count() == 1
    with pytest.raises(Conflict):
        services.hand_over(case, by=officer, proof="again")


def test_a_wrong_or_foreign_code_opens_nothing(client: Client, case: Case, officer: User, db: None) -> None:
    services.make_ready(case, "New passport", by=officer)
    client.force_login(officer)
    wrong = f"{case.number} {'0' * 8}"
    for code in (wrong, "", "x" * 80, "é" * 20, case.number, "LG-2026-000000-0 00000000", "\x00"):
        answer = client.post("/staff/counter/", {"code": code})
        assert answer.status_code == 422, code
        assert "王小明" not in answer.content.decode()
    assert client.post(f"/staff/cases/{case.number}/hand/", {"code": wrong}).status_code == 404
    for _ in range(10):
        answer = client.post("/staff/counter/", {"code": wrong})
    assert answer.status_code == 429
    tokyo = Office.objects.create(
        slug="tokyo", country="JP", region="asia", time_zone="Asia/Tokyo", languages=["en"]
    )
    stranger = make_staff("stranger@example.org", Role.CASE_OFFICER, tokyo)
    client.force_login(stranger)
    assert (
        client.post(f"/staff/cases/{case.number}/hand/", {"code": receipts.code_of(case)}).status_code == 404
    )
    with pytest.raises(NotPermitted):
        services.hand_over(case, by=stranger)
    assert handover(case).state == Handover.State.READY


def test_nothing_is_handed_over_before_it_is_ready_and_paid(case: Case, officer: User) -> None:
    with pytest.raises(Conflict, match="not ready"):
        services.hand_over(case, by=officer)
    services.make_ready(case, "New passport", by=officer)
    with pytest.raises(Conflict):
        services.make_ready(case, "New passport", by=officer)
    charge = Charge.objects.create(case=case, minor=3700, currency="GBP")
    with pytest.raises(Conflict, match="fee"):
        services.hand_over(case, by=officer)
    charge.state = Charge.State.PAID
    charge.save()
    services.hand_over(case, by=officer, proof="passport looked at")
    assert handover(case).proof == "passport looked at"


def test_by_post_to_an_address_that_only_officers_open(client: Client, case: Case, officer: User) -> None:
    path = path_of(case)
    token = hidden(client.get(path).content.decode(), "form_token")
    post = {"form_token": token, "way": "post", "words-address": ""}
    refused = client.post(f"{path}way/", post)
    assert refused.status_code == 422
    assert "Enter the address" in refused.content.decode()
    assert client.post(f"{path}way/", {**post, "words-address": "1 Road\nTown"}).status_code == 302
    assert handover(case).way == Way.POST
    services.make_ready(case, "New passport", by=officer)
    assert not mails("What you get"), "who gets it by post need not come"
    client.force_login(officer)
    assert "1 Road<br>Town" in client.get(f"/staff/cases/{case.number}/return-label/").content.decode()
    desk = f"/staff/cases/{case.number}/"
    assert_valid_html(client.get(desk).content.decode())
    assert client.post(f"{desk}handover/sent/", {"tracking": ""}).status_code == 422
    assert client.post(f"{desk}handover/sent/", {"tracking": "RR1TW"}).status_code == 302
    assert client.post(f"{desk}handover/sent/", {"tracking": "RR2TW"}).status_code == 409
    assert "RR1TW" in mails("What you get")[0]["text"]
    assert client.post(f"{path}way/", {**post, "way": "counter"}).status_code == 409


def test_an_officer_makes_it_ready_on_the_desk(client: Client, case: Case, officer: User) -> None:
    client.force_login(officer)
    desk = f"/staff/cases/{case.number}/"
    assert client.post(f"{desk}handover/ready/", {"items": ""}).status_code == 422
    assert client.post(f"{desk}handover/ready/", {"items": "New passport"}).status_code == 302
    assert client.post(f"{desk}hand/", {"proof": ""}).status_code == 422
    assert client.post(f"{desk}hand/", {"proof": "identity card"}).status_code == 302
    page = client.get(desk).content.decode()
    assert "identity card" in page
    assert_valid_html(page)


def test_the_label_names_office_and_number(client: Client, london: Office) -> None:
    case, _secret = open_letter(london, kind=Kind.APPLICATION, matter=Matter.APPLICATION)
    page = client.get(f"{path_of(case)}label/").content.decode()
    assert_valid_html(page)
    assert "1 Example Street" in page
    assert case.number in page
    assert "nothing to hand over" in client.get(path_of(case)).content.decode()
    assert client.get("/en/collection/wrong/").status_code == 404
    assert client.get("/en/collection/wrong/label/").status_code == 404
    assert client.post("/en/collection/wrong/way/").status_code == 404
