"""Answers leave the holding store in batches of at least ten, shuffled, and tokens apart from them.

Two databases cannot commit together, so a batch goes in three steps, each a transaction, each safe to
repeat: it is marked with a random key in the holding store; it is written to the main database together
with that key and the ledger record; it is deleted where it was held. Whoever comes after a crash goes on
where it stopped: a key that has arrived is not written again.
"""

from __future__ import annotations

from django.db import connections, transaction

from legation.kernel import clock
from legation.ledger.services import Act, record
from legation.privacy.gateway import deliver
from legation.surveys.holding import HOLDING
from legation.surveys.holding.models import HeldAnswer, HeldToken, Tally
from legation.surveys.models import AnonymousAnswer, SettledBatch, SpentToken, Survey, random_key
from legation.surveys.packing import pack
from legation.surveys.services.stirring import shuffler
from legation.surveys.services.tallies import locked

BATCH = 10
MANY = 100  # moved at once, so that stirring stays quick however many come


def settle(survey: Survey) -> int:
    """Move what is held once it is at least ten; after the close, fewer are destroyed, and counted as
    withheld. Returns how many were moved."""
    moved = sum(_arrive(survey, batch) for batch in _leaving(survey))
    batch = _mark(survey)
    if batch is not None:
        moved += _arrive(survey, batch)
    return moved


def move_when_many(survey: Survey) -> None:
    """Move a large batch at once; smaller ones wait for the task."""
    if HeldAnswer.objects.filter(survey=survey.seal_id, batch=None).count() >= MANY:
        settle(survey)


def _leaving(survey: Survey) -> list[int]:
    """Batches that were marked and have not left, since something stopped."""
    found = (
        HeldAnswer.objects.filter(survey=survey.seal_id).exclude(batch=None).values_list("batch", flat=True)
    )
    return sorted({batch for batch in found if batch is not None})


def _mark(survey: Survey) -> int | None:
    """Step one: everything that is held becomes a batch, if it is enough or the survey is over."""
    with locked(survey) as tally:
        over = Survey.objects.get(pk=survey.pk).is_closed
        if over and not tally.closed:
            tally.closed = True
            tally.save()
        held = HeldAnswer.objects.filter(survey=survey.seal_id, batch=None)
        if (count := held.count()) < BATCH and not (over and count):
            return None
        batch = random_key()
        held.update(batch=batch)
        HeldToken.objects.filter(survey=survey.seal_id, batch=None).update(batch=batch)
    return batch


def _arrive(survey: Survey, batch: int) -> int:
    """Steps two and three; how many answers were moved."""
    answers = list(HeldAnswer.objects.filter(survey=survey.seal_id, batch=batch))
    tokens = list(HeldToken.objects.filter(survey=survey.seal_id, batch=batch))
    moved = _write(survey, batch, answers, tokens) if answers else 0
    _leave(survey, batch)
    return moved


def _write(survey: Survey, batch: int, answers: list[HeldAnswer], tokens: list[HeldToken]) -> int:
    """Step two: into the main database, or only counted there when they are too few."""
    with transaction.atomic():
        stored = (
            Survey.objects.select_for_update(of=("self",)).select_related("seal", "form").get(pk=survey.pk)
        )
        if SettledBatch.objects.filter(pk=batch).exists():
            return 0
        SettledBatch.objects.create(pk=batch, survey=stored)
        detail: dict[str, str | int] = {"survey": stored.slug, "answers": len(answers)}
        if len(answers) < BATCH:
            stored.withheld += len(answers)
            stored.save(update_fields=["withheld"])
            record(Act("survey.withheld", detail=detail))
            return 0
        shuffler.shuffle(answers)
        shuffler.shuffle(tokens)
        AnonymousAnswer.objects.bulk_create([_for_good(stored, answer) for answer in answers])
        SpentToken.objects.bulk_create([SpentToken(pk=token.pk, survey=stored) for token in tokens])
        stored.settled += len(answers)
        stored.save(update_fields=["settled"])
        record(Act("survey.batch", detail=detail))
    return len(answers)


def _for_good(survey: Survey, held: HeldAnswer) -> AnonymousAnswer:
    """All of a batch have the same day: were it the day on which each came, the only one of a day would
    be that of the only visitor of that day."""
    held.seal = survey.seal
    return AnonymousAnswer(
        survey=survey,
        day=min(clock.today(), survey.closed_at.date()),
        choices=held.choices,
        code=pack(survey.form.definition, held.choices),
        words=deliver(held, ["words"])["words"] or None,
    )


def _leave(survey: Survey, batch: int) -> None:
    """Step three: gone from the holding store, and the tally in step with the main database again."""
    with locked(survey) as tally:
        HeldAnswer.objects.filter(survey=survey.seal_id, batch=batch).delete()
        HeldToken.objects.filter(survey=survey.seal_id, batch=batch).delete()
        tally.settled = Survey.objects.values_list("settled", flat=True).get(pk=survey.pk)
        tally.save()
    _sweep()


def _sweep() -> None:
    """PostgreSQL leaves what was deleted in the file until it is swept; SQLite has overwritten it."""
    store = connections[HOLDING]
    if store.vendor != "postgresql" or store.in_atomic_block:
        return
    with store.cursor() as cursor:
        for model in (HeldAnswer, HeldToken, Tally):
            cursor.execute(f"VACUUM FULL {model._meta.db_table}")  # constants
