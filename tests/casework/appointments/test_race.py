"""No time is ever sold twice, with real databases and many people at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgresql.server import server

ROOT = Path(__file__).resolve().parents[3]
SHORT = os.environ.get("LEGATION_STORM") == "short"


def race(data: Path, people: int, rounds: int, **environment: str) -> None:
    command = [sys.executable, "-m", "tests.casework.appointments.race", str(people), str(rounds)]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
        "LEGATION_DATA": str(data),
        **environment,
    }
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    told = json.loads(answer.stdout.splitlines()[-1])
    assert told == {
        "booked": rounds,
        "refused": (people - 1) * rounds,
        "sold once": rounds,
        "sold twice": 0,
    }


@pytest.mark.usefixtures("django_db_setup")
def test_the_last_place_on_sqlite(tmp_path: Path) -> None:
    race(tmp_path, people=25, rounds=2)


@pytest.mark.storm
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_hundred_people_and_the_last_place(tmp_path: Path, kind: str) -> None:
    people, rounds = (200, 5) if SHORT else (200, 100)
    if kind == "sqlite":
        race(tmp_path, people, rounds)
        return
    with server() as url:
        race(tmp_path, people, rounds, LEGATION_DATABASE_URL=url)
