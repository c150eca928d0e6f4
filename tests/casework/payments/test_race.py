"""A fee is paid once and a thing handed over once, with real databases and many at once."""

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


def race(data: Path, at_once: int, rounds: int, **environment: str) -> None:
    command = [sys.executable, "-m", "tests.casework.payments.race", str(at_once), str(rounds)]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
        "LEGATION_DATA": str(data),
        "LEGATION_PAYMENTS": "sandbox",
        **environment,
    }
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    told = json.loads(answer.stdout.splitlines()[-1])
    assert told == {
        "paid once": rounds,
        "what came too often went back": rounds,
        "handed over once": rounds,
    }


@pytest.mark.usefixtures("django_db_setup")
def test_at_once_on_sqlite(tmp_path: Path) -> None:
    race(tmp_path, at_once=10, rounds=1)


@pytest.mark.storm
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_again_and_again(tmp_path: Path, kind: str) -> None:
    at_once, rounds = (50, 3) if SHORT else (100, 50)
    if kind == "sqlite":
        race(tmp_path, at_once, rounds)
        return
    with server() as url:
        race(tmp_path, at_once, rounds, LEGATION_DATABASE_URL=url)
