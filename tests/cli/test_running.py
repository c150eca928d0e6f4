"""The running site: what is killed comes back, what is moved away heals, and nothing is left behind."""

from __future__ import annotations

import signal
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from legation.cli.supervisor import certificate
from legation.edge.bulletin import Change, announce
from tests.running import Running, ended, wait_for


def test_the_site_answers_over_tls_and_plain_http_only_points_there(running: Running) -> None:
    assert running.get("/en/cookies/").status == 200
    from legation.kernel.http import Client

    plain = Client(f"http://localhost:{running.http_port}").get("/en/?a=b")
    assert (plain.status, plain.header("location")) == (301, f"{running.origin}/en/?a=b")


@pytest.mark.parametrize("name", ["web", "redirect", "tasks-default", "schedule", "clamd"])
def test_what_is_killed_comes_back(running: Running, name: str) -> None:
    if not running.service_pid(name):
        pytest.skip("not part of this site")
    old = running.kill(name)
    running.back(name, old)
    wait_for(lambda: _reads(running), 30, "reading goes on")
    wait_for(lambda: _points_there(running), 30, "plain HTTP points there")


def test_whoever_waits_for_an_answer_comes_before_the_tasks(running: Running) -> None:
    web = psutil.Process(running.service_pid("web")).nice()
    for name in ("tasks-default", "tasks-recurring"):
        assert psutil.Process(running.service_pid(name)).nice() > web
    assert psutil.Process(running.service_pid("detector")).nice() == web, "attacks are noticed in time"


def test_a_killed_worker_is_replaced_while_reading_goes_on(running: Running) -> None:
    import psutil

    workers = psutil.Process(running.service_pid("web")).children()
    workers[0].send_signal(signal.SIGKILL)
    wait_for(lambda: _reads(running), 10, "reading goes on")


def test_reading_goes_on_while_the_database_is_away(running: Running) -> None:
    assert running.get("/en/cookies/").status == 200
    database = running.data / "legation.sqlite3"
    away = database.with_name("away.sqlite3")
    database.rename(away)
    try:
        announce(running.data, Change.UPDATE, ["*"])
        read = running.get("/en/cookies/")
        assert read.status == 200
        form = urlencode({"email": "a@b.example", "password": "x"}).encode()
        kind = {"content-type": "application/x-www-form-urlencoded", "origin": running.origin}
        sent = running.client().ask("POST", "/en/account/login/", headers=kind, body=form)
        assert sent.status in (403, 500, 503)
        assert b"Traceback" not in sent.body
        assert b"<h1" in sent.body
        assert b'"database": "away"' in wait_for(lambda: running.get("/healthz"), 5, "health").body
        assert not database.exists()
    finally:
        away.rename(database)
    wait_for(lambda: b'"database": "ok"' in running.get("/healthz").body, 10, "the database is back")
    wait_for(lambda: not running.get("/en/cookies/").header("legation-stale"), 10, "pages are made anew")


def test_a_new_certificate_is_used_without_a_restart(running: Running) -> None:
    before = _certificate(running)
    folder = running.data / "tls"
    owner = folder.stat()
    certificate.make(folder / "certificate.pem", folder / "key.pem", ("localhost",))
    for file in folder.iterdir():
        _give(file, owner.st_uid, owner.st_gid)
    wait_for(
        lambda: all(_certificate(running) != before for _ in range(20)), 40, "every worker serves the new one"
    )
    wait_for(lambda: _reads(running), 10, "reading goes on")


def test_a_second_start_beside_the_first_is_refused(running: Running) -> None:
    again = running.command("run")
    assert again.returncode == 1
    assert "cannot be used" in again.stderr


def test_ending_leaves_nothing_and_a_second_start_is_quick(own_site: Callable[..., Running]) -> None:
    site = own_site(afresh=True)
    site.start()
    everything = site.everything()
    assert len(everything) > 5
    site.stop(signal.SIGINT)
    wait_for(lambda: all(ended(pid) for pid in everything), 10, "all have ended")
    site.start()
    everything = site.everything()
    site.stop(signal.SIGKILL)
    wait_for(lambda: all(ended(pid) for pid in everything), 20, "all have ended though nobody told them")
    refused = subprocess.run(
        [sys.executable, "-m", "legation.cli", "run"],
        env={**site.environment, "LEGATION_DEMONSTRATION": "no"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "demonstration" in refused.stderr


def _points_there(running: Running) -> bool:
    from legation.kernel.errors import Unavailable
    from legation.kernel.http import Client

    try:
        return Client(f"http://localhost:{running.http_port}").get("/en/").status == 301
    except Unavailable:
        return False


def _reads(site: Running) -> bool:
    from legation.kernel.errors import Unavailable

    try:
        return site.get("/en/cookies/").status == 200
    except Unavailable:
        return False


def _certificate(site: Running) -> str:
    return ssl.get_server_certificate(("localhost", site.port))


def _give(file: Path, user: int, group: int) -> None:
    import os

    if os.geteuid() == 0:
        os.chown(file, user, group)
