"""Judging free texts: let one stand, with words blacked out or not, or hide it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.edge.bulletin import Change, announce
from legation.kernel.errors import Conflict
from legation.ledger.services import Act, record
from legation.privacy import gateway
from legation.surveys.models import AnonymousAnswer, NamedAnswer, Survey
from legation.surveys.results.models import Judgement, PublicTexts
from legation.surveys.results.permissions import WHY
from legation.surveys.results.telling import blacked_out

AnswerRow = AnonymousAnswer | NamedAnswer
shuffler = random.SystemRandom()
SHOWN, HIDDEN = "shown", "hidden"
MOST_PUBLIC = 1000  # texts of a question with the public results
AT_ONCE = 200


@dataclass(frozen=True)
class Text:
    """One free text: as it was written, as it is shown (empty where it is not), what was decided."""

    row: AnswerRow
    question: str
    written: str
    shown: str
    judged: str


@dataclass(frozen=True)
class Decision:
    """What is to become of the text of one answer (by its key) to one question."""

    answer: int
    question: str
    show: bool
    black_out: Sequence[str] = ()


def pending(survey: Survey) -> int:
    """How many answers with free text nobody has judged."""
    return _with_words(survey).filter(judged={}).count()


def opened(reader: gateway.Reader, survey: Survey, rows: Sequence[AnswerRow]) -> list[Text]:
    """The texts of these answers, with a receipt. Raises NotPermitted."""
    found: list[Text] = []
    read = gateway.read(reader, WHY, rows, ["words", "shown_words"], reference=survey.slug) if rows else []
    for row, each in zip(rows, read, strict=True):
        written = json.loads(each["words"] or "{}")
        shown = json.loads(each["shown_words"] or "{}")
        found += [
            Text(row, question, str(text), shown.get(question, ""), row.judged.get(question, ""))
            for question, text in written.items()
        ]
    return found


def some_rows(survey: Survey, judged: str, most: int, after: int = -1) -> list[AnswerRow]:
    """Answers with free text that wait to be judged (empty), or of which something was judged so."""
    rows = _with_words(survey).filter(pk__gt=after).order_by("pk")
    if not judged:
        return list(rows.filter(judged={})[:most])
    found = Q(pk=None)
    for number, question in enumerate(question.id for question in survey.form.definition):
        rows = rows.alias(**{f"judged{number}": KeyTransform(question, "judged")})
        found |= Q(**{f"judged{number}": judged})
    return list(rows.filter(found)[:most])


def judge(survey: Survey, reader: gateway.Reader, by: User, decisions: Iterable[Decision]) -> int:
    """Apply the decisions; returns how many. Texts that are public change at once. Raises Conflict for an
    answer that is gone."""
    by_answer: dict[int, list[Decision]] = {}
    for each in decisions:
        by_answer.setdefault(each.answer, []).append(each)
    done = 0
    with transaction.atomic():
        rows = list(_with_words(survey).select_for_update(of=("self",)).filter(pk__in=by_answer))
        if len(rows) < len(by_answer):
            raise Conflict(_("One of these answers is not there any more. Open the texts again."))
        texts: dict[int, dict[str, Text]] = {}
        for text in opened(reader, survey, rows):
            texts.setdefault(text.row.pk, {})[text.question] = text
        for row in rows:
            done += _judge_one(survey, by, row, texts[row.pk], by_answer[row.pk])
        transaction.on_commit(lambda: announce(settings.LEGATION_DATA, Change.UPDATE, ["surveys"]))
    return done


def make_public(survey: Survey, question: str, reader: gateway.Reader, *, public: bool, by: User) -> None:
    """Show the texts of a question, as moderators let them stand, with the public results, or no more."""
    with transaction.atomic():
        PublicTexts.objects.filter(survey=survey, question=question).delete()
        if public:
            texts = _some_that_stand(survey, question, reader)
            PublicTexts.objects.create(survey=survey, question=question, texts=texts)
        record(
            Act(
                "survey.texts",
                actor=by.subject_id,
                office=_office(survey),
                detail={"survey": survey.slug, "question": question, "public": public},
            )
        )
        transaction.on_commit(lambda: announce(settings.LEGATION_DATA, Change.UPDATE, ["surveys"]))


def _some_that_stand(survey: Survey, question: str, reader: gateway.Reader) -> list[str]:
    """The texts that stand, in random order: all of them, or so many drawn by lot. They are opened some at a time,
    and no more than are shown, however many there are."""
    rows = _with_words(survey).alias(judgement=KeyTransform(question, "judged"))
    drawn: list[int] = []
    for number, key in enumerate(rows.filter(judgement=SHOWN).values_list("pk", flat=True).iterator()):
        if number < MOST_PUBLIC:
            drawn.append(key)
        elif (place := shuffler.randint(0, number)) < MOST_PUBLIC:
            drawn[place] = key
    texts: list[str] = []
    for start in range(0, len(drawn), AT_ONCE):
        some = list(_with_words(survey).filter(pk__in=drawn[start : start + AT_ONCE]))
        texts += [text.shown for text in opened(reader, survey, some) if text.question == question]
    shuffler.shuffle(texts)
    return texts


def _judge_one(
    survey: Survey, by: User, row: AnswerRow, texts: dict[str, Text], decisions: Sequence[Decision]
) -> int:
    shown = {text.question: text.shown for text in texts.values() if text.shown}
    done = 0
    for each in decisions:
        text = texts.get(each.question)
        if text is None:
            continue
        new = blacked_out(text.written, [*each.black_out]) if each.show else ""
        act = Judgement.Act.HIDDEN
        if each.show:
            act = Judgement.Act.SHOWN if new == text.written else Judgement.Act.REDACTED
        row.judged = {**row.judged, each.question: SHOWN if each.show else HIDDEN}
        shown = (
            {**shown, each.question: new}
            if each.show
            else {k: v for k, v in shown.items() if k != each.question}
        )
        Judgement.objects.create(survey=survey, question=each.question, act=act, by=by)
        detail = {"survey": survey.slug, "question": each.question, "judged": str(act)}
        record(Act("survey.text", actor=by.subject_id, office=_office(survey), detail=detail))
        _republish(survey, each.question, text.shown, new)
        done += 1
    row.shown_words = json.dumps(shown, ensure_ascii=False) if shown else None
    row.save(update_fields=["judged", "shown_words"])
    return done


def _republish(survey: Survey, question: str, before: str, now: str) -> None:
    public = PublicTexts.objects.select_for_update().filter(survey=survey, question=question).first()
    if public is None:
        return
    if before in public.texts:
        public.texts.remove(before)
    if now and len(public.texts) < MOST_PUBLIC:
        public.texts.insert(shuffler.randint(0, len(public.texts)), now)
    public.save(update_fields=["texts"])


def _with_words(survey: Survey):  # type: ignore[no-untyped-def]  # a set of one of two models
    rows = survey.answers if survey.anonymous else survey.named
    return rows.exclude(words=None).select_related("survey__seal" if survey.anonymous else "subject")


def _office(survey: Survey) -> str:
    return survey.office.slug if survey.office else ""
