"""A survey closes at exactly N, and a quota is exactly its number, however many answer at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgresql.server import server

ROOT = Path(__file__).resolve().parents[2]
SHORT = os.environ.get("LEGATION_STORM") == "short"


def race(data: Path, people: int, rounds: int, **environment: str) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
        "LEGATION_DATA": str(data),
        **environment,
    }
    command = [sys.executable, "-m", "tests.surveys.race", str(people), str(rounds)]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    told = json.loads(answer.stdout.splitlines()[-1])
    times = 2 * rounds  # anonymous and not
    assert told == {
        "last taken": 5 * times,
        "last full": (people - 5) * times,
        "last exact": times,
        "quota taken": (people // 2 + 7) * times,
        "quota refused": (people // 2 - 7) * times,
        "double taken": people // 10 * times,
        "already": (people - people // 10) * times,
        "double exact": times,
    }


@pytest.mark.usefixtures("django_db_setup")
def test_the_last_answers_on_sqlite(tmp_path: Path) -> None:
    race(tmp_path, people=40, rounds=1)


@pytest.mark.storm
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_hundred_last_answers(tmp_path: Path, kind: str) -> None:
    people, rounds = (200, 1) if SHORT else (200, 10)
    if kind == "sqlite":
        race(tmp_path, people, rounds)
        return
    with server() as url:
        race(tmp_path, people, rounds, LEGATION_DATABASE_URL=url)


@pytest.mark.usefixtures("django_db_setup")
def test_killed_at_any_statement_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    told = killed(tmp_path, every=9)
    assert told.pop("kills") > 15
    assert told.pop("acknowledged") > 15
    assert told == {}


@pytest.mark.storm
def test_killed_at_every_statement_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    told = killed(tmp_path, every=1)
    assert told.pop("kills") > 150
    assert told.pop("acknowledged") > 150
    assert told == {}


def killed(data: Path, every: int) -> dict[str, int]:
    """What was found wrong, with how often."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
        "LEGATION_DATA": str(data),
    }
    environment.pop("LEGATION_DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.surveys.killed", str(every)]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    found: dict[str, int] = json.loads(answer.stdout.splitlines()[-1])
    return found
