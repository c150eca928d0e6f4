"""Many people answer at the same moment. Run as a program of its own, in a data folder and databases of its
own: `python -m tests.surveys.race PEOPLE ROUNDS` prints what came of it."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests import template

if TYPE_CHECKING:
    from legation.surveys.models import Survey

PEOPLE, ROUNDS = (int(word) for word in (*sys.argv[1:3], "0", "0")[:2])
FORM: dict[str, Any] = {
    "languages": ["en"],
    "title": {"en": "Race"},
    "steps": [
        {
            "id": "one",
            "title": {"en": "One"},
            "questions": [
                {"id": "mark", "kind": "scale", "label": {"en": "Mark"}, "least": 0, "most": 9},
            ],
        }
    ],
}


def main() -> None:
    template.prepare(Path(os.environ["LEGATION_DATA"]))
    told: Counter[str] = Counter()
    for number in range(ROUNDS):
        for anonymous in (True, False):
            told += _last_answers(number, anonymous)
            told += _quota(number, anonymous)
            told += _double_clicks(number, anonymous)
    sys.stdout.write(json.dumps(dict(told)) + "\n")


def opened(slug: str, *, anonymous: bool = True, **extra: Any) -> Survey:
    from legation.kernel import clock
    from legation.questions.models import FormDefinition
    from legation.surveys import services
    from legation.surveys.models import Survey

    form = FormDefinition.objects.create(slug=slug, version=1, source=FORM)
    closes = clock.now() + dt.timedelta(days=1)
    survey = services.open_survey(slug, form, closes_at=closes, anonymous=anonymous)
    Survey.objects.filter(pk=survey.pk).update(**extra)
    return Survey.objects.select_related("form", "seal").get(pk=survey.pk)


def stored(survey: Survey) -> int:
    """Answers wherever they lie, each counted where it is."""
    from legation.surveys.holding.models import HeldAnswer

    held = HeldAnswer.objects.filter(survey=survey.seal_id).exclude(
        batch__in=list(survey.batches.values_list("pk", flat=True))
    )
    return held.count() + survey.answers.count() + survey.named.count()


def _last_answers(number: int, anonymous: bool) -> Counter[str]:
    """Five places are left."""
    from legation.surveys import services

    survey = opened(f"last-{number}-{anonymous}".lower(), anonymous=anonymous, closes_after=25)
    for person in range(20):
        services.take(survey, {"mark": 1}, f"early-{person}")
    told = _all_at_once(survey, lambda person: ({"mark": person % 10}, f"late-{person}"))
    exact = stored(survey) == 25 == services.count(survey)
    return Counter({"last taken": told["taken"], "last full": told["full"], "last exact": int(exact)}) + _odd(
        told
    )


def _quota(number: int, anonymous: bool) -> Counter[str]:
    """Seven may say 3, and everybody else what they like."""
    survey = opened(
        f"quota-{number}-{anonymous}".lower(),
        anonymous=anonymous,
        quotas=[{"question": "mark", "value": "3", "most": 7}],
    )
    told = _all_at_once(survey, lambda person: ({"mark": 3 if person % 2 else 4}, f"{person}"))
    return Counter({"quota taken": told["taken"], "quota refused": told["quota"]}) + _odd(told)


def _double_clicks(number: int, anonymous: bool) -> Counter[str]:
    """Each token is used ten times."""
    survey = opened(f"double-{number}-{anonymous}".lower(), anonymous=anonymous)
    told = _all_at_once(survey, lambda person: ({"mark": 1}, f"{person // 10}"))
    exact = stored(survey) == PEOPLE // 10
    return Counter(
        {"double taken": told["taken"], "already": told["already"], "double exact": int(exact)}
    ) + _odd(told)


def _odd(told: Counter[str]) -> Counter[str]:
    known = ("taken", "full", "quota", "already", "settled")
    return Counter({name: count for name, count in told.items() if name not in known})


def _all_at_once(survey: Survey, answer: Callable[[int], tuple[dict[str, Any], str]]) -> Counter[str]:
    """Everybody at the same moment, while batches are being moved."""
    from django.db import connections

    from legation.surveys import services

    told: Counter[str] = Counter()
    together, ended = threading.Barrier(PEOPLE + 1), threading.Event()

    def one(person: int) -> None:
        answers, token = answer(person)
        together.wait()
        try:
            told[services.take(survey, answers, token).value] += 1
        except Exception as error:  # noqa: BLE001  # every other end is a fault, by its name
            told[f"{type(error).__name__}: {error}"] += 1
        connections.close_all()

    def settling() -> None:
        together.wait()
        while not ended.wait(0.02):
            if survey.anonymous:
                told["settled"] += services.settle(survey)
        connections.close_all()

    threads = [threading.Thread(target=one, args=(person,)) for person in range(PEOPLE)]
    mover = threading.Thread(target=settling)
    for thread in (mover, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    ended.set()
    mover.join()
    return told


if __name__ == "__main__":
    main()
