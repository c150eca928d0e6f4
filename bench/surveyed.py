"""Makes the survey of `bench.surveys` and measures it, each time the median of three; prints one line of
figures. LEGATION_DATA names a data folder of its own, which it writes to."""

from __future__ import annotations

import datetime as dt
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

import psutil  # noqa: E402  # after the set-up
from django.db import connection  # noqa: E402

from bench.queued import SUPERVISOR, signed_in  # noqa: E402
from legation.accounts.models import User  # noqa: E402
from legation.accounts.staff.permissions import reader  # noqa: E402
from legation.kernel import clock  # noqa: E402
from legation.offices.models import Office  # noqa: E402
from legation.questions.services.forms import publish  # noqa: E402
from legation.surveys.models import AnonymousAnswer, Survey  # noqa: E402
from legation.surveys.packing import pack  # noqa: E402
from legation.surveys.results import counting  # noqa: E402
from legation.surveys.results.exports.rows import Source  # noqa: E402
from legation.surveys.results.exports.writing import csv_pieces  # noqa: E402
from legation.surveys.services import open_survey  # noqa: E402

PART, DAYS, KINDS = 10_000, 40, 2_000
SELECTION = "?only-c0=v1&only-c0=v2&rows=c1&columns=s0"


def form() -> dict[str, Any]:
    """Ten questions: choices, several answers, scales, a likelihood, a matrix, a ranking."""

    def listed(count: int) -> list[dict[str, Any]]:
        return [{"value": f"v{number}", "label": {"en": f"Answer {number}"}} for number in range(count)]

    def asks(name: str, kind: str, **more: Any) -> dict[str, Any]:
        return {"id": name, "kind": kind, "label": {"en": f"Question {name}"}, **more}

    questions = [
        *(asks(f"c{number}", "choice", choices=listed(5)) for number in range(4)),
        asks("m0", "many", choices=listed(6), required=False),
        asks("s0", "scale", least=1, most=5),
        asks("s1", "scale", least=1, most=5),
        asks("n0", "nps"),
        asks("x0", "matrix", rows=listed(4), choices=listed(5)),
        asks("r0", "ranking", choices=listed(4)),
    ]
    step = {"id": "all", "title": {"en": "All"}, "questions": questions}
    return {"languages": ["en"], "title": {"en": "Bench"}, "steps": [step]}


def an_answer(dice: random.Random) -> dict[str, Any]:
    """As the store keeps what was chosen."""
    values = [f"v{number}" for number in range(6)]
    found: dict[str, Any] = {f"c{n}": dice.choices(values[:5], [40, 25, 20, 10, 5])[0] for n in range(4)}
    if dice.random() < 0.8:
        found["m0"] = dice.sample(values, dice.randint(1, 4))
    found |= {"s0": dice.randint(1, 5), "s1": dice.randint(1, 5), "n0": dice.randint(0, 10)}
    found["x0"] = {row: dice.choice(values[:5]) for row in values[:4]}
    found["r0"] = dice.sample(values[:4], 4)
    return found


def grow(size: int) -> Survey:
    """The survey with so many answers; of two thousand kinds, so that making them does not take an hour."""
    office = Office.objects.get(slug="london")
    closes = clock.now() + dt.timedelta(days=30)
    survey = open_survey(f"bench-{size}", publish("bench", form()), closes_at=closes, office=office)
    definition, today = survey.form.definition, clock.today()
    dice = random.Random(7)  # noqa: S311  # made-up answers, the same each time
    kinds = [(choices, pack(definition, choices)) for choices in (an_answer(dice) for _ in range(KINDS))]
    for start in range(0, size, PART):
        rows = []
        for number in range(start, min(start + PART, size)):
            choices, code = dice.choice(kinds)
            day = today - dt.timedelta(days=number % DAYS)
            rows.append(AnonymousAnswer(survey=survey, day=day, choices=choices, code=code))
        AnonymousAnswer.objects.bulk_create(rows)
    survey.settled = size
    survey.save(update_fields=["settled"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return survey


def timed(act: Callable[[], object], *, anew: bool) -> float:
    """Seconds by the clock."""
    times = []
    for _ in range(3):
        if anew:
            counting.forget()
        before = time.perf_counter()
        act()
        times.append(time.perf_counter() - before)
    return statistics.median(times)


def exported(survey: Survey, user: User) -> dict[str, float]:
    """Seconds, bytes, and by how many megabytes the process grows after its first thousand lines."""
    process, before = psutil.Process(), time.perf_counter()
    size, first, most = 0, 0, 0
    for number, piece in enumerate(csv_pieces(Source(survey, reader(user, survey.office)))):
        size += len(piece)
        if number == 5_000:
            first = process.memory_info().rss
        if number % 20_000 == 0:
            most = max(most, process.memory_info().rss)
    return {"export": time.perf_counter() - before, "bytes": size, "memory": max(0, most - first) / 1e6}


def main(size: int) -> None:
    """Grow, look, export."""
    survey = grow(size)
    user = User.objects.get(email=SUPERVISOR)
    browser, path = signed_in(user), f"/staff/surveys/{survey.slug}/"

    def page(query: str = "") -> None:
        answer = browser.get(path + query, secure=True)
        assert answer.status_code == 200, answer.status_code
        assert b"<svg" in answer.content

    page()
    found = {
        "answers": float(size),
        "questions": float(len(list(survey.form.definition))),
        "page": timed(page, anew=True),
        "selection": timed(lambda: page(SELECTION), anew=True),
        "again": timed(lambda: page(SELECTION), anew=False),
    }
    counting.forget()
    sys.stdout.write(json.dumps({**found, **exported(survey, user)}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
