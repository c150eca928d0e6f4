"""What surveys refuse is said in the language of whoever is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from legation.kernel.errors import LegationError
from legation.questions.services.forms import publish
from legation.surveys import demonstration, services
from legation.surveys.packing import SIGNS
from tests.questions.test_refusals import spoken
from tests.surveys.test_taking import opened

pytestmark = pytest.mark.django_db
OURS = {"en": "問", "zh-hant": "問", "ja": "問", "es": "問", "ar": "問"}
OPTIONS = [{"value": f"v{number}", "label": OURS} for number in range(len(SIGNS) + 1)]


def checked(kind: str, *, anonymous: bool = True, **more: Any) -> None:
    form = demonstration._form("how-did-we-do")
    form["steps"][0]["questions"].append({"id": "more", "kind": kind, "label": OURS, **more})
    services.check_form(publish("nosy", form).definition, anonymous=anonymous)


def repeating() -> None:
    form = demonstration._form("how-did-we-do")
    form["steps"][0]["repeat"] = {"most": 3, "add": OURS, "entry": OURS}
    services.check_form(publish("again", form).definition, anonymous=True)


def answered() -> None:
    survey = opened()
    services.take(survey, {"mark": 7}, "")
    services.set_anonymous(survey, False)


REFUSED: dict[str, Callable[[], object]] = {
    "nothing is kept for later": lambda: services.draft_save(opened(), {"answers": {}}),
    "a file": lambda: checked("file"),
    "a number without an end": lambda: checked("number", anonymous=False),
    "numbers far apart": lambda: checked("number", least=0, most=2000),
    "a name": lambda: checked("text"),
    "a step that repeats": repeating,
    "more answers than can be counted": lambda: checked("choice", choices=OPTIONS),
    "the mode after an answer": answered,
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_refusal_is_said_in_chinese(why: str) -> None:
    with translation.override("zh-hant"):
        with pytest.raises(LegationError) as refusal:
            REFUSED[why]()
        spoken(refusal.value.sentence)
