"""The desk: queues, four eyes, offices apart, double clicks, and the person's status page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.casework.cases import queries, services
from legation.casework.cases.models import Case, CaseEntry, Event, Kind, Matter, Reply, State
from legation.casework.cases.views import view_path
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office, Region
from legation.privacy.models import ReadReceipt
from tests.accessibility import assert_valid_html
from tests.casework.writing import hidden, mails, open_letter
from tests.conftest import make_staff

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def ministry(db: None) -> Office:
    return Office.objects.create(
        slug="ministry",
        country="TW",
        region=Region.ASIA_PACIFIC,
        time_zone="Asia/Taipei",
        languages=["en", "zh-hant"],
        email="duty@example.org",
        is_duty_desk=True,
    )


def act(client: Client, case: Case, name: str, **fields: str) -> int:
    """Press a button of the desk as its present page offers it."""
    case.refresh_from_db()
    values = {"revision": str(case.revision), **{key.replace("_", "-"): fields[key] for key in fields}}
    return client.post(f"/staff/cases/{case.number}/{name}/", values).status_code


def test_a_letter_is_answered_by_two_people_and_rated(
    sign_in: Callable[[User], Client], officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    Case.objects.filter(pk=case.pk).update(country="JP")
    desk, second, visitor = sign_in(officer), sign_in(supervisor), Client()
    listed = desk.get("/staff/cases/?queue=unassigned").content.decode()
    assert case.number in listed
    assert not ReadReceipt.objects.exists(), "a list opens nothing"
    shown = desk.get(f"/staff/cases/{case.number}/").content.decode()
    assert "opening hours on Monday" in shown
    assert "Japan" in shown, "no officer knows all codes"
    assert ReadReceipt.objects.filter(subject=case.subject, purpose="case.answer").exists()
    assert act(desk, case, "assign") == 302
    assert act(desk, case, "note", words_note="ask the consul") == 302
    assert act(desk, case, "reply", words_reply="We open at nine.") == 302
    assert act(desk, case, "approve") in (403, 409), "an officer alone sends nothing"
    assert not mails("Our answer")
    assert act(second, case, "approve") == 302
    case.refresh_from_db()
    assert case.state == State.ANSWERED
    assert "We open at nine." in mails("Our answer")[0]["text"]
    page = visitor.get(f"/en{view_path(case).removeprefix('/en')}")
    text = page.content.decode()
    assert "We open at nine." in text
    assert "ask the consul" not in text
    assert "to answer you" in text
    token = hidden(text, "form_token")
    rated = visitor.post(view_path(case) + "rate/", {"rating": "helped", "form_token": token})
    assert rated.status_code == 302
    case.refresh_from_db()
    assert case.rating == "helped"
    assert not visitor.cookies
    actions = list(LedgerRecord.objects.values_list("action", flat=True))
    assert {"case.received", "case.assigned", "case.proposed", "case.approved", "case.answered"} <= set(
        actions
    )


def test_the_drafter_never_approves_even_as_supervisor(
    sign_in: Callable[[User], Client], supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    desk = sign_in(supervisor)
    assert act(desk, case, "reply", words_reply="Mine.") == 302
    with clock.at(clock.now() + dt.timedelta(minutes=1)):
        assert act(desk, case, "approve") == 409
    case.refresh_from_db()
    assert case.state == State.PROPOSED


def test_another_office_and_other_roles_find_nothing(
    sign_in: Callable[[User], Client], london: Office, editor: User, member: User
) -> None:
    paris = Office.objects.create(
        slug="paris", country="FR", region=Region.EUROPE, time_zone="Europe/Paris", email="p@example.org"
    )
    case, _secret = open_letter(london)
    stranger = sign_in(make_staff("paris@example.org", Role.CASE_OFFICER, paris))
    assert stranger.get(f"/staff/cases/{case.number}/").status_code == 404
    assert act(stranger, case, "assign") == 404
    assert case.number not in stranger.get("/staff/cases/?queue=all").content.decode()
    assert sign_in(editor).get("/staff/cases/").status_code == 403
    assert sign_in(member).get("/staff/cases/").status_code == 403
    assert not ReadReceipt.objects.exists()


def test_letters_to_the_ministry_are_for_its_duty_desk(
    sign_in: Callable[[User], Client], officer: User, ministry: Office
) -> None:
    case, _secret = open_letter()
    assert sign_in(officer).get(f"/staff/cases/{case.number}/").status_code == 404
    duty = make_staff("duty@example.org", Role.CASE_OFFICER, ministry)
    assert sign_in(duty).get(f"/staff/cases/{case.number}/").status_code == 200


def test_the_duty_desk_is_the_second_person_of_a_small_office(
    sign_in: Callable[[User], Client], supervisor: User, london: Office, ministry: Office
) -> None:
    case, _secret = open_letter(london)
    duty = sign_in(make_staff("duty@example.org", Role.SUPERVISOR, ministry))
    assert duty.get(f"/staff/cases/{case.number}/").status_code == 404
    assert act(sign_in(supervisor), case, "reply", words_reply="Yes.") == 302
    assert duty.get(f"/staff/cases/{case.number}/").status_code == 200
    assert act(duty, case, "approve") == 302


def test_double_clicks_and_old_pages_change_nothing(
    sign_in: Callable[[User], Client], officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    desk, second = sign_in(officer), sign_in(supervisor)
    old = {"revision": str(case.revision), "words-reply": "Twice."}
    path = f"/staff/cases/{case.number}/reply/"
    assert [desk.post(path, old).status_code for _click in range(2)] == [302, 302]
    assert Reply.objects.count() == 1
    other = second.post(path, {**old, "words-reply": "I wrote this on an old page."})
    assert other.status_code == 409
    assert "I wrote this on an old page." in other.content.decode()
    assert Reply.objects.count() == 1
    approve = {"revision": str(Case.objects.get().revision)}
    for _click in range(2):
        assert second.post(f"/staff/cases/{case.number}/approve/", approve).status_code == 302
    assert len(mails("Our answer")) == 1


def test_a_second_click_is_told_that_it_was_done(
    sign_in: Callable[[User], Client], officer: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    desk, old = sign_in(officer), {"revision": str(case.revision), "words-note": "Once."}
    path = f"/staff/cases/{case.number}/note/"
    assert "done already" not in desk.post(path, old, follow=True).content.decode()
    assert "done already" in desk.post(path, old, follow=True).content.decode()


def test_declaring_an_interest_again_is_done_however_late(
    sign_in: Callable[[User], Client], officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    desk, path = sign_in(officer), f"/staff/cases/{case.number}/interest/"
    old = {"revision": str(case.revision), "words-interest": "My brother wrote it."}
    assert desk.post(path, old).status_code == 302
    with clock.at(clock.now() + dt.timedelta(minutes=5)):
        again = desk.post(path, old)
        assert (again.status_code, again.headers["Location"]) == (302, "/staff/cases/")
    assert not CaseEntry.objects.filter(event=Event.REFUSED).exists(), "no try to open it"
    assert case.interests.count() == 1
    assert desk.get(f"/staff/cases/{case.number}/").status_code == 403


def test_an_act_on_a_case_in_other_hands_says_so_and_keeps_what_was_typed(
    sign_in: Callable[[User], Client], officer: User, london: Office, ministry: Office
) -> None:
    case, _secret = open_letter(london)
    Case.objects.filter(pk=case.pk).update(office=ministry)
    desk = sign_in(officer)
    for path in ("reply", "correction", "message", "strike", "opinion", "appointment", "translation"):
        form = {"revision": "0", "words-reply": "A long answer <b>."}
        page = desk.post(f"/staff/cases/{case.number}/{path}/", form)
        assert page.status_code == 404
        assert "cannot be done any more" in page.content.decode(), path
        assert "A long answer &lt;b&gt;." in page.content.decode()
        assert_valid_html(page.content.decode())


def test_what_was_written_on_an_old_page_is_no_second_click(
    sign_in: Callable[[User], Client], officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    assert act(sign_in(officer), case, "note", words_note="First.") == 302
    case.refresh_from_db()
    old = {"revision": str(case.revision), "words-note": "Second, a moment later."}
    assert act(sign_in(supervisor), case, "note", words_note="Meanwhile.") == 302
    refused = sign_in(officer).post(f"/staff/cases/{case.number}/note/", old)
    assert refused.status_code == 409
    assert "Second, a moment later." in refused.content.decode(), "what was typed is kept"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("interest", {"words-interest": "My brother wrote it."}),
        ("move", {"office": "paris", "words-move": "It is theirs."}),
        ("extend", {"days": "30", "words-extend": "It is long."}),
    ],
)
def test_a_second_click_is_none_either_where_the_case_is_in_other_hands_or_waits(
    *,
    sign_in: Callable[[User], Client],
    officer: User,
    london: Office,
    paris: Office,
    name: str,
    typed: dict[str, str],
) -> None:
    case, _secret = open_letter(london)
    sent = {"revision": str(case.revision), **typed}
    clicks = [sign_in(officer).post(f"/staff/cases/{case.number}/{name}/", sent) for _click in range(2)]
    assert [answer.status_code for answer in clicks] == [302, 302]
    assert not LedgerRecord.objects.filter(action="case.refused").exists()
    later = clock.now() + dt.timedelta(minutes=1)
    with clock.at(later):
        answer = sign_in(officer).post(f"/staff/cases/{case.number}/{name}/", sent)
    if name == "interest":
        assert answer.status_code == 302, "declaring it again would change nothing, however late"
    else:
        assert answer.status_code in (404, 409), "only for a moment"


def test_asking_stops_the_clock_and_the_answer_starts_it(
    sign_in: Callable[[User], Client], officer: User, london: Office
) -> None:
    today = clock.now().replace(hour=10)
    monday = today + dt.timedelta(days=7 - today.weekday())
    with clock.at(monday):
        case, _secret = open_letter(london)
        assert case.due_at
        assert case.due_at.date() == (monday + dt.timedelta(days=9)).date(), "seven working days"
        assert act(sign_in(officer), case, "ask", words_question="Which Monday?") == 302
        assert "Which Monday?" in mails("need something")[0]["text"]
    with clock.at(monday + dt.timedelta(days=14)):
        visitor = Client()
        case.refresh_from_db()
        assert not case.is_late
        path = view_path(case)
        token = hidden(visitor.get(path).content.decode(), "form_token")
        empty = visitor.post(path + "supplement/", {"form_token": token, "words-supplement": " "})
        assert empty.status_code == 422
        answer = {"form_token": token, "words-supplement": "The next one."}
        assert visitor.post(path + "supplement/", answer).status_code == 302
        assert visitor.post(path + "supplement/", answer).status_code == 409
        case.refresh_from_db()
        assert case.state == State.ASSIGNED
        assert case.due_at
        assert case.due_at.date() == (monday + dt.timedelta(days=23)).date(), "seven days are left again"


def test_rejection_needs_a_ground_and_tells_the_person(
    sign_in: Callable[[User], Client], officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    assert act(sign_in(officer), case, "reject", ground="not-ours", words_explanation="x") == 403
    desk = sign_in(supervisor)
    assert act(desk, case, "reject", ground="mood", words_explanation="x") == 422
    assert act(desk, case, "reject", ground="not-ours", words_explanation="Ask the tax office.") == 302
    assert "Ask the tax office." in mails("cannot take up")[0]["text"]


def test_a_person_reopens_within_thirty_days_only(
    sign_in: Callable[[User], Client], officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    act(sign_in(officer), case, "reply", words_reply="No.")
    act(sign_in(supervisor), case, "approve")
    visitor = Client()
    case.refresh_from_db()
    path = view_path(case)
    again = {"form_token": hidden(visitor.get(path).content.decode(), "form_token"), "words-reopen": "Why?"}
    with clock.at(clock.now() + dt.timedelta(days=31)):
        assert visitor.post(view_path(case) + "reopen/", again).status_code in (409, 422)
    assert visitor.post(path + "reopen/", again).status_code == 302
    case.refresh_from_db()
    assert case.is_running


def test_a_guesser_learns_nothing(client: Client, london: Office) -> None:
    case, secret = open_letter(london)
    token = hidden(client.get("/en/cases/").content.decode(), "form_token")

    def ask(number: str, word: str) -> str:
        answer = client.post("/en/cases/", {"number": number, "secret": word, "form_token": token})
        assert answer.status_code == 422
        text = answer.content.decode()
        return text.replace(number, "N").replace(hidden(text, "form_token"), "")

    unknown = "LG-2026-000000-" + next(sign for sign in "0123456789ABCDEFGH" if _is_number(sign))
    assert ask(case.number, "AAAA-AAAA-AAAA") == ask(unknown, "AAAA-AAAA-AAAA")
    for _guess in range(10):
        last = client.post("/en/cases/", {"number": case.number, "secret": "wrong", "form_token": token})
    assert last.status_code == 429
    right = client.post("/en/cases/", {"number": case.number, "secret": secret, "form_token": token})
    assert right.status_code == 429, "also the right secret waits, so that the limit tells nothing"


def _is_number(sign: str) -> bool:
    from legation.casework.cases.numbers import read_number

    return read_number("LG-2026-000000-" + sign) is not None


def test_a_stale_or_forged_path_shows_nothing(client: Client, london: Office) -> None:
    case, _secret = open_letter(london)
    path = view_path(case)
    assert client.get(path[:-3] + "x/").status_code == 403
    with clock.at(clock.now()):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("bad", ["-1", "99999999999999999999", "x", ""])
def test_bad_revisions_are_refused_and_the_text_is_kept(
    sign_in: Callable[[User], Client], officer: User, london: Office, bad: str
) -> None:
    case, _secret = open_letter(london)
    desk = sign_in(officer)
    answer = desk.post(f"/staff/cases/{case.number}/reply/", {"revision": bad, "words-reply": "kept text"})
    assert answer.status_code == 422
    assert "kept text" in answer.content.decode()


def test_totals_count_by_kind_and_hide_few_answers(london: Office) -> None:
    open_letter(london)
    open_letter(london, kind=Kind.POLICY, matter=Matter.POLICY, submission="another")
    letters, _applications, questions = queries.totals()
    assert (letters.count, questions.count, letters.median_days) == (1, 1, None)


def test_an_answer_that_cannot_be_queued_changes_nothing(
    officer: User, supervisor: User, london: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("in the middle")

    case, _secret = open_letter(london)
    services.propose_reply(case, "Yes.", actor=officer)
    before = (LedgerRecord.objects.count(), case.entries.count(), len(mails()))
    monkeypatch.setattr("legation.casework.cases.services.handling.send", fail)
    with pytest.raises(RuntimeError):
        services.approve_reply(case, actor=supervisor)
    case.refresh_from_db()
    assert case.state == State.PROPOSED
    assert Reply.objects.get().sent_at is None
    assert before == (LedgerRecord.objects.count(), case.entries.count(), len(mails()))
