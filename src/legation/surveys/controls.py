"""What keeps `surveys` true: anonymous answers cannot be led back, closed surveys take nothing."""

from __future__ import annotations

import datetime as dt
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.db import connection, connections, models, transaction
from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.ledger.services import Act, opened, record
from legation.promises import Control, Finding, Proof, Site, hours, register
from legation.questions.definition import Kind
from legation.questions.models import FormDefinition
from legation.surveys import services
from legation.surveys.answering.filled import Filled, sealed
from legation.surveys.answering.pages import AT, FILLED, SEND
from legation.surveys.holding import HOLDING
from legation.surveys.holding.models import HeldAnswer, HeldToken
from legation.surveys.models import AnonymousAnswer, SpentToken, Survey, random_key
from legation.web.forgery import issue_token

ALLOWED: dict[type[models.Model], set[str]] = {
    HeldAnswer: {"id", "survey", "choices", "words", "batch"},
    HeldToken: {"id", "survey", "batch"},
    AnonymousAnswer: {"id", "survey_id", "day", "choices", "code", "words", "judged", "shown_words"},
    SpentToken: {"id", "survey_id"},
}
PLANTED = 12
NEWEST = 500
ATTACK_FORM: dict[str, Any] = {
    "languages": ["en"],
    "title": {"en": "Attempt"},
    "steps": [
        {
            "id": "mark",
            "title": {"en": "Mark"},
            "questions": [
                {"id": "mark", "kind": "scale", "label": {"en": "Mark"}, "least": 0, "most": 9},
                {"id": "second", "kind": "scale", "label": {"en": "Mark"}, "least": 0, "most": 9},
            ],
        }
    ],
}


@register
class AnonymousAnswersCannotBeLedBack(Control):
    """Plants respondents in a transaction that is undone, then attacks the tables as an operator."""

    promise = "surveys"
    name = "surveys.anonymous"
    every = hours(6)
    valid_for = hours(24)
    how = _(
        "We plant twelve respondents in a survey and try, with everything in the database, to tell which"
        " answer is whose: by columns, by order, by time and by the ledger."
    )

    def check(self, site: Site) -> Finding:
        for model, allowed in ALLOWED.items():
            if more := sorted(_columns(model) - allowed):
                return Finding.bad(f"{model._meta.db_table} also holds {', '.join(more)}.")
        if foreign := _links_to_answers():
            return Finding.bad(f"{', '.join(foreign)} leads to single answers.")
        with transaction.atomic(), transaction.atomic(using=HOLDING):
            leak = _attack()
            transaction.set_rollback(True)
            transaction.set_rollback(True, using=HOLDING)
        if leak:
            return Finding.bad(leak)
        return Finding.good(
            f"None of {PLANTED} planted respondents was found again in {len(ALLOWED)} tables and the ledger."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        table = AnonymousAnswer._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table cannot be altered yet
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN received_at varchar(40) NULL")  # a constant name
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {table} DROP COLUMN received_at")


@register
class AnswersLeaveNoTimeInTheLedger(Control):
    """Opens the ledger: batches of at least ten, and no record of a single anonymous answer."""

    promise = "surveys"
    name = "surveys.ledger"
    every = hours(6)
    valid_for = hours(24)
    how = _(
        "We open the newest ledger records about surveys: a batch is at least ten, none is of one answer."
    )

    def check(self, site: Site) -> Finding:
        named = set(Survey.objects.filter(anonymous=False).values_list("slug", flat=True))
        answered, batches = self._newest("survey.answered"), self._newest("survey.batch")
        if alone := sum(detail.get("survey") not in named for detail in answered):
            return Finding.bad(f"{alone} anonymous answers have a ledger record of their own.")
        if small := sum(int(detail["answers"]) < services.BATCH for detail in batches):
            return Finding.bad(f"{small} batches were smaller than ten.")
        total = sum(int(detail["answers"]) for detail in batches)
        return Finding.good(f"{total} anonymous answers came in {len(batches)} batches; no record tells one.")

    def _newest(self, action: str) -> list[dict[str, Any]]:
        rows = LedgerRecord.objects.filter(action=action).order_by("-pk")[:NEWEST]
        return [detail for row in rows if isinstance(detail := opened(row)["detail"], dict)]

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        row = record(Act("survey.answered", detail={"survey": "anonymous"}))
        try:
            yield
        finally:
            row.mentions.all().delete()
            row.delete()


@register
class ClosedSurveysTakeNothing(Control):
    """Sends an answer to a closed survey, as anybody can."""

    promise = "surveys"
    name = "surveys.closed"
    proof = Proof.OUTSIDER
    every = hours(6)
    valid_for = hours(24)
    how = _("Open a closed survey: it must say so with status 410, and an answer sent to it must be refused.")

    def check(self, site: Site) -> Finding:
        closed = list(Survey.objects.closed().select_related("form")[:20])
        if not closed:
            return Finding.unclear("No survey is closed yet.")
        for survey in closed:
            path = f"/{survey.form.definition.languages[0]}/surveys/{survey.slug}/"
            if (status := self._send(site, path, survey)) != 410:
                return Finding.bad(f"The closed survey {survey.slug} answered {status} instead of 410.")
            if survey.answers.filter(day__gt=survey.closed_at.date()).exists():
                return Finding.bad(f"{survey.slug} holds an answer from after its close.")
        return Finding.good(f"{len(closed)} closed surveys refuse answers and hold none from afterwards.")

    def _send(self, site: Site, path: str, survey: Survey) -> int:
        filled = sealed(Filled(secrets.token_urlsafe(18), survey.form_id), survey)
        page = {FILLED: filled, AT: survey.form.definition.steps[0].id, "next": SEND}
        answers = {question.id: "1" for question in survey.form.definition if question.kind is Kind.SCALE}
        body = urlencode({"form_token": issue_token("survey"), **page, **answers}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": site.origin}
        return site.ask("POST", path, headers=headers, body=body).status

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        survey = Survey.objects.closed().first()
        if survey is None:
            raise LookupError("sabotage needs a closed survey")
        day = survey.closed_at.date() + dt.timedelta(days=1)
        late = AnonymousAnswer.objects.create(survey=survey, day=day, choices={})
        try:
            yield
        finally:
            late.delete()


def _columns(model: type[models.Model]) -> set[str]:
    database = connections[model._default_manager.db]
    with database.cursor() as cursor:
        return {
            column.name
            for column in database.introspection.get_table_description(cursor, model._meta.db_table)
        }


def _links_to_answers() -> list[str]:
    """Foreign keys of any table that point at a single answer or token."""
    targets = {model._meta.db_table for model in ALLOWED}
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            relations = connection.introspection.get_relations(cursor, table)
            found += [f"{table}.{name}" for name, (_column, other) in relations.items() if other in targets]
    return found


def _attack() -> str:
    """Answer as planted people, then look for them; what was found, or nothing."""
    form = FormDefinition(slug=f"attempt-{random_key()}", version=1, source=ATTACK_FORM)
    form.save()
    survey = services.open_survey(form.slug, form, closes_at=clock.now() + dt.timedelta(hours=1))
    marks = random.SystemRandom().sample([(a, b) for a in range(10) for b in range(10)], PLANTED)
    before = LedgerRecord.objects.count()
    for first, second in marks:
        services.take(survey, {"mark": first, "second": second}, secrets.token_urlsafe(18))
    if LedgerRecord.objects.count() != before:
        return "The ledger tells the moment of single answers."
    if SpentToken.objects.filter(survey=survey).exists():
        return "A token is spent in the main database before its batch is full."
    held = _in_table_order(HeldAnswer, survey)
    if _follows(held, marks):
        return "The holding table keeps the order in which answers came."
    if services.settle(survey) != PLANTED:
        return "A full batch was not moved."
    settled = _in_table_order(AnonymousAnswer, survey)
    if _follows(settled, marks) or _follows(settled, held):
        return "The answers keep the order in which they came."
    return ""


def _follows(order: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    """Whether one order can be told from the other, forwards or backwards: Spearman's rank correlation
    beyond 0.95, which chance gives once in two hundred thousand checks of twelve."""
    count = len(order)
    apart = sum((order.index(mark) - place) ** 2 for place, mark in enumerate(other))
    return abs(1 - 6 * apart / (count * (count**2 - 1))) > 0.95


def _in_table_order(model: type[HeldAnswer] | type[AnonymousAnswer], survey: Survey) -> list[tuple[int, int]]:
    """The planted answers as the table holds them, in the database's own order of rows."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    database = connections[model._default_manager.db]
    column, key = "survey_id", str(survey.pk)
    if database.alias == HOLDING:
        column, key = "survey", survey.seal_id.hex if database.vendor == "sqlite" else str(survey.seal_id)
    sql = f"SELECT id FROM {model._meta.db_table} WHERE {column} = %s ORDER BY {place}"  # noqa: S608  # constants
    with database.cursor() as cursor:
        cursor.execute(sql, [key])
        keys = [row[0] for row in cursor.fetchall()]
    rows: dict[int, Any] = {row.pk: row.choices for row in model._default_manager.filter(pk__in=keys)}
    return [(rows[key]["mark"], rows[key]["second"]) for key in keys]
