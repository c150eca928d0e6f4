"""Repeats are suggested, joined by hand, answered once, and parted again exactly as they were."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.casework.cases import services
from legation.casework.cases.fingerprints import likeness, sketch
from legation.casework.cases.models import Case, Fingerprint, Kind, State
from legation.casework.cases.repeats import may_repeat
from legation.casework.cases.views import view_path
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.offices.models import Office
from tests.casework.cases.conftest import page, press, signed_in
from tests.casework.writing import hidden, mails, open_letter

pytestmark = [pytest.mark.django_db]
WORDS = (
    "My passport was stolen in Leeds last Friday, and I fly home on the twelfth of December. Can I have a "
    "travel document before then, and which papers do I bring to the office?"
)
AGAIN = WORDS.replace("last Friday", "on Friday") + " Please answer quickly, nobody picks up the telephone."
CHINESE = "我的護照上星期五在里茲被偷了，十二月十二日要搭機回國，請問可以在那之前申請入國證明書嗎？需要準備哪些文件？"
OTHER = "Our school would like to invite somebody from the office to speak about diplomacy in spring."


def status_page(case: Case) -> str:
    case.refresh_from_db()
    return Client().get(view_path(case)).content.decode()


def two(london: Office, **changes: object) -> tuple[Case, Case]:
    first, _secret = open_letter(london, words=WORDS)
    second, _secret = open_letter(london, submission="submission-2", words=AGAIN, **changes)
    return first, second


@pytest.mark.parametrize(("one", "other"), [(WORDS, AGAIN), (CHINESE, CHINESE + "謝謝您的協助。")])
def test_alike_words_are_found_in_any_script(one: str, other: str) -> None:
    assert likeness(sketch(one, "a"), sketch(other, "a")) > 0.5
    assert likeness(sketch(one, "a"), sketch(OTHER, "a")) < 0.2
    assert likeness(sketch(one, "a"), sketch(one, "b")) == 0, "of two people nothing can be compared"


@pytest.mark.parametrize("odd", ["", " ", "x", "…", "\u202e\u200b", "😀" * 5000, "a" * 10_000])
def test_odd_words_have_a_sketch_of_bounded_length(odd: str) -> None:
    assert len(sketch(odd, "a")) <= 64 * 12
    assert likeness(sketch(odd, "a"), sketch(odd, "a")) == 1


def test_a_repeat_is_suggested_and_nothing_happens_by_itself(officer: User, london: Office) -> None:
    first, second = two(london)
    shown = page(officer, second)
    assert "may repeat an earlier letter" in shown
    assert first.number in shown
    assert "may repeat an earlier letter" not in page(officer, first)
    second.refresh_from_db()
    assert second.state == State.OPEN
    kept = bytes(Fingerprint.objects.get(case=second).sketch.ciphertext)
    assert sketch(AGAIN, second.email_hash).encode() not in kept


def test_others_letters_and_other_words_are_not_suggested(
    officer: User, parisian: User, london: Office, paris: Office
) -> None:
    open_letter(london, submission="1", words=WORDS, email="somebody.else@example.org")
    open_letter(london, submission="2", words=OTHER)
    open_letter(paris, submission="3", words=WORDS)
    case, _secret = open_letter(london, submission="4", words=AGAIN)
    assert may_repeat(case, officer) == [], "neither another person's, nor other words, nor another office's"


def test_one_answer_for_both_on_both_pages(officer: User, supervisor: User, london: Office) -> None:
    first, second = two(london)
    assert press(officer, second, "merge", number="LG-2026-000000-X") == 422
    assert press(officer, second, "merge", number=first.number) == 302
    assert first.number in mails("handled together")[0]["text"]
    second.refresh_from_db()
    assert (second.state, second.is_running) == (State.MERGED, False)
    assert first.number in status_page(second)
    assert second.number in page(officer, first)
    services.propose_reply(first, "Come on Monday.", actor=officer)
    assert "Come on Monday." not in status_page(second)
    services.approve_reply(first, actor=supervisor)
    assert "Come on Monday." in status_page(first)
    assert "Come on Monday." in status_page(second)
    assert len(mails("Our answer")) == 1
    visitor, path = Client(), view_path(second)
    token = hidden(visitor.get(path).content.decode(), "form_token")
    again = {"form_token": token, "words-reopen": "On which Monday?"}
    assert visitor.post(path + "reopen/", again).status_code == 302
    first.refresh_from_db()
    assert first.is_running, "who answers on either page means the one matter"


def test_parting_restores_state_and_clock_to_the_second(officer: User, london: Office) -> None:
    first, second = two(london)
    services.ask(second, "Which day?", actor=officer)
    second.refresh_from_db()
    names = (
        "state",
        "due_at",
        "warn_at",
        "paused_at",
        "ended_at",
        "assignee_id",
        "merged_into_id",
        "office_id",
    )
    before = {name: getattr(second, name) for name in names}
    services.merge(second, first, actor=officer)
    with clock.at(clock.now() + dt.timedelta(days=40)):
        assert press(officer, second, "unmerge", words_unmerge="two matters") == 302
    second.refresh_from_db()
    assert {name: getattr(second, name) for name in names} == before
    assert "two matters" not in status_page(second)
    assert len(mails("by itself again")) == 1


def test_only_what_belongs_together_is_joined(officer: User, supervisor: User, london: Office) -> None:
    first, second = two(london)
    stranger, _s = open_letter(london, submission="3", email="somebody.else@example.org")
    service, _s = open_letter(london, submission="4", kind=Kind.APPLICATION, matter="application")
    third, _s = open_letter(london, submission="5")
    for case, leader in ((first, first), (first, stranger), (first, service), (service, first)):
        with pytest.raises(Conflict):
            services.merge(case, leader, actor=officer)
    services.merge(second, first, actor=officer)
    for case, leader in ((first, third), (third, second)):
        with pytest.raises(Conflict):
            services.merge(case, leader, actor=officer)
    services.propose_reply(first, "Yes.", actor=officer)
    services.approve_reply(first, actor=supervisor)
    with pytest.raises(Conflict):
        services.merge(third, first, actor=officer)


def test_what_is_kept_from_somebody_is_kept_with_what_was_joined_to_it(
    officer: User, second_officer: User, supervisor: User, london: Office
) -> None:
    first, second = two(london)
    services.guard(first, "x", sensitive=True, actor=supervisor)
    with pytest.raises(Conflict):
        services.merge(second, first, actor=supervisor)
    services.guard(first, "x", sensitive=False, actor=supervisor)
    services.merge(second, first, actor=officer)
    services.guard(first, "x", sensitive=True, actor=supervisor)
    assert signed_in(second_officer).get(f"/staff/cases/{second.number}/").status_code == 403
    services.guard(first, "x", sensitive=False, actor=supervisor)
    services.declare_interest(first, "A cousin.", actor=second_officer)
    assert signed_in(second_officer).get(f"/staff/cases/{second.number}/").status_code != 200
    assert second.number not in signed_in(second_officer).get("/staff/cases/?queue=ended").content.decode()


def test_another_offices_case_cannot_be_joined(
    officer: User, parisian: User, london: Office, paris: Office
) -> None:
    here, _s = open_letter(london)
    there, _s = open_letter(paris, submission="2")
    assert press(officer, here, "merge", number=there.number) == 422
    here.refresh_from_db()
    assert here.state == State.OPEN


def test_a_repeat_parted_after_its_leader_moved_is_with_nobody(
    officer: User, parisian: User, london: Office, paris: Office
) -> None:
    first, second = two(london)
    services.assign(second, officer, actor=officer)
    services.merge(second, first, actor=officer)
    services.move(first, paris, "It is theirs.", actor=officer)
    services.unmerge(second, "Two matters.", actor=parisian)
    second.refresh_from_db()
    assert (second.state, second.assignee) == (State.OPEN, None)
    unassigned = signed_in(parisian).get("/staff/cases/?queue=unassigned").content.decode()
    assert second.number in unassigned, "who looks for what nobody has finds it"
