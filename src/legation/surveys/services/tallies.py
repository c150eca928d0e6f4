"""How many answers there are, exactly: one row a survey, which is locked while an answer is taken or moved.

The row of an anonymous survey lies in the holding store. When that was lost, or the main database was put
back to an older copy, the numbers of both no longer agree, and the row is counted anew.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connections, transaction

from legation.surveys.holding import HOLDING
from legation.surveys.holding.models import HeldAnswer, Tally
from legation.surveys.models import AnonymousAnswer, Choices, NamedTally, Quota, Survey

Counts = dict[str, int]
_one_writer = threading.RLock()  # SQLite writes for one at a time; waiting here is fairer than there


@contextmanager
def locked(survey: Survey) -> Iterator[Tally]:
    """A transaction of the holding store in which nobody else takes or moves answers of this survey; the
    counts are right. Save the row when it was changed."""
    if connections[HOLDING].vendor != "sqlite":
        with _transaction(survey) as tally:
            yield tally
        return
    with _one_writer, _transaction(survey) as tally:
        yield tally


@contextmanager
def _transaction(survey: Survey) -> Iterator[Tally]:
    with transaction.atomic(using=HOLDING):
        Tally.objects.bulk_create([Tally(survey=survey.seal_id)], ignore_conflicts=True)
        tally = Tally.objects.select_for_update().get(pk=survey.seal_id)
        _in_step(survey, tally)
        yield tally


def is_full(survey: Survey) -> bool:
    """Whether a survey that closes at a number has it, some minutes before `is_closed` says so. Asked without
    waiting for anybody: `take` decides."""
    if survey.closes_after is None:
        return False
    tally: Tally | NamedTally | None
    if survey.anonymous:
        tally = Tally.objects.filter(pk=survey.seal_id).first()
    else:
        tally = NamedTally.objects.filter(survey=survey).first()
    return tally is not None and tally.complete >= survey.closes_after


def count(survey: Survey) -> int:
    """Complete answers so far, held ones too: for whom it is not secret that somebody has just answered."""
    if not survey.anonymous:
        return survey.named.count()
    with locked(survey) as tally:
        return tally.complete


def counted(quotas: Iterable[Quota], tally: Tally | NamedTally, choices: Choices) -> Counts | None:
    """The counts of the quotas once this answer is in; None when one of them is full already."""
    after = dict(tally.quotas)
    for quota in quotas:
        if gives(choices, quota):
            after[name(quota)] = after.get(name(quota), 0) + 1
            if after[name(quota)] > quota["most"]:
                return None
    return after


def gives(choices: Choices, quota: Quota) -> bool:
    """Whether an answer counts towards the quota."""
    given = choices.get(quota["question"])
    return quota["value"] in ([str(value) for value in given] if isinstance(given, list) else [str(given)])


def name(quota: Quota) -> str:
    """How the tally calls it."""
    return f"{quota['question']}={quota['value']}"


def quota_counts(quotas: Iterable[Quota], answers: Iterable[Choices]) -> Counts:
    """Counted from the answers themselves."""
    wanted = list(quotas)
    counts = {name(quota): 0 for quota in wanted}
    if wanted:
        for choices in answers:
            for quota in wanted:
                counts[name(quota)] += gives(choices, quota)
    return counts


def _in_step(survey: Survey, tally: Tally) -> None:
    """Count anew when the main database holds another number than this row was made with, or when the
    quotas are others. A batch may arrive there meanwhile: then again."""
    while True:
        stored = Survey.objects.values("settled", "quotas").get(pk=survey.pk)
        known = {name(quota) for quota in stored["quotas"]}
        if stored["settled"] == tally.settled and known == set(tally.quotas):
            return
        arrived = set(survey.batches.values_list("pk", flat=True))
        held = [
            choices
            for batch, choices in HeldAnswer.objects.filter(survey=survey.seal_id).values_list(
                "batch", "choices"
            )
            if batch not in arrived
        ]
        moved = AnonymousAnswer.objects.filter(survey=survey).values_list("choices", flat=True)
        counts: Mapping[str, int] = quota_counts(
            stored["quotas"], [*held, *(moved.iterator() if stored["quotas"] else ())]
        )
        if Survey.objects.values_list("settled", flat=True).get(pk=survey.pk) != stored["settled"]:
            continue
        tally.complete = stored["settled"] + len(held)
        tally.settled, tally.quotas = stored["settled"], dict(counts)
        tally.save()
