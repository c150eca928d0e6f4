"""Scans and findings: opened by what is seen, closed only by a clean rescan."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings
from typer.testing import CliRunner

from legation.accounts.models import User
from legation.defence.scans import commands, machine_scan, services, site_scan
from legation.defence.scans.models import Finding
from legation.defence.scans.registry import SCANS, Scan, Severity, Weakness
from legation.kernel import clock, http
from legation.kernel.errors import Conflict, LegationError, Unavailable
from legation.kernel.http import Answer

WEAK = Weakness("weak", Severity.HIGH, "It is weak; strengthen it.")
DESK = "/staff/security/scans/"


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch, db: None) -> list[Weakness]:
    """What the only scan sees."""
    weaknesses: list[Weakness] = []
    monkeypatch.setattr(services, "SCANS", {"trial": Scan("trial", "Trial", lambda: list(weaknesses))})
    return weaknesses


def test_a_finding_opens_once_and_only_a_clean_rescan_closes_it(seen: list[Weakness]) -> None:
    seen.append(WEAK)
    services.run_scan("trial")
    services.run_scan("trial")
    finding = Finding.objects.open().get()
    assert finding.deadline - finding.opened_at == dt.timedelta(days=7)
    seen.clear()
    run = services.run_scan("trial")
    finding.refresh_from_db()
    assert finding.closed_by == run
    seen.append(WEAK)
    services.run_scan("trial")
    assert Finding.objects.open().count() == 1
    assert Finding.objects.count() == 2


def test_a_scan_that_cannot_look_closes_nothing(
    seen: list[Weakness], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen.append(WEAK)
    services.run_scan("trial")

    def away() -> list[Weakness]:
        raise Unavailable("The site does not answer.")

    monkeypatch.setattr(services, "SCANS", {"trial": Scan("trial", "Trial", away)})
    assert services.run_scan("trial").failure == "The site does not answer."
    assert Finding.objects.open().count() == 1


def test_nobody_closes_by_hand(seen: list[Weakness]) -> None:
    seen.append(WEAK)
    services.run_scan("trial")
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(closed_at=clock.now())
    with pytest.raises(LegationError):
        services.run_scan("no-such-scan")


def test_a_risk_can_be_accepted_for_a_time_with_a_reason(seen: list[Weakness], member: User) -> None:
    seen.append(WEAK)
    services.run_scan("trial")
    finding, by, today = Finding.objects.get(), member.subject_id, clock.today()
    for until, reason in (
        (today, "why"),
        (today + dt.timedelta(days=91), "why"),
        (today + dt.timedelta(days=9), " "),
    ):
        with pytest.raises(LegationError):
            services.accept(finding, until, reason, by=by)
    services.accept(finding, today + dt.timedelta(days=20), "no attacker reaches it", by=by)
    with clock.at(clock.now() + dt.timedelta(days=10)):
        assert not Finding.objects.overdue().exists()
    with clock.at(clock.now() + dt.timedelta(days=22)):
        assert Finding.objects.overdue().exists()
    seen.clear()
    services.run_scan("trial")
    with pytest.raises(Conflict):
        services.take(finding, by=by)


def test_the_officer_sees_takes_and_accepts(
    client: Client, security_officer: User, seen: list[Weakness]
) -> None:
    seen.append(WEAK)
    services.run_scan("trial")
    finding = Finding.objects.get()
    client.force_login(security_officer)
    assert "strengthen it" in client.get(DESK).content.decode()
    page = f"{DESK}findings/{finding.pk}/"
    assert client.get(page).status_code == 200
    assert client.post(f"{page}take/").status_code == 302
    refused = client.post(page, {"words-reason": "kept words"})
    assert refused.status_code == 422
    assert "kept words" in refused.content.decode()
    day = clock.today() + dt.timedelta(days=5)
    parts = {
        "until_day": day.day,
        "until_month": day.month,
        "until_year": day.year,
        "words-reason": "for now",
    }
    assert client.post(page, parts).status_code == 302
    finding.refresh_from_db()
    assert finding.owner == security_officer.subject_id
    assert finding.is_accepted
    assert client.post(f"{DESK}run/").status_code == 302
    assert client.get("/staff/security/").status_code == 200


def test_others_may_not(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert client.get(DESK).status_code == 403


def test_scans_on_the_command_line(seen: list[Weakness]) -> None:
    run = CliRunner().invoke
    assert run(commands.app, ["run"]).exit_code == 0
    seen.append(WEAK)
    assert run(commands.app, ["run", "trial"]).exit_code == 1
    listed = run(commands.app, ["list", "--json"])
    assert listed.exit_code == 0
    assert [row["key"] for row in json.loads(listed.stdout)] == ["weak"]
    Finding.objects.update(deadline=clock.now() - dt.timedelta(days=1))
    assert run(commands.app, ["list"]).exit_code == 1


GOOD = (
    ("strict-transport-security", "max-age=63072000"),
    ("content-security-policy", "default-src 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str], Answer]], set[str]]:
    """Runs the scan of the site over given answers; the keys it found."""

    def scanned(answer: Callable[[str], Answer]) -> set[str]:
        monkeypatch.setattr(http.Client, "get", lambda self, path: answer(path))
        return {weakness.key for weakness in site_scan.site()}

    return scanned


def test_a_hardened_site_is_clean(answers: Callable[[Callable[[str], Answer]], set[str]]) -> None:
    assert answers(lambda path: Answer(404 if path in site_scan.NEVER_SERVED else 200, GOOD, b"")) == set()


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"strict-transport-security": ""}, "header:/en/:strict-transport-security"),
        ({"content-security-policy": "default-src 'unsafe-inline'"}, "csp:/en/"),
        ({"server": "nginx/1.2"}, "version:server"),
        ({"set-cookie": "a=b; Secure; HttpOnly"}, "cookie:/en/"),
        ({"set-cookie": "a=b; Secure; HttpOnly"}, "flag:a:samesite"),
    ],
)
def test_a_soft_spot_is_seen(
    answers: Callable[[Callable[[str], Answer]], set[str]], change: dict[str, str], key: str
) -> None:
    headers = tuple((dict(GOOD) | change).items())
    assert key in answers(lambda path: Answer(404 if path in site_scan.NEVER_SERVED else 200, headers, b""))


def test_keys_and_traces_that_are_served_are_critical(
    answers: Callable[[Callable[[str], Answer]], set[str]],
) -> None:
    found = answers(lambda path: Answer(200, GOOD, b"Traceback (most recent call last)"))
    assert "served:/keys/master.key" in found
    assert "trace:/en/" in found


def test_an_open_key_file_is_seen(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "keys").mkdir()
    key = tmp_path / "keys" / "master.key"
    shutil.copy(settings.LEGATION_MASTER_KEY_FILE, key)
    settings.LEGATION_DATA, settings.LEGATION_MASTER_KEY_FILE = tmp_path, key
    key.chmod(0o600)
    assert machine_scan.files() == []
    key.chmod(0o644)
    assert [weakness.key for weakness in machine_scan.files()] == ["secret:keys/master.key"]


def test_a_process_of_root_is_seen(tmp_path: Path, settings: Settings) -> None:
    settings.LEGATION_DATA = tmp_path
    with pytest.raises(Unavailable):
        machine_scan.processes()
    (tmp_path / "run").mkdir()
    state = {"services": {"web": {"pid": os.getpid()}}}
    (tmp_path / "run" / "state.json").write_text(json.dumps(state))
    assert bool(machine_scan.processes()) == (os.getuid() == 0)


def test_debugging_is_seen(settings: Settings) -> None:
    assert "debug" not in {weakness.key for weakness in machine_scan.configuration()}
    settings.DEBUG = True
    assert "debug" in {weakness.key for weakness in machine_scan.configuration()}


def test_the_configuration_of_the_demonstration_is_clean() -> None:
    assert machine_scan.configuration() == []


def test_a_library_of_another_version_is_seen() -> None:
    assert list(machine_scan._differences("no-such-library==1.0 \\\n")) == []
    found = list(machine_scan._differences("django==1.0 \\\n    --hash=sha256:00\n"))
    assert [weakness.key for weakness in found] == ["version:django"]


def test_a_scanner_without_signatures_is_seen(scanner: Path, settings: Settings) -> None:
    assert [weakness.key for weakness in machine_scan.malware_scanner()] == ["clamd:signatures"]
    settings.LEGATION_CLAMD = "/nowhere"
    assert [weakness.key for weakness in machine_scan.malware_scanner()] == ["clamd:away"]


@pytest.fixture
def secure_server(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """A TLS server on loopback with a certificate of its own that ends soon."""
    import socket

    from tests.defence.certificates import make

    certificate, key = make(tmp_path, dt.timedelta(days=5))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    settings.LEGATION_ORIGIN = f"https://localhost:{listener.getsockname()[1]}"
    settings.LEGATION_CERTIFICATE = certificate

    def serve() -> None:
        with suppress(OSError):
            while True:
                plain, _address = listener.accept()
                with suppress(OSError), context.wrap_socket(plain, server_side=True) as secure:
                    secure.recv(1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def test_a_certificate_that_ends_soon_is_seen(secure_server: None) -> None:
    assert [weakness.key for weakness in site_scan.tls()] == ["tls:expiry"]


def test_a_site_that_does_not_answer_cannot_be_scanned(settings: Settings) -> None:
    settings.LEGATION_ORIGIN = "https://127.0.0.1:1"
    for name in ("site", "tls"):
        with pytest.raises(Unavailable):
            SCANS[name].run()
