"""An honest restore into the data folder by the command line: nothing silent, nobody brought back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from legation.accounts.models import User
from legation.ledger import batches
from legation.ledger.services import Act, record
from legation.resilience.backups import restoring, services

LOOK = """
import django
django.setup()
from legation.ledger import batches, verify
from legation.privacy.models import Subject
print(verify.verify(), batches.head().size, Subject.objects.filter(erased_at=None).count())
"""


@pytest.mark.django_db
@pytest.mark.usefixtures("own_data")
def test_the_log_continues_with_a_signed_entry(member: User, tmp_path: Path) -> None:
    record(Act("test.before"))
    batches.batch()
    size = batches.tiles().size
    assert services.backup_now().failure == ""
    site = tmp_path / "site"
    restoring.restore_to(site)
    environment = {
        **os.environ,
        "LEGATION_DATA": str(site),
        "LEGATION_BACKUP_URL": str(tmp_path / "backup"),
        "LEGATION_MASTER_KEY_FILE": str(Path(settings.LEGATION_MASTER_KEY_FILE).absolute()),
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
    }

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    act = "import django; django.setup(); from legation.ledger import batches; "
    act += "from legation.ledger.services import Act, record; "
    act += "from legation.privacy.models import Subject; Subject.objects.get().erase(); "
    run("-c", act + "record(Act('test.one')); record(Act('test.two')); batches.batch()")
    said = run("-m", "legation.cli", "restore")
    assert f"Records lost: {size}-" in said
    assert "The former database is" in said
    problems, size_now, people = run("-c", LOOK).split()
    assert problems == "[]"
    assert int(size_now) > size + 2
    assert people == "0"
