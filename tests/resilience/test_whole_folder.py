"""The whole data folder put back to an older copy, by the command line: found through the backups."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from legation.accounts.models import User
from legation.ledger import batches
from legation.ledger.services import Act, record
from legation.resilience.backups import restoring, services

ACT = """
import django
django.setup()
from legation.ledger import batches
from legation.ledger.services import Act, record
record(Act("test.one"))
record(Act("test.two"))
batches.batch()
"""


@pytest.mark.django_db
@pytest.mark.usefixtures("own_data")
def test_it_is_found_and_a_restore_is_not_called_tampering(member: User, tmp_path: Path) -> None:
    record(Act("test.before"))
    batches.batch()
    assert services.backup_now().failure == ""
    site, older = tmp_path / "site", tmp_path / "older"
    restoring.restore_to(site)
    environment = {
        **os.environ,
        "LEGATION_DATA": str(site),
        "LEGATION_BACKUP_URL": str(tmp_path / "backup"),
        "LEGATION_MASTER_KEY_FILE": str(Path(settings.LEGATION_MASTER_KEY_FILE).absolute()),
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
    }

    def run(*arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=check
        )
        return done.stdout

    def told() -> dict[str, tuple[bool, str]]:
        found = json.loads(run("-m", "legation.cli", "check", "--json", check=False))
        return {seen["what"]: (seen["fine"], seen["told"]) for seen in found}

    run("-c", ACT)
    shutil.copytree(site, older)
    run("-c", ACT)
    run("-m", "legation.cli", "backup", "now")
    assert told()["heads kept elsewhere"][0] is True
    shutil.rmtree(site)
    older.rename(site)
    found = told()
    assert found["record of acts"] == (True, "complete and unchanged")
    fine, words = found["heads kept elsewhere"]
    assert not fine
    assert "gone: the backup of" in words
    assert "The whole data folder was put back to an older copy." in words
    run("-m", "legation.cli", "restore")
    found = told()
    assert found["record of acts"] == (True, "complete and unchanged")
    assert found["heads kept elsewhere"][0] is True
