"""Corrections of exactly what was asked, messages in both directions, and re-examination by others."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import translation

from legation.accounts.models import Role, User
from legation.casework.applications import correcting, messages
from legation.casework.applications.models import Application, Correction, Reexamination
from legation.casework.cases import services as cases
from legation.casework.cases.models import Case, Outcome, State
from legation.casework.cases.permissions import may_approve, may_handle
from legation.casework.cases.views import view_path
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.offices.models import Office, OfficeText
from legation.privacy.gateway import deliver
from legation.questions.models import Attachment, Draft
from tests.accessibility import assert_valid_html
from tests.casework.applications.conftest import photo, token
from tests.casework.writing import hidden, mails
from tests.conftest import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def case(service: str) -> Case:
    return Case.objects.get()


def ask(case: Case, officer: User, *questions: str, days: int = 14) -> Correction:
    case.refresh_from_db()
    return correcting.ask(
        case, questions, "The name is cut off.", days, actor=officer, revision=case.revision
    )


def path_of(row: Correction, language: str = "en") -> str:
    return urlsplit(correcting.link_of(row)).path.replace("/zh-hant/", f"/{language}/", 1)


def answers(case: Case) -> dict[str, object]:
    application = Application.objects.select_related("case__subject").get(case=case)
    found: dict[str, object] = json.loads(deliver(application, ["answers"])["answers"])
    return found


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_exactly_what_was_asked_is_corrected(
    client: Client, case: Case, officer: User, language: str
) -> None:
    row = ask(case, officer, "full-name")
    case.refresh_from_db()
    assert case.state == State.WAITING
    assert case.paused_at is not None
    assert "The name is cut off." in mails()[-1]["text"]
    assert correcting.link_of(row) in mails()[-1]["text"]
    path = path_of(row, language)
    page = client.get(path).content.decode()
    assert_valid_html(page)
    assert "陳示範" in page
    assert "300000000" not in page, "nothing else is shown"
    data = {"form_token": token(page), "full-name": "陳示範二", "passport-number": "399999999"}
    done = client.post(path, data)
    assert done.status_code == 200, done.content.decode()
    assert_valid_html(done.content.decode())
    assert answers(case)["full-name"] == "陳示範二"
    assert answers(case)["passport-number"] == "300000000", "what was not asked cannot be changed"
    case.refresh_from_db()
    assert case.state == State.ASSIGNED
    assert case.paused_at is None
    client.force_login(officer)
    desk = client.get(f"/staff/cases/{case.number}/").content.decode()
    assert_valid_html(desk)
    assert desk.count("陳示範二") > 1, "both versions are shown"
    assert client.post(path, data).status_code in (200, 403)
    assert Correction.objects.get().state == Correction.State.MADE
    assert not Draft.objects.filter(purpose="correction").exists()


def test_a_file_is_replaced_and_the_earlier_one_kept(client: Client, case: Case, officer: User) -> None:
    earlier = Attachment.objects.get(reference=case.number)
    row = ask(case, officer, "photo")
    path = path_of(row)
    page = client.get(path).content.decode()
    refused = client.post(path, {"form_token": token(page), "photo": photo(b"MZ program")})
    assert refused.status_code == 422
    assert Attachment.objects.filter(reference=case.number).count() == 1
    assert client.post(path, {"form_token": token(page), "photo": photo()}).status_code == 200
    files = Attachment.objects.filter(reference=case.number)
    assert files.count() == 2
    assert answers(case)["photo"] == [str(files.exclude(pk=earlier.pk).get().pk)]
    client.force_login(officer)
    assert client.get(f"/staff/cases/{case.number}/").content.decode().count("earlier version") == 1


def test_a_new_answer_that_needs_another_asks_for_it(client: Client, case: Case, officer: User) -> None:
    path = path_of(ask(case, officer, "delivery"))
    data = {"form_token": token(client.get(path).content.decode()), "delivery": "post"}
    page = client.post(path, data)
    assert page.status_code == 422
    assert 'name="words-address"' in page.content.decode()
    assert client.post(path, {**data, "words-address": "1 Road"}).status_code == 200
    assert answers(case)["address"] == "1 Road"


def test_wrong_input_is_kept_and_said(client: Client, case: Case, officer: User) -> None:
    row = ask(case, officer, "full-name", "email")
    path = path_of(row)
    form = {"form_token": token(client.get(path).content.decode()), "full-name": "x", "email": "nobody"}
    page = client.post(path, form)
    assert page.status_code == 422
    assert 'value="nobody"' in page.content.decode()
    assert client.post(path, {**form, "form_token": "x", "email": "a@b.example"}).status_code == 422
    for hostile in ("\x00", "x" * 9000, "\u202e"):
        assert client.post(path, {**form, "full-name": hostile}).status_code == 422
    assert client.get("/en/corrections/wrong/").status_code == 404
    assert client.post("/en/corrections/wrong/").status_code == 404
    assert Correction.objects.get().state == Correction.State.OPEN


def test_the_desk_names_questions_of_this_form_once(client: Client, case: Case, officer: User) -> None:
    client.force_login(officer)
    path = f"/staff/cases/{case.number}/correction/"
    form = {
        "revision": str(case.revision),
        "questions": ["full-name"],
        "words-reason": "Cut off.",
        "days": "7",
    }
    wrongs: tuple[dict[str, object], ...] = (
        {"questions": []},
        {"questions": ["no"]},
        {"words-reason": ""},
        {"days": "9999"},
        {"revision": ""},
    )
    for wrong in wrongs:
        page = client.post(path, {**form, **wrong})
        assert page.status_code == 422, wrong
    assert client.post(path, {**form, "revision": "999"}).status_code == 409
    assert client.post(path, form).status_code == 302
    with pytest.raises(Conflict):
        ask(case, officer, "photo")
    stranger = make_staff("stranger@example.org", Role.CASE_OFFICER, _tokyo())
    client.force_login(stranger)
    assert client.post(path, form).status_code == 404


def _tokyo(**more: object) -> Office:
    office = Office.objects.create(
        slug="tokyo", country="JP", region="asia", time_zone="Asia/Tokyo", languages=["en"], **more
    )
    OfficeText.objects.create(office=office, language="en", name="Tokyo", city="Tokyo", address="1 Street")
    return office


def test_it_is_reminded_once_and_lapses(client: Client, case: Case, officer: User) -> None:
    row = ask(case, officer, "photo", days=7)
    vessel = Draft.objects.get(purpose="correction")
    client.post(
        path_of(row), {"form_token": token(client.get(path_of(row)).content.decode()), "photo": photo()}
    )
    Correction.objects.filter(pk=row.pk).delete()
    row = ask_again(case, officer)
    with clock.at(row.until - dt.timedelta(days=2)):
        assert (correcting.remind(), correcting.remind()) == (1, 0)
        assert correcting.lapse() == 0
    with clock.at(row.until + dt.timedelta(minutes=1)):
        assert (correcting.lapse(), correcting.lapse()) == (1, 0)
        case.refresh_from_db()
        assert case.state == State.ASSIGNED
        assert case.paused_at is None
        page = client.get(path_of(row)).content.decode()
        assert "nothing to correct any more" in page
    assert not Draft.objects.filter(purpose="correction").exclude(pk=vessel.pk).exists()
    assert case.subject.erased_at is None


def ask_again(case: Case, officer: User) -> Correction:
    return ask(case, officer, "full-name", days=7)


def test_withdrawing_ends_the_correction(case: Case, officer: User) -> None:
    ask(case, officer, "photo")
    cases.withdraw(case)
    assert Correction.objects.get().state == Correction.State.ENDED
    assert not Draft.objects.filter(purpose="correction").exists()


def test_messages_go_both_ways(client: Client, case: Case, officer: User) -> None:
    client.force_login(officer)
    desk = f"/staff/cases/{case.number}/"
    assert client.post(f"{desk}message/", {"words-message": ""}).status_code == 422
    assert client.post(f"{desk}message/", {"words-message": "When do you travel?"}).status_code == 302
    assert "When do you travel?" in mails()[-1]["text"]
    client.logout()
    with translation.override("en"):
        view = view_path(case)
    assert f"{view}messages/" in client.get(view).content.decode()
    page = client.get(f"{view}messages/").content.decode()
    assert_valid_html(page)
    assert "When do you travel?" in page
    form = {"form_token": hidden(page, "form_token"), "words-message": "In May <b>.</b>"}
    assert client.post(f"{view}messages/", {**form, "words-message": " "}).status_code == 422
    assert client.post(f"{view}messages/", {**form, "form_token": "x"}).status_code == 422
    assert client.post(f"{view}messages/", form).status_code == 302
    client.force_login(officer)
    shown = client.get(desk).content.decode()
    assert "In May &lt;b&gt;" in shown
    assert_valid_html(shown)
    case.refresh_from_db()
    assert case.state != State.WAITING, "a message stops no clock"
    assert client.get("/en/cases/view/wrong/messages/").status_code == 302
    with pytest.raises(NotPermitted):
        messages.write(case, "x", actor=make_staff("stranger@example.org", Role.CASE_OFFICER, _tokyo()))
    for _ in range(messages.MOST_BY_APPLICANT - 1):
        messages.write(case, "again")
    with pytest.raises(Conflict):
        messages.write(case, "too often")
    cases.withdraw(case)
    with pytest.raises(Conflict):
        messages.write(case, "late", actor=officer)


def decide(case: Case, drafter: User, approver: User, outcome: Outcome) -> None:
    cases.propose_reply(case, "Because.", actor=drafter, outcome=outcome)
    cases.approve_reply(case, actor=approver)


@pytest.mark.parametrize(
    ("outcome", "found"),
    [(Outcome.REFUSED, "upheld"), (Outcome.GRANTED, "changed"), (Outcome.PARTLY, "partly")],
)
def test_others_re_examine(case: Case, officer: User, supervisor: User, outcome: Outcome, found: str) -> None:
    decide(case, officer, supervisor, Outcome.REFUSED)
    london = case.office
    assert london is not None
    other = make_staff("other@example.org", Role.CASE_OFFICER, london)
    second = make_staff("second@example.org", Role.SUPERVISOR, london)
    cases.reopen(case, "You overlooked a paper.")
    case.refresh_from_db()
    assert (case.state, case.office, case.assignee) == (State.OPEN, london, None)
    for person in (officer, supervisor):
        assert not may_handle(person, case)
        assert not may_approve(person, case)
        with pytest.raises(NotPermitted):
            cases.assign(case, person, actor=person)
    decide(case, other, second, outcome)
    assert Reexamination.objects.get().outcome == found
    with pytest.raises(Conflict):
        cases.reopen(case, "Once more.")
    case.refresh_from_db()
    assert case.state == State.ANSWERED


def test_an_office_of_one_gives_it_to_the_duty_desk(
    client: Client, case: Case, officer: User, london: Office
) -> None:
    desk = _tokyo(is_duty_desk=True)
    duty = make_staff("duty@example.org", Role.SUPERVISOR, desk)
    cases.propose_reply(case, "Because.", actor=officer, outcome=Outcome.REFUSED)
    cases.approve_reply(case, actor=duty)
    third = make_staff("third@example.org", Role.SUPERVISOR, desk)
    cases.reopen(case, "You overlooked a paper.")
    case.refresh_from_db()
    assert case.office == desk
    assert Reexamination.objects.get().moved_from == london
    assert may_handle(third, case)
    assert not may_handle(duty, case), "who approved takes no part either"
    client.force_login(third)
    page = client.get(f"/staff/cases/{case.number}/").content.decode()
    assert "Office in London" in page
    assert_valid_html(page)


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.SUPERVISOR])
def test_an_office_with_one_other_gives_it_to_the_duty_desk(
    case: Case, officer: User, supervisor: User, london: Office, role: Role
) -> None:
    desk = _tokyo(is_duty_desk=True)
    decide(case, officer, supervisor, Outcome.REFUSED)
    make_staff("other@example.org", role, london)
    cases.reopen(case, "You overlooked a paper.")
    case.refresh_from_db()
    assert case.office == desk, "one can draft, and nobody is left to approve"


def test_it_can_be_asked_for_within_thirty_days(case: Case, officer: User, supervisor: User) -> None:
    decide(case, officer, supervisor, Outcome.REFUSED)
    with clock.at(clock.now() + dt.timedelta(days=31)), pytest.raises(Conflict):
        cases.reopen(case, "Late.")
    assert not Reexamination.objects.exists()
