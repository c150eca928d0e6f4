"""A survey with every kind of question that can be counted, and answers to it."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Sequence
from typing import Any

from legation.kernel import clock
from legation.offices.models import Office
from legation.privacy.models import Subject
from legation.questions.services.forms import publish
from legation.surveys.models import AnonymousAnswer, NamedAnswer, Survey
from legation.surveys.packing import pack
from legation.surveys.services import open_survey

TOPICS, HOURS = ("visa", "passport", "notary"), ("morning", "noon", "evening")


def listed(values: Sequence[str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": {"en": value.title()}} for value in values]


def asks(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "label": {"en": name.title()}, **more}


FORM: dict[str, Any] = {
    "languages": ["en"],
    "title": {"en": "Everything"},
    "steps": [
        {
            "id": "all",
            "title": {"en": "All"},
            "questions": [
                asks("topic", "choice", choices=listed(TOPICS)),
                asks("hours", "many", choices=listed(HOURS), required=False),
                asks("mark", "scale", least=1, most=5),
                asks("recommend", "nps"),
                asks(
                    "parts",
                    "matrix",
                    required=False,
                    rows=listed(("desk", "phone")),
                    choices=listed(("good", "bad")),
                ),
                asks("order", "ranking", choices=listed(HOURS)),
                asks("waited", "number", least=0, most=90),
                asks("words", "long", required=False),
            ],
        }
    ],
}


def make_survey(office: Office | None = None, *, anonymous: bool = True, **more: Any) -> Survey:
    form = publish("everything", FORM)
    closes = clock.now() + dt.timedelta(days=7)
    return open_survey("everything", form, closes_at=closes, office=office, anonymous=anonymous, **more)


def an_answer(dice: random.Random) -> dict[str, Any]:
    found = {
        "topic": dice.choices(TOPICS, [70, 27, 3])[0],
        "mark": dice.randint(1, 5),
        "recommend": dice.randint(0, 10),
        "order": dice.sample(HOURS, 3),
        "waited": min(90, round(dice.gammavariate(2, 10))),
    }
    if dice.random() < 0.9:
        found["hours"] = sorted(dice.sample(HOURS, dice.randint(1, 3)))
    if dice.random() < 0.8:
        found["parts"] = {row: dice.choice(("good", "bad")) for row in ("desk", "phone")}
    return found


def fill(survey: Survey, count: int, *, seed: int = 1, words: Sequence[str] = (), **fixed: Any) -> None:
    """So many answers more, on the last three days; the first ones say these words."""
    dice = random.Random(seed)
    today = clock.today()
    rows: list[AnonymousAnswer | NamedAnswer] = []
    for number in range(count):
        choices = {**an_answer(dice), **fixed}
        text = json.dumps({"words": words[number]}, ensure_ascii=False) if number < len(words) else None
        same: dict[str, Any] = {
            "survey": survey,
            "choices": choices,
            "code": pack(survey.form.definition, choices),
            "words": text,
        }
        if survey.anonymous:
            rows.append(AnonymousAnswer(day=today - dt.timedelta(days=number % 3), **same))
        else:
            rows.append(NamedAnswer(subject=Subject.objects.create(), **same))
    if survey.anonymous:
        AnonymousAnswer.objects.bulk_create([row for row in rows if isinstance(row, AnonymousAnswer)])
        survey.settled += count
        survey.save(update_fields=["settled"])
    else:
        NamedAnswer.objects.bulk_create([row for row in rows if isinstance(row, NamedAnswer)])
