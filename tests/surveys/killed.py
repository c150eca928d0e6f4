"""A process that is killed at its n-th statement, for many n. Run as a program of its own, in a data folder
of its own: `python -m tests.surveys.killed EVERY` (1 for every statement) prints how many kills there were and what was found wrong.

Each round a child process takes an answer and moves what is held; it tells each acknowledged answer through
a pipe, and kills itself before or after a statement. Then another goes on as after a restart.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests import template

if TYPE_CHECKING:
    from legation.surveys.models import Survey

MOST = 400


def main(every: int) -> None:
    template.prepare(Path(os.environ["LEGATION_DATA"]))
    from legation.surveys.services import settling
    from tests.surveys.race import opened

    settling.BATCH = 3  # for the children too: each round moves a batch
    survey = opened("killed")
    acknowledged: list[str] = []
    wrong: Counter[str] = Counter()
    kills = 0
    for after in (False, True):
        for place in range(1, MOST, every):
            told, killed = _in_a_child(lambda write: _answer_and_move(survey, write), place, after)
            acknowledged += told
            kills += killed
            _in_a_child(lambda write: _move(survey), 0, after)
            wrong += _look(survey, len(acknowledged))
            if not killed:
                break
        else:
            wrong["never came to the end"] += 1
    sys.stdout.write(json.dumps({"kills": kills, "acknowledged": len(acknowledged), **wrong}) + "\n")


def _answer_and_move(survey: Survey, write: Callable[[str], None]) -> None:
    """Enough answers for a batch, each acknowledged, then the move."""
    import secrets

    from legation.surveys import services

    for _ in range(3):
        token = secrets.token_urlsafe(9)
        if services.take(survey, {"mark": 1}, token) is services.Outcome.TAKEN:
            write(token)
    services.settle(survey)


def _move(survey: Survey) -> None:
    from legation.surveys import services

    services.settle(survey)


def _look(survey: Survey, acknowledged: int) -> Counter[str]:
    """Every acknowledged answer once, with as many tokens; at most one more, killed before it was told."""
    from django.db import connections

    from legation.ledger.models import LedgerRecord
    from legation.surveys import services
    from legation.surveys.holding.models import HeldAnswer, HeldToken
    from legation.surveys.models import SpentToken, Survey

    held, tokens = HeldAnswer.objects.count(), HeldToken.objects.count()
    moved, spent = survey.answers.count(), SpentToken.objects.count()
    row = Survey.objects.get(pk=survey.pk)
    found = {
        "lost": acknowledged > held + moved,
        "tokens and answers differ": (held, moved) != (tokens, spent),
        "wrong number": row.settled != moved or services.count(row) != held + moved,
        "left marked": HeldAnswer.objects.exclude(batch=None).exists(),
        "record missing or doubled": LedgerRecord.objects.filter(action="survey.batch").count()
        != survey.batches.count(),
    }
    connections.close_all()
    return Counter(name for name, true in found.items() if true)


def _in_a_child(
    work: Callable[[Callable[[str], None]], None], place: int, after: bool
) -> tuple[list[str], bool]:
    """What it told, and whether it was killed; `place` 0: it is not."""
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _die_at(place, after)
        work(lambda text: void(os.write(writing, f"{text}\n".encode())))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read().split()
    _pid, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"the child ended with {os.WEXITSTATUS(status)}")
    return told, os.WIFSIGNALED(status)


def _die_at(place: int, after: bool) -> None:
    """SIGKILL before or after the statement of this number, in whichever database, begins and commits too."""
    from django.db import connections

    count = 0

    def watch(run: Callable[[], Any]) -> Any:
        nonlocal count
        count += 1
        if place == count and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = run()
        if place == count and after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    for connection in connections.all():
        connection.execute_wrappers.append(
            lambda execute, sql, params, many, context: watch(lambda: execute(sql, params, many, context))
        )
        commit = connection._commit  # type: ignore[attr-defined]  # Django's own, not in the stubs
        connection._commit = lambda commit=commit: watch(commit)  # type: ignore[attr-defined]  # likewise


def void(_value: object) -> None:
    """A function that returns nothing."""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legation.config.settings")
    main(int(sys.argv[1]))
