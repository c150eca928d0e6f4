"""Rows in the order in which they came would tell who was first. So each coming writes all again, under
the same lock, answers and tokens each in a new random order: what lies in the file, in a page of it or in
the table's own order says nothing. `secure_delete` overwrites what was there before."""

from __future__ import annotations

import random
import uuid

from legation.surveys.holding.models import HeldAnswer, HeldToken
from legation.surveys.models import random_key

shuffler = random.SystemRandom()


def stir(survey: uuid.UUID) -> None:
    """In the caller's transaction; rows that are leaving with a batch already are left alone."""
    answers = list(HeldAnswer.objects.filter(survey=survey, batch=None))
    tokens = list(HeldToken.objects.filter(survey=survey, batch=None))
    HeldAnswer.objects.filter(survey=survey, batch=None).delete()
    HeldToken.objects.filter(survey=survey, batch=None).delete()
    shuffler.shuffle(answers)
    shuffler.shuffle(tokens)
    for answer in answers:
        answer.pk = random_key()
    HeldAnswer.objects.bulk_create(answers)
    HeldToken.objects.bulk_create(tokens)
