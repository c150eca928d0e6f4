"""A survey that is open, with answers that a program made up, and one that is closed."""

from __future__ import annotations

import datetime as dt
import json
import random
from importlib.resources import files
from typing import Any

from legation.kernel import clock
from legation.questions.composing.services import ship
from legation.surveys.models import AnonymousAnswer, Survey
from legation.surveys.packing import pack
from legation.surveys.results.services.publishing import publish_results
from legation.surveys.services import open_survey

SEED = 20261124
CHOOSING: dict[str, dict[str, list[int]]] = {
    "how-did-we-do": {"satisfied": [6, 13, 31, 88, 66], "found": [120, 61, 23], "came-for": [90, 70, 28, 16]},
    "opening-hours": {"when": [44, 71, 16], "how-often": [12, 60, 59]},
}
OFFERED = {"how-did-we-do": ["letter", "appointment"]}
WORDS = {
    "how-did-we-do": [
        "I found the fee, but not how to pay it.",
        "The page about documents was clear.",
        "希望辦理時間能寫得更清楚。",
        "申請步驟很清楚，謝謝。",
        "أود أن أرى أوقات الدوام في أعلى الصفحة.",
    ]
}


def load() -> None:
    """Open both surveys and fill them; does nothing when they are there."""
    now = clock.now()
    _load("how-did-we-do", now - dt.timedelta(days=40), now + dt.timedelta(days=180), 204)
    _load("opening-hours", now - dt.timedelta(days=120), now - dt.timedelta(days=30), 131)


def _load(slug: str, opens: dt.datetime, closes: dt.datetime, count: int) -> None:
    if Survey.objects.filter(slug=slug).exists():
        return
    form = ship(slug, _form(slug))
    survey = open_survey(slug, form, opens_at=opens, closes_at=closes, public_results=True)
    Survey.objects.filter(pk=survey.pk).update(offered_after=OFFERED.get(slug, []), resumable=True)
    dice = random.Random(SEED)  # noqa: S311  # made-up answers, the same each time
    columns = {question: _column(slug, question, count, dice) for question in CHOOSING[slug]}
    words = WORDS.get(slug, [])
    last = min(closes, clock.now()).date()
    answers = []
    for place in range(count):
        text = json.dumps({"words": words[place]}, ensure_ascii=False) if place < len(words) else None
        day = max(last - dt.timedelta(days=dice.randrange(30)), opens.date())
        choices = {question: column[place] for question, column in columns.items()}
        code = pack(form.definition, choices)
        answers.append(AnonymousAnswer(survey=survey, day=day, choices=choices, code=code, words=text))
    AnonymousAnswer.objects.bulk_create(answers)
    survey.settled = count
    survey.save(update_fields=["settled"])
    publish_results(survey)


def _column(slug: str, question: str, count: int, dice: random.Random) -> list[Any]:
    """The made-up answers to one question, as often as `CHOOSING` says, in random order."""
    form = _form(slug)
    asked = next(q for step in form["steps"] for q in step["questions"] if q["id"] == question)
    values = [choice["value"] for choice in asked.get("choices", [])] or list(
        range(asked["least"], asked["most"] + 1)
    )
    column = [
        value for value, often in zip(values, CHOOSING[slug][question], strict=True) for _ in range(often)
    ]
    column = (column * 2)[:count]
    dice.shuffle(column)
    return [[value] for value in column] if asked["kind"] == "many" else column


def _form(slug: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("legation.surveys").joinpath("definitions", f"{slug}.json").read_text("utf-8")
    )
    return found
