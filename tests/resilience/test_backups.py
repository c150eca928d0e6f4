"""A backup is proved by a real restore; damage is found; erased people stay erased."""

from __future__ import annotations

import datetime as dt
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from legation.accounts.models import User
from legation.assurance.inside import InsideSite
from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.ledger.models import LedgerRecord
from legation.privacy.models import Subject
from legation.questions.models import FormDefinition
from legation.resilience.backups import databases, erasures, restoring, services
from legation.resilience.backups.controls import TheLastBackupWasRestored
from legation.resilience.backups.models import BackupRun
from legation.resilience.backups.restic import Repository
from legation.surveys import services as surveys
from legation.surveys.controls import ATTACK_FORM
from legation.surveys.holding.models import HeldAnswer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_data")]


@pytest.fixture
def run(own_data: Path, member: User) -> BackupRun:
    upload = own_data / "uploads" / "ab" / "abc"
    upload.parent.mkdir(parents=True)
    upload.write_text("uploaded")
    (own_data / "keys").mkdir()
    (own_data / "keys" / "master.key").write_text("not in the backup")
    done = services.backup_now()
    assert done.failure == ""
    return done


def person(path: Path, subject: Subject) -> tuple[bytes | None, str | None]:
    with closing(sqlite3.connect(path)) as database:
        query = "SELECT wrapped_key, erased_at FROM privacy_subject WHERE id = ?"
        found: tuple[bytes | None, str | None] = database.execute(query, [subject.pk.hex]).fetchone()
        return found


def test_a_backup_is_verified_and_recorded_and_leaves_nothing_behind(run: BackupRun, own_data: Path) -> None:
    assert run.ok
    assert run.verified_at is not None
    assert run.bytes > 0
    assert not (own_data / "backup").exists()
    assert not (own_data / "backup-keys").exists()
    assert LedgerRecord.objects.filter(action="backup.verified").exists()
    assert (own_data / "keys" / "backup.password").stat().st_mode & 0o777 == 0o600
    assert not services.due()
    with clock.at(clock.now() + dt.timedelta(hours=24)):
        assert services.due()


def test_a_restore_brings_files_database_and_keys_but_no_master_key(
    run: BackupRun, member: User, tmp_path: Path
) -> None:
    target = tmp_path / "restored"
    restoring.restore_to(target)
    assert (target / "uploads" / "ab" / "abc").read_text() == "uploaded"
    assert not (target / "keys").exists()
    key, erased_at = person(target / "legation.sqlite3", member.subject)
    assert key == bytes(member.subject.wrapped_key or b"")
    assert erased_at is None


def test_the_copy_of_the_database_holds_no_key(run: BackupRun, member: User, tmp_path: Path) -> None:
    Repository().fetch(run.snapshot, tmp_path / "raw")
    copy = tmp_path / "raw" / "backup" / databases.SQLITE_COPY
    assert person(copy, member.subject) == (None, None)
    assert bytes(member.subject.wrapped_key or b"-") not in copy.read_bytes()


def test_who_is_erased_after_the_backup_stays_erased(
    run: BackupRun, member: User, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a pytest-django fixture
        member.subject.erase()
    assert erasures.erased() == {member.subject.pk.hex}
    target = tmp_path / "restored"
    restoring.restore_to(target)
    key, erased_at = person(target / "legation.sqlite3", member.subject)
    assert key is None
    assert erased_at is not None


def test_a_damaged_repository_is_not_called_verified(
    run: BackupRun, tmp_path: Path, inside: InsideSite, caplog: pytest.LogCaptureFixture
) -> None:
    pack = max((tmp_path / "backup" / "data").glob("*/*"), key=lambda path: path.stat().st_size)
    pack.chmod(0o600)
    content = bytearray(pack.read_bytes())
    content[len(content) // 2] ^= 1
    pack.write_bytes(content)
    again = services.verify_last()
    assert again.verified_at is None
    assert "restic" in again.failure
    assert TheLastBackupWasRestored().check(inside).kept is None


def test_without_restic_the_run_fails_in_plain_words(
    own_data: Path, inside: InsideSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    run = services.backup_now()
    assert run.failure == "The program restic is missing: apt-get install restic"
    assert not run.ok
    assert TheLastBackupWasRestored().check(inside).kept is None


def test_a_restore_needs_a_backup_an_empty_folder_and_a_stopped_site(
    run: BackupRun, own_data: Path, tmp_path: Path
) -> None:
    with pytest.raises(LegationError, match="no backup of that time"):
        restoring.restore_to(tmp_path / "early", dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(LegationError, match="not empty"):
        restoring.restore_to(tmp_path / "full")
    (own_data / "run" / "state.json").write_text('{"pid": 1}')
    with pytest.raises(LegationError, match="running"):
        restoring.restore()


def test_backups_do_not_run_twice_at_once(own_data: Path) -> None:
    with services._alone(), pytest.raises(LegationError, match="Another backup"):
        services.backup_now()


def test_no_copy_holds_what_must_pass(own_data: Path, member: User, client: Client, tmp_path: Path) -> None:
    form = FormDefinition.objects.create(slug="survey", version=1, source=ATTACK_FORM)
    survey = surveys.open_survey("survey", form, closes_at=clock.now() + dt.timedelta(days=1))
    surveys.take(survey, {"mark": 3}, "token")
    own_data.mkdir(exist_ok=True)
    (own_data / "holding.sqlite3").write_bytes(b"held")
    (own_data / "holding.sqlite3-journal").write_bytes(b"held")
    client.force_login(member)
    run = services.backup_now()
    assert run.failure == ""
    Repository().fetch(run.snapshot, tmp_path / "raw")
    with closing(sqlite3.connect(tmp_path / "raw" / "backup" / databases.SQLITE_COPY)) as copy:
        assert copy.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
        tables = [name for (name,) in copy.execute("SELECT name FROM sqlite_master")]
        assert not [name for name in tables if name.startswith("holding_")]
        assert copy.execute("SELECT count(*) FROM surveys_survey").fetchone() == (1,)
    assert not [path for path in (tmp_path / "raw").rglob("*") if "holding" in path.name]
    assert HeldAnswer.objects.filter(survey=survey.seal_id).count() == 1


def test_the_account_of_who_left_after_the_backup_does_not_come_back(
    run: BackupRun, member: User, tmp_path: Path
) -> None:
    erasures.note([member.subject.pk.hex])
    target = tmp_path / "restored"
    restoring.restore_to(target)
    content = (target / "legation.sqlite3").read_bytes()
    with closing(sqlite3.connect(target / "legation.sqlite3")) as database:
        row = database.execute("SELECT email, is_active, password FROM accounts_user").fetchone()
        assert row == (f"left-{member.pk}@account.invalid", 0, "!")
        assert database.execute("SELECT count(*) FROM account_emailaddress").fetchone() == (0,)
    assert member.email.encode() not in content


def test_of_the_access_log_only_the_newest_copy_is_kept(own_data: Path, member: User, tmp_path: Path) -> None:
    record = own_data / "traffic" / "parquet" / "2026010100-1.parquet"
    record.parent.mkdir(parents=True)
    record.write_text("old")
    first = services.backup_now()
    record.rename(record.with_name("2026010200-1.parquet"))
    assert services.backup_now().failure == ""
    Repository().fetch(first.snapshot, tmp_path / "first")
    assert not (tmp_path / "first" / "traffic").exists()
    assert len(Repository().snapshots("traffic")) == 1
    restoring.restore_to(tmp_path / "restored")
    assert [path.name for path in (tmp_path / "restored" / "traffic" / "parquet").iterdir()] == [
        "2026010200-1.parquet"
    ]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_copy_of_postgresql_leaves_the_holding_store_out(tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        return  # the copy of a SQLite file is another file
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as beside:
        beside.execute("CREATE SCHEMA holding CREATE TABLE held (answer text)")
        databases.dump(tmp_path, tmp_path / "keys")
        beside.execute("DROP SCHEMA holding CASCADE")
    listed = subprocess.run(
        ["pg_restore", "--list", tmp_path / databases.POSTGRES_COPY],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "surveys_survey" in listed
    assert "holding" not in listed


@pytest.mark.postgresql
def test_accounts_of_the_erased_are_closed_and_no_others(member: User, editor: User) -> None:
    member.subject.erase()
    with connection.cursor() as cursor:
        for statement in databases.CLOSE_ACCOUNTS:
            cursor.execute(statement)
    kept = {user.pk: (user.email, user.is_active) for user in User.objects.all()}
    assert kept == {
        member.pk: (f"left-{member.pk}@account.invalid", False),
        editor.pk: ("editor@example.org", True),
    }
    assert set(EmailAddress.objects.values_list("user", flat=True)) == {editor.pk}
