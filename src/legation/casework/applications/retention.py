"""The end of keeping: answers and files go so many days after their case has ended as the form says.

A form says it for all its answers, and earlier for single ones; where it says nothing, the data map does.
The versions that corrections keep go with them. What a reopened case needs stays: it has not ended.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from legation.casework.applications.models import Application, Correction
from legation.casework.cases.models import ENDED, Case
from legation.kernel import clock
from legation.ledger.services import Act, record
from legation.privacy.data_map import DATA_MAP
from legation.privacy.gateway import deliver
from legation.questions.answers import Answer, entries
from legation.questions.definition import Definition
from legation.questions.models import Attachment, Erasure, FormDefinition
from legation.questions.services import attachments

MOST_AT_ONCE = 500
EVERYTHING = "*"


def erase_due() -> int:
    """Erase what is due; returns of how many applications something went."""
    erased = 0
    for form in FormDefinition.objects.filter(pk__in=Application.objects.values("form")):
        for days, what in terms(form.definition):
            for pk in due(form, days).values_list("pk", flat=True)[:MOST_AT_ONCE]:
                erased += _erase(pk, days, what)
    return erased


def terms(definition: Definition) -> Iterator[tuple[int, frozenset[str]]]:
    """After how many days which questions' answers go, soonest first; last: everything there is."""
    whole = definition.retention or DATA_MAP["applications.Application"].personal["answers"].keep.days
    single = {question.retention for question in definition if question.retention is not None}
    for days in sorted(days for days in single if days < whole):
        yield (
            days,
            frozenset(q.id for q in definition if q.retention is not None and q.retention <= days),
        )
    yield whole, frozenset({EVERYTHING})


def due(form: FormDefinition, days: int) -> QuerySet[Application]:
    """The applications on this form whose case ended so long ago and of which this has not gone since: what
    was corrected after a case was reopened has its days anew."""
    gone = Erasure.objects.filter(
        reference=OuterRef("case__number"), days__gte=days, at__gte=OuterRef("case__ended_at")
    )
    return Application.objects.filter(
        ~Exists(gone),
        form=form,
        case__state__in=ENDED,
        case__ended_at__lte=clock.now() - dt.timedelta(days=days),
    )


def still_held(since: dt.timedelta) -> tuple[int, int]:
    """How many applications hold answers or files whose time was over so long ago, and how many were looked at.
    It looks at what is there, not at what was noted as erased; of each form at the latest."""
    held = looked = 0
    for form in FormDefinition.objects.filter(pk__in=Application.objects.values("form")):
        for days, what in terms(form.definition):
            ended = clock.now() - dt.timedelta(days=days) - since
            over = Application.objects.filter(
                form=form, case__state__in=ENDED, case__ended_at__lt=ended, case__subject__erased_at=None
            )
            latest = over.select_related("case__subject").order_by("-case__ended_at")[:MOST_AT_ONCE]
            looked += len(latest)
            held += sum(_holds(application, what) for application in latest)
    return held, looked


def _holds(application: Application, what: frozenset[str]) -> bool:
    """Whether any of these answers is there, in any version, or a file that answers them."""
    number = application.case.number
    files = Attachment.objects.filter(reference=number).values_list("question", flat=True)
    if any(EVERYTHING in what or _question(name) in what for name in files):
        return True
    texts = list(deliver(application, ["answers"]).values())
    for correction in application.case.corrections.all():
        correction.case = application.case
        texts += deliver(correction, ["earlier_answers", "later_answers"]).values()
    held = [text for text in texts if text]
    return bool(held) if EVERYTHING in what else any(text != _without(text, what) for text in held)


def _question(name: str) -> str:
    """The question of a place, be it in an entry."""
    return name.rpartition(".")[2]


def _erase(pk: int, days: int, what: frozenset[str]) -> bool:
    """False when the case was reopened meanwhile."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("subject").get(application=pk)
        application = Application.objects.select_related("form").get(pk=pk)
        if not due(application.form, days).filter(pk=pk).exists():
            return False
        application.case = case
        for attachment in Attachment.objects.filter(reference=case.number):
            if EVERYTHING in what or _question(attachment.question) in what:
                attachments.discard(attachment)
        _empty(application, ["answers"], what)
        for correction in case.corrections.all():
            correction.case = case
            _empty(correction, ["earlier_answers", "later_answers"], what)
        Erasure.objects.update_or_create(reference=case.number, defaults={"days": days, "at": clock.now()})
        act = Act(
            "answers.erased",
            about=(case.subject_id,),
            reason="the time of keeping is over",
            detail={"case": case.number, "days": days, "questions": sorted(what)},
        )
        record(act)
    return True


def _empty(row: Application | Correction, fields: list[str], what: frozenset[str]) -> None:
    """Take the answers to these questions out of the row."""
    held = {} if EVERYTHING in what else deliver(row, fields)
    for field in fields:
        setattr(row, field, _without(held[field], what) if held.get(field) else None)
    row.save(update_fields=fields)


def _without(held: str, what: frozenset[str]) -> str:
    """The answers but those to these questions, which have no other id in the form, be it in an entry or, in a
    correction, under the name of its place."""
    answers: dict[str, Answer] = json.loads(held)
    places: list[dict[str, Answer]] = [answers]
    places += [entry for name in answers for entry in entries(answers, name)]
    for place in places:
        for name in [name for name in place if _question(name) in what]:
            del place[name]
    return json.dumps(answers, ensure_ascii=False)
