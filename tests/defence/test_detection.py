"""From signals to blocks: counting, blocking, doubling, the allow-list, the process, the desk, the CLI."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from typer.testing import CliRunner

from legation.accounts.models import User
from legation.defence.detection import commands, heartbeat, networks, services
from legation.defence.detection.counting import Hit, Watch
from legation.defence.detection.detector import Detector
from legation.defence.detection.models import Allowed, Block
from legation.defence.detection.scenarios import SCENARIOS, Scenario
from legation.defence.incidents.models import Incident
from legation.edge import signals
from legation.edge.blocks import blocks_file
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError
from legation.ledger.models import LedgerRecord

ADDRESS = "192.0.2.7"
FIREWALL = SCENARIOS[0]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.LEGATION_DATA = tmp_path
    return tmp_path


def hit(address: str = ADDRESS, scenario: Scenario = FIREWALL) -> Hit:
    network = networks.of_address(address)
    assert network is not None
    return Hit(scenario, network, tuple(float(number) for number in range(scenario.count)))


def published(data: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads(blocks_file(data).read_text())["blocks"]
    return found


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_burst_hits_exactly_at_the_limit(scenario: Scenario) -> None:
    watch = Watch()
    kind = min(scenario.kinds)
    hits = [watch.note(ADDRESS, kind, 1000 + number * 0.01) for number in range(scenario.count)]
    assert not any(hits[:-1])
    assert [found.scenario for found in hits[-1]] == [scenario]


def test_slow_signals_hit_nothing() -> None:
    watch = Watch()
    assert not any(watch.note(ADDRESS, "firewall", 1000 + number * 4.0) for number in range(100))


def test_addresses_are_counted_apart_and_ipv6_by_its_64() -> None:
    watch = Watch()
    for number in range(19):
        assert not watch.note(f"192.0.2.{number}", "firewall", 1000)
    for number in range(19):
        assert not watch.note(f"2001:db8::{number}", "firewall", 1000)
    assert str(watch.note("2001:db8::ffff", "firewall", 1000)[0].network) == "2001:db8::/64"


@pytest.mark.parametrize("address", ["", "nonsense", "\x00", "1" * 500])
def test_nonsense_counts_for_nothing(address: str) -> None:
    assert Watch().note(address, "firewall", 1000) == []
    assert Watch().note(ADDRESS, address, 1000) == []


def test_totals_forget_after_an_hour() -> None:
    watch = Watch()
    watch.note(ADDRESS, "firewall", 0)
    watch.note(ADDRESS, "not-found", 1)
    watch.note(ADDRESS, "firewall", 2)
    assert watch.totals(10) == {"firewall": 2, "not-found": 1}
    assert watch.totals(4000) == {}


@pytest.mark.django_db
def test_a_hit_blocks_everywhere_and_keeps_evidence(
    data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        block = services.block_attacker(hit())
    assert block is not None
    assert published(data)[f"{ADDRESS}/32"] == pytest.approx(block.until.timestamp())
    assert block.incident is not None
    assert block.incident.evidence.count() == 1
    assert LedgerRecord.objects.filter(action="block.added").count() == 1


@pytest.mark.django_db
def test_it_is_blocked_once_and_longer_each_time() -> None:
    now = clock.now()
    first = services.block_attacker(hit())
    assert first is not None
    assert services.block_attacker(hit()) is None
    with clock.at(now + dt.timedelta(minutes=11)):
        second = services.block_attacker(hit())
        assert second is not None
        assert second.until - clock.now() == dt.timedelta(minutes=20)
    assert second.incident == first.incident
    assert Incident.objects.count() == 1


@pytest.mark.django_db
def test_this_machine_proxies_and_allowed_networks_are_never_blocked(settings: Settings) -> None:
    settings.LEGATION_TRUSTED_PROXIES = (networks.parse("198.51.100.0/24"),)
    services.allow("203.0.113.0/24", "partner")
    for address in ("127.0.0.1", "::1", "198.51.100.9", "203.0.113.9"):
        assert services.block_attacker(hit(address)) is None
        with pytest.raises(Conflict):
            services.block_by_hand(address, dt.timedelta(hours=1), "")


@pytest.mark.django_db
@pytest.mark.parametrize("network", ["", "nonsense", "0.0.0.0/0", "10.0.0.0/8", "::/0", "1.2.3.4.5", "\x00"])
def test_a_wrong_or_wide_network_is_refused(network: str) -> None:
    with pytest.raises(LegationError):
        services.block_by_hand(network, dt.timedelta(hours=1), "")


@pytest.mark.django_db
def test_allowing_ends_blocks(
    data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    services.block_by_hand(ADDRESS, dt.timedelta(hours=1), "")
    with django_capture_on_commit_callbacks(execute=True):
        services.allow("192.0.2.0/24", "ours")
    assert published(data) == {}


@pytest.mark.django_db
def test_addresses_are_forgotten_after_thirty_days() -> None:
    with clock.at(clock.now() - dt.timedelta(days=31)):
        services.block_by_hand(ADDRESS, dt.timedelta(hours=1), "")
    services.block_by_hand("192.0.2.8", dt.timedelta(hours=1), "")
    services.forget()
    assert [row.network for row in Block.objects.all()] == ["192.0.2.8/32"]


@pytest.mark.django_db
def test_the_process_hears_the_edge(data: Path) -> None:
    detector = Detector(data, Watch())
    listener = detector.listen()
    try:
        for _ in range(FIREWALL.count):
            assert signals.send(data, ADDRESS, "firewall")
            detector.hear(listener.recv(4096))
    finally:
        listener.close()
    detector.hear(b"not json")
    detector.hear(b'["a"]')
    assert len(detector.pending) == 1
    detector.act()
    assert Block.objects.in_force().get().network == f"{ADDRESS}/32"
    assert heartbeat.heard(data).is_alive
    assert heartbeat.heard(data).signals == {"firewall": FIREWALL.count}


@pytest.mark.django_db
def test_the_process_ends_when_told(data: Path) -> None:
    detector = Detector(data, Watch())
    detector._beaten = time.monotonic() + 100  # the thread needs no database
    thread = threading.Thread(target=detector.run)
    thread.start()
    detector.end(15, None)
    thread.join(5)
    assert not thread.is_alive()
    assert not signals.detector_socket(data).exists()


def test_no_heartbeat_is_no_life(data: Path) -> None:
    assert not heartbeat.heard(data).is_alive
    (data / "run").mkdir()
    (data / "run" / "detector.json").write_text("{}")
    assert heartbeat.heard(data).age is None


def test_the_officer_blocks_and_ends_blocks(client: Client, security_officer: User) -> None:
    client.force_login(security_officer)
    add = {
        "words-block-network": "192.0.2.0/24",
        "words-block-minutes": "60",
        "words-block-note": "a <script> kiddie",
    }
    assert client.post("/staff/security/blocks/add/", add).status_code == 302
    page = client.get("/staff/security/").content.decode()
    assert "192.0.2.0/24" in page
    assert "&lt;script&gt; kiddie" in page
    row = Block.objects.get()
    assert row.added_by == security_officer.subject_id
    assert client.post(f"/staff/security/blocks/{row.pk}/remove/").status_code == 302
    assert not Block.objects.in_force().exists()


@pytest.mark.parametrize("network", ["127.0.0.1", "everybody", "0.0.0.0/0", ""])
def test_a_refused_block_is_explained_and_nothing_typed_is_lost(
    client: Client, security_officer: User, network: str
) -> None:
    client.force_login(security_officer)
    add = {"words-block-network": network, "words-block-minutes": "60", "words-block-note": "kept words"}
    answer = client.post("/staff/security/blocks/add/", add)
    assert answer.status_code == 422
    assert "kept words" in answer.content.decode()


def test_the_officer_keeps_the_allow_list(client: Client, security_officer: User) -> None:
    client.force_login(security_officer)
    add = {"words-allow-network": "198.51.100.0/24", "words-allow-note": "partner"}
    assert client.post("/staff/security/allowed/add/", add).status_code == 302
    row = Allowed.objects.get()
    assert client.post(f"/staff/security/allowed/{row.pk}/remove/").status_code == 302
    assert not Allowed.objects.exists()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/staff/security/blocks/add/", 405),
        ("post", "/staff/security/blocks/99999999999999999999/remove/", 404),
        ("post", "/staff/security/allowed/7/remove/", 404),
    ],
)
def test_wrong_calls(client: Client, security_officer: User, method: str, path: str, status: int) -> None:
    client.force_login(security_officer)
    assert getattr(client, method)(path).status_code == status


def test_others_may_not(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    assert client.get("/staff/security/").status_code == 403
    assert client.post("/staff/security/blocks/add/").status_code == 403


@pytest.mark.django_db
def test_blocks_on_the_command_line() -> None:
    run = CliRunner().invoke
    assert run(commands.app, ["add", ADDRESS, "--minutes", "5"]).exit_code == 0
    listed = run(commands.app, ["list", "--json"])
    assert [row["network"] for row in json.loads(listed.stdout)] == [f"{ADDRESS}/32"]
    assert run(commands.app, ["remove", ADDRESS]).exit_code == 0
    assert run(commands.app, ["remove", ADDRESS]).exit_code == 1
    assert isinstance(run(commands.app, ["add", "127.0.0.1"]).exception, LegationError)
