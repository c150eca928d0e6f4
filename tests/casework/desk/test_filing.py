"""Letters filed for somebody: open at once, marked, with an acknowledgement by mail or on paper."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.casework.cases.models import Case, State
from legation.casework.desk.filing.models import Filing
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from tests.casework.desk.conftest import SignIn
from tests.casework.writing import hidden, mails
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db
PATH = "/staff/case-file/"


def letter(**changes: str) -> dict[str, str]:
    day = clock.today()
    return {
        "channel": "counter",
        "arrived_on_day": str(day.day),
        "arrived_on_month": str(day.month),
        "arrived_on_year": str(day.year),
        "name": "林 紙",
        "email": "paper@example.org",
        "language": "zh-hant",
        "office": "london",
        "matter": "question",
        "words-letter": "What papers do I need?",
        **changes,
    }


def file(desk: Client, **changes: str) -> tuple[dict[str, str], str]:
    """What is posted at the end, and the page with the slip."""
    checked = desk.post(PATH, {**letter(**changes), "step": "check"})
    assert checked.status_code == 200
    page = checked.content.decode()
    assert "What papers do I need?" in page
    final = {**letter(**changes), "step": "send", "submission": hidden(page, "submission"), "compared": "on"}
    answer = desk.post(PATH, final)
    assert answer.status_code == 200
    return final, answer.content.decode()


def number_and_secret(page: str) -> tuple[str, str]:
    number, secret = re.findall(r'panel-number"><bdi[^>]*>([^<]+)<', page)
    return number, secret


def test_a_letter_at_the_counter_is_open_at_once_and_its_person_follows_it(
    sign_in: SignIn, officer: User, london: Office
) -> None:
    desk, visitor = sign_in(officer), Client()
    final, page = file(desk)
    number, secret = number_and_secret(page)
    case = Case.objects.get()
    assert (case.number, case.state, case.language) == (number, State.OPEN, "zh-hant")
    assert "我們" in page, "the slip speaks the language of its person"
    assert secret in mails()[0]["text"]
    assert mails()[0]["recipient"] == "paper@example.org"
    desk.post(PATH, final)
    assert Case.objects.count() == 1, "a second click files nothing more"
    assert Filing.objects.get().by == officer
    assert "Filed for the person by" in desk.get(f"/staff/cases/{number}/").content.decode()
    token = hidden(visitor.get("/en/cases/").content.decode(), "form_token")
    seen = visitor.post("/en/cases/", {"number": number, "secret": secret, "form_token": token}, follow=True)
    assert "An officer filed this for you" in seen.content.decode()
    assert LedgerRecord.objects.filter(action="case.filed").count() == 1


@pytest.mark.parametrize("changes", [{"email": ""}, {"unsafe": "on"}, {"email": "", "unsafe": "on"}])
def test_without_mail_the_slip_is_all_and_nothing_is_sent(
    sign_in: SignIn, officer: User, london: Office, changes: dict[str, str]
) -> None:
    _final, page = file(sign_in(officer), **changes)
    _number, secret = number_and_secret(page)
    assert len(secret) == 14
    assert "Nothing is sent by e-mail" in page
    assert not OutgoingMail.objects.filter(withheld_at=None).exists()
    assert changes.get("email") != "" or Case.objects.get().email_hash == "", (
        "no address joins nobody's cases"
    )


def test_it_must_be_compared_and_nothing_typed_is_lost(
    sign_in: SignIn, officer: User, london: Office
) -> None:
    desk = sign_in(officer)
    answer = desk.post(PATH, {**letter(), "step": "send"})
    assert answer.status_code == 422
    assert "What papers do I need?" in answer.content.decode()
    assert not Case.objects.exists()
    for bad in (
        {"matter": "x"},
        {"arrived_on_year": "1999"},
        {"email": "@"},
        {"name": ""},
        {"office": "paris"},
    ):
        refused = desk.post(PATH, {**letter(**bad), "step": "check"})
        assert refused.status_code == 422, bad
        assert "What papers do I need?" in refused.content.decode()
    back = desk.post(PATH, {**letter(), "step": "change"})
    assert "What papers do I need?" in back.content.decode()


def test_only_officers_file_and_only_for_their_office_or_the_ministry(
    sign_in: SignIn, editor: User, london: Office, paris: Office
) -> None:
    assert sign_in(editor).get(PATH).status_code == 403
    stranger = sign_in(make_staff("paris@example.org", Role.CASE_OFFICER, paris))
    assert stranger.post(PATH, {**letter(), "step": "check"}).status_code == 422
    _final, page = file(stranger, office="")
    assert Case.objects.get().office is None
    assert "Open the case" not in page, "the ministry handles it, not who filed it"
