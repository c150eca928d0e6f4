"""Taking an answer: once for each token, never more than the survey takes, and then kept.

Of an anonymous answer nothing is written to the main database, not even that somebody answered: its
time would tell. It is durable in the holding store before this returns.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import Mapping

from django.db import DatabaseError, transaction

from legation.kernel.commits import together
from legation.ledger.services import Act, record
from legation.privacy.models import Subject
from legation.questions.definition import Answer
from legation.surveys.holding.models import HeldAnswer, HeldToken, Tally
from legation.surveys.models import Choices, NamedAnswer, NamedTally, SpentToken, Survey, token_key
from legation.surveys.packing import pack
from legation.surveys.services import stirring
from legation.surveys.services.settling import move_when_many
from legation.surveys.services.splitting import split
from legation.surveys.services.tallies import counted, locked, quota_counts

log = logging.getLogger(__name__)


class Outcome(enum.Enum):
    """What became of an answer."""

    TAKEN = "taken"
    ALREADY = "already"  # this token was used before; that answer counts
    CLOSED = "closed"  # or not open yet
    FULL = "full"  # it has the number of answers at which it closes
    QUOTA = "quota"  # there are enough answers such as this one


def take(survey: Survey, answers: Mapping[str, Answer], token: str) -> Outcome:
    """Keep one complete answer; only TAKEN has changed anything. Twice with the same token counts once."""
    choices, words = split(survey.form.definition, answers)
    key = token_key(survey.seal_id, token)
    if not survey.anonymous:
        return together(lambda: _take_named(survey, choices, words, key))
    outcome = _hold(survey, choices, words, key)
    if outcome is Outcome.TAKEN:
        try:
            move_when_many(survey)
        except DatabaseError as error:  # it is taken all the same, and the task moves it within minutes
            log.warning("A batch of answers is not moved yet: %s", type(error).__name__)
    return outcome


def _hold(survey: Survey, choices: Choices, words: str, key: int) -> Outcome:
    with locked(survey) as tally:
        # Held ones first: a token leaves there only after it has arrived in the main database.
        if HeldToken.objects.filter(pk=key).exists() or SpentToken.objects.filter(pk=key).exists():
            return Outcome.ALREADY
        stored = Survey.objects.get(pk=survey.pk)
        if tally.closed or not stored.anonymous:
            return Outcome.CLOSED
        refused = _judge(stored, tally, choices)
        if refused:
            return refused
        HeldToken.objects.create(pk=key, survey=survey.seal_id)
        answer = HeldAnswer(survey=survey.seal_id, choices=choices, words=words or None)
        answer.seal = survey.seal
        answer.save(force_insert=True)
        stirring.stir(survey.seal_id)
        tally.save()
    return Outcome.TAKEN


def _take_named(survey: Survey, choices: Choices, words: str, key: int) -> Outcome:
    with transaction.atomic():
        stored = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
        if SpentToken.objects.filter(pk=key).exists():
            return Outcome.ALREADY
        if stored.anonymous:
            return Outcome.CLOSED
        tally, new = NamedTally.objects.get_or_create(survey=stored)
        if new or set(tally.quotas) != {f"{quota['question']}={quota['value']}" for quota in stored.quotas}:
            tally.complete = stored.named.count()
            tally.quotas = quota_counts(stored.quotas, stored.named.values_list("choices", flat=True))
        refused = _judge(stored, tally, choices)
        if refused:
            return refused
        SpentToken.objects.create(pk=key, survey=stored)
        person = Subject.objects.create()
        NamedAnswer.objects.create(
            survey=stored,
            subject=person,
            choices=choices,
            code=pack(survey.form.definition, choices),
            words=words or None,
        )
        tally.save()
        record(Act("survey.answered", about=(person.pk,), detail={"survey": stored.slug}))
    return Outcome.TAKEN


def _judge(stored: Survey, tally: Tally | NamedTally, choices: Choices) -> Outcome | None:
    """Why an answer is refused, or None; then it is counted in the row, which is not saved yet."""
    if not stored.is_open:
        return Outcome.CLOSED
    if stored.closes_after is not None and tally.complete >= stored.closes_after:
        return Outcome.FULL
    counts = counted(stored.quotas, tally, choices)
    if counts is None:
        return Outcome.QUOTA
    tally.complete, tally.quotas = tally.complete + 1, counts
    return None
