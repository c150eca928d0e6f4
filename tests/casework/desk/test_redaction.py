"""Struck passages are read by nobody by default, the original only with need and reason, and two people lift."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import reader
from legation.casework.cases import services as case_services
from legation.casework.cases.models import Case
from legation.casework.cases.views import view_path
from legation.casework.desk.redaction import services
from legation.casework.desk.redaction.models import Reason, Redacted, Redaction
from legation.casework.desk.redaction.passages import MARK, places, without
from legation.casework.desk.redaction.permissions import ORIGINAL
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from legation.offices.models import Office
from legation.privacy.gateway import read
from legation.privacy.models import ReadReceipt
from tests.accessibility import assert_valid_html
from tests.casework.desk.conftest import SignIn
from tests.casework.writing import open_letter
from tests.conftest import make_staff

LETTER = "My neighbour Ann Other\r\nof 5 High Street shouts.\r\nAnn Other is loud."


def strike(sign_in: SignIn, user: User, case: Case, **changes: str) -> int:
    case.refresh_from_db()
    values = {
        "revision": str(case.revision),
        "where": "letter",
        "reason": "third-party",
        "words-passage": "Ann Other",
        **changes,
    }
    return sign_in(user).post(f"/staff/cases/{case.number}/strike/", values).status_code


@pytest.mark.django_db
def test_the_struck_text_is_shown_and_the_original_needs_a_reason(
    *, sign_in: SignIn, officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london, words=LETTER)
    assert strike(sign_in, officer, case) == 302
    page = sign_in(officer).get(f"/staff/cases/{case.number}/").content.decode()
    assert "Ann Other" not in page
    assert page.count(MARK) == 2, "wherever it stands"
    assert strike(sign_in, officer, case, **{"words-passage": "Ann Other"}) == 409, (
        "nothing of it is left to guess at"
    )
    assert strike(sign_in, officer, case, **{"words-passage": "of 5 High Street\nshouts"}) == 409
    path = f"/staff/cases/{case.number}/original/"
    assert sign_in(officer).post(path, {"words-why": "x"}).status_code == 404, (
        "they have not taken the case on"
    )
    boss = sign_in(supervisor)
    assert boss.post(path, {"words-why": " "}).status_code == 422
    seen = boss.post(path, {"words-why": "The neighbour asks who wrote."})
    assert "Ann Other" in seen.content.decode()
    assert ReadReceipt.objects.filter(purpose="case.original", subject=case.subject).exists()
    row = LedgerRecord.objects.get(action="redaction.opened")
    assert opened(row)["reason"] == "The neighbour asks who wrote."
    own = boss.get(view_path(case)).content.decode()
    assert "Ann Other" in own, "who wrote it reads what they wrote"
    assert "to read a passage that was struck out" in own
    with pytest.raises(NotPermitted):
        read(reader(officer), ORIGINAL, [case], ["words"], reference=case.number)


@pytest.mark.django_db
def test_two_people_lift_it_and_its_history_stays(
    *, sign_in: SignIn, officer: User, supervisor: User, london: Office, ministry: Office
) -> None:
    case, _secret = open_letter(london, words=LETTER)
    strike(sign_in, officer, case)
    row = Redaction.objects.get()
    ask, decide = f"/staff/cases/{case.number}/redaction/{row.pk}/", f"/staff/redactions/{row.pk}/"
    boss = sign_in(supervisor)
    assert boss.post(decide, {"lift": "yes"}).status_code == 409, "nobody asked"
    assert boss.post(ask, {"words-why": "We need the name."}).status_code == 302
    assert boss.post(decide, {"lift": "yes"}).status_code == 409, "not who asked"
    assert "We need the name." not in boss.get("/staff/redactions/").content.decode()
    duty = sign_in(make_staff("duty@example.org", Role.SUPERVISOR, ministry))
    assert "We need the name." in duty.get("/staff/redactions/").content.decode(), "no office of one is stuck"
    assert duty.post(decide, {"lift": "no"}).status_code == 302
    row.refresh_from_db()
    assert row.lifted_at is None
    assert sign_in(officer).post(ask, {"words-why": "Again."}).status_code == 302
    assert sign_in(officer).post(decide, {"lift": "yes"}).status_code == 403, "an officer lifts nothing"
    assert boss.post(decide, {"lift": "yes"}).status_code == 302
    assert not Redacted.objects.exists()
    page = sign_in(officer).get(f"/staff/cases/{case.number}/").content.decode()
    assert "Ann Other" in page
    assert "shown again by" in page


@pytest.mark.django_db
def test_a_reply_is_struck_for_its_reader_too(
    sign_in: SignIn, officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    reply = case_services.propose_reply(case, "Ann Other complained about you.", actor=officer)
    case_services.approve_reply(case, actor=supervisor)
    assert strike(sign_in, officer, case, where=f"reply-{reply.pk}", reason="mistake") == 302
    own = sign_in(officer).get(view_path(case)).content.decode()
    assert "Ann Other" not in own
    assert f"{MARK} complained about you." in own


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"words-passage": "not there"},
        {"words-passage": " "},
        {"where": "reply-9999"},
        {"reason": "mood"},
        {"revision": "7"},
    ],
)
def test_what_cannot_be_struck_is_said_and_kept(
    sign_in: SignIn, officer: User, london: Office, changes: dict[str, str]
) -> None:
    case, _secret = open_letter(london, words=LETTER)
    values = {
        "revision": "0",
        "where": "letter",
        "reason": "third-party",
        "words-passage": "Ann Other",
        **changes,
    }
    answer = sign_in(officer).post(f"/staff/cases/{case.number}/strike/", values)
    assert answer.status_code in (409, 422)
    assert values["words-passage"].strip() in answer.content.decode()
    assert not Redaction.objects.exists()


@pytest.mark.django_db
def test_other_offices_and_roles_strike_and_lift_nothing(
    *, sign_in: SignIn, officer: User, editor: User, london: Office, paris: Office
) -> None:
    case, _secret = open_letter(london, words=LETTER)
    stranger = make_staff("paris@example.org", Role.SUPERVISOR, paris)
    assert strike(sign_in, stranger, case) == 404
    assert strike(sign_in, editor, case) == 403
    strike(sign_in, officer, case)
    row = Redaction.objects.get()
    sign_in(officer).post(f"/staff/cases/{case.number}/redaction/{row.pk}/", {"words-why": "x"})
    assert sign_in(stranger).post(f"/staff/redactions/{row.pk}/", {"lift": "yes"}).status_code == 409
    assert case.number not in sign_in(stranger).get("/staff/redactions/").content.decode()
    assert sign_in(editor).get("/staff/redactions/").status_code == 403
    assert (
        sign_in(stranger).post(f"/staff/cases/{case.number}/original/", {"words-why": "x"}).status_code == 404
    )


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(), st.text(min_size=1), st.text())
def test_no_struck_passage_is_left_in_the_text(before: str, passage: str, after: str) -> None:
    text = f"{before}{passage}{after}"
    found = places(text, passage, [])
    shown = without(text, found)
    wanted = passage.replace("\r\n", "\n").replace("\r", "\n").strip()
    assert bool(found) == bool(wanted)
    assert all(MARK in shown for _span in found)
    if wanted and wanted not in MARK:
        assert not places(shown.replace(MARK, "\0"), passage, []) or "\0" in wanted


@pytest.mark.django_db
def test_a_draft_is_approved_as_it_will_be_sent(
    *, sign_in: SignIn, officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    draft = case_services.propose_reply(case, "Ann Other told us so.", actor=officer)
    assert strike(sign_in, officer, case, where=f"reply-{draft.pk}") == 422, "it is sent back instead"
    case.refresh_from_db()
    with pytest.raises(Conflict):
        services.strike(case, draft, "Ann Other", Reason.MISTAKE, actor=officer)
    assert "Ann Other" in sign_in(supervisor).get(f"/staff/cases/{case.number}/").content.decode()
    case_services.approve_reply(case, actor=supervisor)
    assert strike(sign_in, officer, case, where=f"reply-{draft.pk}") == 302


@pytest.mark.django_db
def test_a_note_and_what_the_person_added_are_struck_for_colleagues(
    *, sign_in: SignIn, officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    case_services.note(case, "Ann Other called about this.", actor=officer)
    case_services.ask(case, "Who is Ann Other?", actor=officer)
    case_services.supplement(case, "Ann Other is my neighbour.")
    note, asked, added = case.entries.filter(body__isnull=False)
    for entry in (note, asked, added):
        assert strike(sign_in, officer, case, where=f"entry-{entry.pk}") == 302
    page = sign_in(officer).get(f"/staff/cases/{case.number}/").content.decode()
    assert_valid_html(page)
    assert "Ann Other" not in page
    assert f"{MARK} called about this." in page
    assert strike(sign_in, officer, case, where=f"entry-{note.pk}") == 409, "nothing is left to guess at"
    theirs = Client().get(view_path(case)).content.decode()
    assert f"Who is {MARK}?" in theirs, "what we wrote"
    assert "Ann Other is my neighbour." in theirs, "what they wrote themselves they read whole"
    case_services.assign(case, supervisor, actor=supervisor)
    whole = sign_in(supervisor).post(f"/staff/cases/{case.number}/original/", {"words-why": "needed"})
    assert "Ann Other called about this." in whole.content.decode()
    row = Redaction.objects.get(entry=note)
    services.ask_to_lift(row, "It is our own clerk.", actor=officer)
    with pytest.raises(NotPermitted):
        services.decide(row, lift=True, actor=officer)
    services.decide(row, lift=True, actor=supervisor)
    again = sign_in(officer).get(f"/staff/cases/{case.number}/").content.decode()
    assert "Ann Other called about this." in again
    assert "Who is Ann Other?" not in again
    assert Redaction.objects.count() == 3, "the history stays"


@pytest.mark.django_db
def test_a_note_of_another_case_is_not_struck_from_here(
    *, sign_in: SignIn, officer: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    other, _other = open_letter(london, submission="submission-2")
    case_services.note(other, "Ann Other", actor=officer)
    entry = other.entries.get(body__isnull=False)
    assert strike(sign_in, officer, case, where=f"entry-{entry.pk}") == 422
    with pytest.raises(NotPermitted):
        services.strike(case, entry, "Ann", Reason.MISTAKE, actor=officer)
