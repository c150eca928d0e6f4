"""An answer is taken once, never more than the survey takes, and kept whatever is lost or put back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import OperationalError, connections

from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.ledger.models import LedgerRecord
from legation.questions.models import FormDefinition
from legation.surveys import services, tasks
from legation.surveys.controls import ATTACK_FORM
from legation.surveys.holding import HOLDING
from legation.surveys.holding.models import HeldAnswer, HeldDraft, HeldToken, Tally
from legation.surveys.models import AnonymousAnswer, NamedAnswer, SpentToken, Survey
from legation.surveys.services import Outcome, settling
from legation.surveys.tasks import forget_what_nobody_needs, settle_all

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def opened(slug: str = "marks", *, anonymous: bool = True, **extra: Any) -> Survey:
    form = FormDefinition.objects.create(slug=slug, version=1, source=ATTACK_FORM)
    closes = clock.now() + dt.timedelta(days=7)
    survey = services.open_survey(slug, form, closes_at=closes, anonymous=anonymous)
    Survey.objects.filter(pk=survey.pk).update(**extra)
    return Survey.objects.get(pk=survey.pk)


def fill(survey: Survey, count: int, *, first: int = 0, mark: int = 1) -> list[Outcome]:
    return [
        services.take(survey, {"mark": mark, "second": 2}, f"token-{place}")
        for place in range(first, first + count)
    ]


@pytest.mark.parametrize("anonymous", [True, False])
def test_it_closes_at_exactly_its_number(anonymous: bool) -> None:
    survey = opened(anonymous=anonymous, closes_after=13)
    outcomes = fill(survey, 15)
    assert outcomes == [Outcome.TAKEN] * 13 + [Outcome.FULL] * 2
    assert services.is_full(survey)
    settle_all()
    survey.refresh_from_db()
    assert survey.is_closed
    assert fill(survey, 1, first=20) == [Outcome.CLOSED]
    assert fill(survey, 1) == [Outcome.ALREADY]


@pytest.mark.parametrize("anonymous", [True, False])
def test_a_quota_is_exact_over_held_and_moved_answers(anonymous: bool) -> None:
    survey = opened(anonymous=anonymous, quotas=[{"question": "mark", "value": "1", "most": 12}])
    assert set(fill(survey, 11)) == {Outcome.TAKEN}
    if anonymous:
        assert services.settle(survey) == 11
    assert fill(survey, 2, first=11) == [Outcome.TAKEN, Outcome.QUOTA]
    assert fill(survey, 1, first=13, mark=2) == [Outcome.TAKEN]


def test_a_quota_that_is_added_later_counts_what_came_before() -> None:
    survey = opened()
    fill(survey, 12)
    services.settle(survey)
    fill(survey, 3, first=12)
    Survey.objects.update(quotas=[{"question": "mark", "value": "1", "most": 15}])
    assert fill(survey, 1, first=20) == [Outcome.QUOTA]


def test_a_token_counts_once_before_and_after_its_batch() -> None:
    survey = opened()
    fill(survey, 10)
    assert fill(survey, 1) == [Outcome.ALREADY]
    services.settle(survey)
    assert fill(survey, 1) == [Outcome.ALREADY]
    assert services.spent_among(survey, ["token-3", "other"]) == {"token-3"}
    assert SpentToken.objects.count() == 10


def test_a_named_answer_commits_with_its_record() -> None:
    survey = opened(anonymous=False)
    fill(survey, 2)
    assert NamedAnswer.objects.count() == SpentToken.objects.count() == 2
    assert LedgerRecord.objects.filter(action="survey.answered").count() == 2
    assert not HeldAnswer.objects.exists()


def test_when_the_store_is_lost_the_numbers_are_counted_anew() -> None:
    survey = opened(closes_after=14, quotas=[{"question": "mark", "value": "1", "most": 12}])
    fill(survey, 11)
    services.settle(survey)
    fill(survey, 2, first=11, mark=2)
    for model in (Tally, HeldAnswer, HeldToken):
        model._default_manager.all().delete()
    assert services.count(survey) == 11
    assert fill(survey, 2, first=30) == [Outcome.TAKEN, Outcome.QUOTA]
    assert fill(survey, 3, first=40, mark=3) == [Outcome.TAKEN, Outcome.TAKEN, Outcome.FULL]


def test_when_an_older_main_database_is_put_back_what_is_held_stays_and_is_counted() -> None:
    survey = opened(closes_after=14)
    fill(survey, 11)
    services.settle(survey)
    fill(survey, 3, first=11)
    AnonymousAnswer.objects.all().delete()
    SpentToken.objects.all().delete()
    Survey.objects.update(settled=0)
    assert services.count(survey) == 3
    assert fill(survey, 1) == [Outcome.TAKEN]


@pytest.mark.parametrize("step", ["_write", "_leave"])
def test_a_move_that_stops_goes_on_later(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    survey = opened()
    fill(survey, 12)

    def stop(*arguments: object) -> None:
        raise OSError("stopped")

    with monkeypatch.context() as patched:
        patched.setattr(settling, step, stop)
        with pytest.raises(OSError, match="stopped"):
            services.settle(survey)
    assert services.count(survey) == 12
    assert fill(survey, 1) == [Outcome.ALREADY]
    fill(survey, 4, first=12)
    services.settle(survey)
    assert (AnonymousAnswer.objects.count(), HeldAnswer.objects.count()) == (12, 4)
    assert LedgerRecord.objects.filter(action="survey.batch").count() == 1


def test_a_batch_has_one_day_for_all() -> None:
    survey = opened()
    with clock.at(clock.now() + dt.timedelta(days=1)):
        fill(survey, 9)
    with clock.at(clock.now() + dt.timedelta(days=3)):
        fill(survey, 1, first=9)
        services.settle(survey)
        assert set(AnonymousAnswer.objects.values_list("day", flat=True)) == {clock.today()}


def test_closed_by_hand_few_are_withheld_and_nothing_more_is_taken() -> None:
    survey = opened()
    fill(survey, 4)
    services.close(survey, why="enough")
    services.close(survey)
    stored = Survey.objects.get(pk=survey.pk)
    assert (stored.settled, stored.withheld, stored.is_closed) == (0, 4, True)
    assert not HeldAnswer.objects.exists()
    assert not HeldToken.objects.exists()
    assert not SpentToken.objects.exists()
    assert fill(survey, 1, first=9) == [Outcome.CLOSED]
    assert LedgerRecord.objects.filter(action="survey.closed").count() == 1


def test_nothing_is_taken_after_the_rest_was_withheld_even_by_a_slow_clock() -> None:
    survey = opened()
    fill(survey, 4)
    with clock.at(survey.closes_at):
        settle_all()
    assert fill(survey, 1, first=9) == [Outcome.CLOSED]


@pytest.mark.parametrize("state", ["draft", "waiting"])
def test_what_nobody_agreed_to_takes_nothing_and_is_not_public(state: str) -> None:
    survey = opened(state=state)
    assert not survey.has_begun
    assert not Survey.objects.open().exists()
    assert fill(survey, 1) == [Outcome.CLOSED]


def test_the_mode_stays_once_somebody_has_answered_held_or_moved() -> None:
    survey = opened()
    fill(survey, 10)
    for _ in range(2):
        with pytest.raises(Conflict):
            services.set_anonymous(survey, False)
        services.settle(survey)


def test_what_is_held_of_a_survey_that_is_gone_goes_too() -> None:
    fill(opened(), 3)
    Survey.objects.all().delete()
    settle_all()
    for model in (Tally, HeldAnswer, HeldToken):
        assert not model._default_manager.exists()


def test_the_holding_store_has_no_table_of_others_and_others_none_of_it() -> None:
    with connections[HOLDING].cursor() as cursor:
        held = set(connections[HOLDING].introspection.table_names(cursor)) - {"django_migrations"}
    with connections["default"].cursor() as cursor:
        main = set(connections["default"].introspection.table_names(cursor))
    assert held == {f"holding_{name}" for name in ("heldanswer", "heldtoken", "helddraft", "tally")}
    assert not [name for name in main if name.startswith("holding_")]


def test_a_draft_is_opened_by_its_link_alone() -> None:
    survey = opened(resumable=True)
    link = services.draft_save(survey, {"answers": {"mark": 7}, "token": "secret-token"})
    assert services.draft_open(survey, link) == {"answers": {"mark": 7}, "token": "secret-token"}
    again = services.draft_save(survey, {"answers": {"mark": 8}}, link)
    assert again == link
    assert services.draft_open(survey, link) == {"answers": {"mark": 8}}
    kept = HeldDraft.objects.get()
    assert b"mark" not in bytes(kept.sealed) + bytes(kept.secret)
    for wrong in ("", "x", link[:-2] + ("AA" if link[-2:] != "AA" else "BB"), "é" * 43, "A" * 43):
        assert services.draft_open(survey, wrong) is None
    assert services.draft_open(opened("other", resumable=True), link) is None
    services.draft_drop(survey, link)
    assert services.draft_open(survey, link) is None


def test_a_draft_ends_and_counts_for_nothing() -> None:
    survey = opened(resumable=True, closes_after=1)
    link = services.draft_save(survey, {"answers": {}})
    assert services.count(survey) == 0
    with clock.at(survey.closes_at + dt.timedelta(days=1)):
        assert services.draft_open(survey, link) is None
        settle_all()
    assert not HeldDraft.objects.exists()


def test_where_it_is_not_allowed_no_draft_is_kept() -> None:
    with pytest.raises(Conflict):
        services.draft_save(opened(), {"answers": {}})


def test_what_is_held_of_a_survey_that_was_opened_a_moment_ago_stays() -> None:
    """One that opens, and is answered, while the task looks for what nobody needs."""
    late: list[Survey] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if not late and sql.startswith("SELECT") and 'FROM "surveys_survey"' in sql:
            late.append(Survey())  # once
            late[0] = opened("late")
            fill(late[0], 3)
        return found

    with connections["default"].execute_wrapper(watch):
        forget_what_nobody_needs()
    assert services.count(late[0]) == HeldAnswer.objects.count() == HeldToken.objects.count() == 3


def test_an_answer_that_is_held_is_taken_even_if_its_batch_cannot_move(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever sent it is thanked, not shown an error for which they would send it again."""
    survey = opened()
    fill(survey, settling.MANY - 1)

    def busy(*arguments: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(settling, "_write", busy)
        assert fill(survey, 1, first=settling.MANY) == [Outcome.TAKEN]
    assert settle_all() == settling.MANY


def test_a_survey_that_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = opened("first"), opened("second"), opened("third")
    for survey in (first, second, third):
        fill(survey, 10)
    plainly = services.settle

    def breaking(survey: Survey) -> int:
        if survey.pk == second.pk:
            raise OperationalError("disk full")
        return plainly(survey)

    monkeypatch.setattr(tasks, "settle", breaking)
    with pytest.raises(OperationalError):
        settle_all()
    assert {survey.slug: survey.settled for survey in Survey.objects.all()} == {
        "first": 10,
        "second": 0,
        "third": 10,
    }
