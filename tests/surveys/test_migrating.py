"""What an older version held in the main database moves to the holding store when this one is installed."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from unittest import mock

import pytest

from legation.kernel.keys import seal
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject
from legation.privacy.sealing import Sealed
from legation.surveys.holding.models import HeldAnswer

pytestmark = pytest.mark.django_db


def test_held_answers_move_with_their_words() -> None:
    key_of = Subject.objects.create()
    context = "surveys.heldanswer.words"
    words = Sealed(seal(key_of.key(), b'{"words": "long"}', f"{context}:{key_of.pk}"), context)
    survey = SimpleNamespace(seal_id=key_of.pk)
    rows = [
        mock.Mock(survey=survey, choices={"mark": 1}, words=words),
        mock.Mock(survey=survey, choices={"mark": 2}, words=None),
    ]
    apps = mock.Mock()
    apps.get_model().objects.select_related().iterator.return_value = rows
    import_module("legation.surveys.migrations.0002_holding_store").hold(apps, None)
    held = {answer.choices["mark"]: answer for answer in HeldAnswer.objects.all()}
    assert deliver(held[1], ["words"]) == {"words": '{"words": "long"}'}
    assert held[2].words is None
    assert all(row.delete.called for row in rows)
