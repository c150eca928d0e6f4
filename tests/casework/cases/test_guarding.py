"""Priorities, need to know, conflicts of interest, and parts that other units answer."""

from __future__ import annotations

import datetime as dt

import pytest

from legation.accounts.models import User
from legation.casework.cases import services
from legation.casework.cases.models import Case, Part, State
from legation.casework.cases.permissions import may_approve, may_handle
from legation.casework.cases.views import view_path
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.privacy.models import ReadReceipt
from tests.casework.cases.conftest import page, press, signed_in
from tests.casework.writing import mails, open_letter

pytestmark = [pytest.mark.django_db]


def listed(user: User, queue: str = "all") -> str:
    return signed_in(user).get(f"/staff/cases/?queue={queue}").content.decode()


def test_urgent_cases_stand_first_whatever_their_time(officer: User, london: Office) -> None:
    first, _s = open_letter(london)
    with clock.at(clock.now() + dt.timedelta(days=20)):
        last, _s = open_letter(london, submission="2")
        shown = listed(officer)
        assert shown.index(first.number) < shown.index(last.number)
        assert press(officer, last, "priority", priority="9", words_priority="x") == 422
        assert press(officer, last, "priority", priority="2", words_priority="") == 422, (
            "never without a reason"
        )
        due = last.due_at
        assert press(officer, last, "priority", priority="2", words_priority="A child is ill.") == 302
        shown = listed(officer)
        assert shown.index(last.number) < shown.index(first.number)
        assert "Urgent" in shown
        last.refresh_from_db()
        assert last.due_at == due
        assert "A child is ill." in page(officer, last)
        assert "A child is ill." not in signed_in(officer).get(view_path(last)).content.decode()


def test_a_sensitive_case_opens_for_those_who_need_to_know(
    officer: User, second_officer: User, supervisor: User, london: Office
) -> None:
    case, _s = open_letter(london)
    services.assign(case, officer, actor=officer)
    assert press(officer, case, "guard", words_guard="x") == 403
    assert press(supervisor, case, "guard", words_guard="A colleague wrote it.") == 302
    page(officer, case)
    page(supervisor, case)
    receipts = ReadReceipt.objects.count()
    refused = signed_in(second_officer).get(f"/staff/cases/{case.number}/")
    assert refused.status_code == 403
    assert "opening hours" not in refused.content.decode()
    assert ReadReceipt.objects.count() == receipts
    assert LedgerRecord.objects.filter(action="case.refused").count() == 1
    assert "Somebody was refused" in page(supervisor, case)
    for name in ("assign", "note", "reply", "interest"):
        assert press(second_officer, case, name, words_note="x", words_reply="x") == 403
    assert case.number in listed(second_officer), "the list holds no name"
    reader = {"person": str(second_officer.pk)}
    assert press(officer, case, "reader", **reader) == 403
    assert press(supervisor, case, "reader", **reader) == 302
    page(second_officer, case)
    assert press(supervisor, case, "drop-reader", **reader) == 302
    assert signed_in(second_officer).get(f"/staff/cases/{case.number}/").status_code == 403
    assert press(supervisor, case, "unguard", words_unguard="Settled.") == 302
    page(second_officer, case)


def test_nobody_of_another_office_is_named_or_given_a_case(
    supervisor: User, parisian: User, london: Office, paris: Office
) -> None:
    case, _s = open_letter(london)
    services.guard(case, "x", sensitive=True, actor=supervisor)
    stranger = {"person": str(parisian.pk)}
    assert press(supervisor, case, "reader", **stranger) == 422
    assert press(supervisor, case, "give", **stranger) == 422
    with pytest.raises(Conflict):
        services.name_reader(case, parisian, may_read=True, actor=supervisor)


def test_a_supervisor_gives_a_sensitive_case_to_an_officer(
    supervisor: User, second_officer: User, london: Office
) -> None:
    case, _s = open_letter(london)
    services.guard(case, "x", sensitive=True, actor=supervisor)
    with pytest.raises(NotPermitted):
        services.assign(case, second_officer, actor=second_officer)
    assert press(supervisor, case, "give", person=str(second_officer.pk)) == 302
    page(second_officer, case)


def test_who_has_a_conflict_of_interest_has_no_part_in_it(
    supervisor: User, second_supervisor: User, officer: User, london: Office
) -> None:
    case, _s = open_letter(london)
    services.propose_reply(case, "A draft by whoever is partial.", actor=supervisor)
    assert press(supervisor, case, "interest", words_interest="My brother wrote it.") == 302
    case.refresh_from_db()
    assert (case.assignee, case.state) == (None, State.OPEN)
    draft = case.replies.get()
    assert draft.returned_at, "their draft is not sent"
    assert "second.supervisor@example.org" in [mail["recipient"] for mail in mails("conflict of interest")]
    assert signed_in(supervisor).get(f"/staff/cases/{case.number}/").status_code == 403
    assert LedgerRecord.objects.filter(action="case.refused").exists()
    assert case.number not in listed(supervisor)
    assert not may_handle(supervisor, case)
    services.propose_reply(case, "Another draft.", actor=officer)
    case.refresh_from_db()
    assert not may_approve(supervisor, case)
    with pytest.raises(NotPermitted):
        services.approve_reply(case, actor=supervisor)
    with pytest.raises(NotPermitted):
        services.assign(case, supervisor, actor=second_supervisor)
    services.approve_reply(case, actor=second_supervisor)


def day_after(days: int) -> dict[str, str]:
    day = clock.today() + dt.timedelta(days=days)
    return {"day_day": str(day.day), "day_month": str(day.month), "day_year": str(day.year)}


def put(user: User, case: Case, **changes: object) -> int:
    case.refresh_from_db()
    fields = {
        "revision": str(case.revision),
        "office": "paris",
        "unit": "Passports",
        "words-part": "Was passport 7 issued by you?",
        **day_after(5),
        **changes,
    }
    return signed_in(user).post(f"/staff/cases/{case.number}/part/", fields).status_code


def test_a_unit_answers_its_part_and_the_person_gets_one_answer(
    officer: User, supervisor: User, parisian: User, london: Office, paris: Office
) -> None:
    case, _s = open_letter(london)
    assert put(officer, case, **{"words-part": ""}) == 422
    assert put(officer, case, **day_after(-3)) == 409
    assert put(officer, case) == 302
    part = Part.objects.get()
    assert mails("asked for a part")[0]["recipient"] == "paris@example.org"
    unit = signed_in(parisian)
    assert unit.get(f"/staff/cases/{case.number}/").status_code == 404, "the unit sees the question alone"
    assert case.number in unit.get("/staff/cases/parts/").content.decode()
    shown = unit.get(f"/staff/cases/parts/{part.pk}/").content.decode()
    assert "Was passport 7 issued by you?" in shown
    assert "opening hours" not in shown
    assert ReadReceipt.objects.filter(subject=case.subject, purpose="case.part").exists()
    assert signed_in(officer).get(f"/staff/cases/parts/{part.pk}/").status_code == 404
    assert press(officer, case, "reply", words_reply="Yes.") == 422, "a reason is asked for"
    assert unit.post(f"/staff/cases/parts/{part.pk}/", {"words-answer": " "}).status_code == 422
    answer = {"words-answer": "Yes, in May."}
    for _click in range(2):
        assert unit.post(f"/staff/cases/parts/{part.pk}/", answer).status_code == 302
    assert "Yes, in May." in page(officer, case)
    assert press(officer, case, "reply", words_reply="It was issued in May.") == 302
    services.approve_reply(case, actor=supervisor)
    status = signed_in(parisian).get(view_path(case)).content.decode()
    assert "It was issued in May." in status
    assert "Yes, in May." not in status
    assert "Was passport 7" not in status


def test_an_answer_waits_for_the_units_unless_somebody_says_why_not(
    officer: User, supervisor: User, parisian: User, london: Office, paris: Office
) -> None:
    case, _s = open_letter(london)
    put(officer, case)
    with pytest.raises(Conflict):
        services.propose_reply(case, "Yes.", actor=officer)
    asked = {"words_reply": "Yes.", "words_despite": "Paris is closed this week."}
    assert press(officer, case, "reply", **asked) == 302
    assert "Paris is closed this week." in page(supervisor, case)
    services.approve_reply(case, actor=supervisor)
    part = Part.objects.get()
    assert part.dropped_at
    with pytest.raises((Conflict, NotPermitted)):
        services.answer_part(part, "Too late.", actor=parisian)


def test_a_part_that_is_not_needed_is_dropped(
    officer: User, parisian: User, london: Office, paris: Office
) -> None:
    case, _s = open_letter(london)
    put(officer, case)
    part = Part.objects.get()
    assert press(officer, case, "drop-part", part=str(part.pk), words_drop="Found it.") == 302
    assert press(officer, case, "reply", words_reply="Yes.") == 302
    assert case.number not in signed_in(parisian).get("/staff/cases/parts/").content.decode()


def test_a_draft_that_comes_back_to_nobody_waits_for_an_officer(
    officer: User, second_officer: User, supervisor: User, london: Office
) -> None:
    case, _s = open_letter(london)
    services.assign(case, officer, actor=officer)
    services.propose_reply(case, "A draft of a colleague.", actor=second_officer)
    services.declare_interest(case, "My brother wrote it.", actor=officer)
    services.return_reply(case, "Say more.", actor=supervisor)
    case.refresh_from_db()
    assert (case.assignee, case.state) == (None, State.OPEN)
    assert case.number in listed(second_officer, "unassigned")
