"""The tests that are marked `postgresql`, once more with PostgreSQL as the database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgresql.server import server

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(1800)  # some hundred tests
@pytest.mark.skipif("LEGATION_DATABASE_URL" in os.environ, reason="this is that second run")
def test_what_must_hold_on_postgresql_holds() -> None:
    with server() as url:
        answer = subprocess.run(
            [sys.executable, "-m", "pytest", "-m", "postgresql and not browser", "-x", "--create-db"],
            cwd=ROOT,
            env={
                **os.environ,
                "LEGATION_DATABASE_URL": url,
                # Under one name Django would make the test database of the second store over the first.
                "LEGATION_HOLDING_DATABASE_URL": url.replace("/postgres", "/holding"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode == 0, answer.stdout[-4000:] + answer.stderr[-2000:]
    assert " passed" in answer.stdout
