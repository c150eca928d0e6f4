"""A letter that is sent (firewall, validation, encryption, record, queued mail, durable commit) against a
bare Django view that validates the same fields and saves one row durably: same server with the same
workers, threads and certificate, same kind of database on the same disk, same bytes, measured in turns."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.fair import alike, rested
from bench.load import Load, load, median, refusals
from bench.peers import Peer, running
from tests.running import Running, data_folder, free_port

# One worker serves all six, if it comes so: none is refused.
# Which worker gets a connection is chance, and half of the speed: many short rounds, each with new ones.
ROUNDS, SECONDS, CONNECTIONS, THREADS = 12, 2, 6, 2
LETTERS = 800 * SECONDS  # for each thread of a round: more than are sent
WANTED = 0.5
PATH = "/en/mailbox/"
SCRIPT = Path(__file__).with_name("letters.lua")
OURS, BARE = "letter to the Minister", "bare Django view"


def figures(workers: int, top: Path) -> dict[str, Load]:
    """Medians of both. Starts a demonstration of its own, behind a trusted proxy: each letter comes from
    another address, so that no limit is met."""
    site = Running(data_folder(), LEGATION_WORKERS=str(workers), LEGATION_TRUSTED_PROXIES="127.0.0.1/32")
    seen: dict[str, list[Load]] = {OURS: [], BARE: []}
    try:
        site.start()
        rested(site)
        with _bare(top, site, workers) as bare:
            peers = {OURS: Peer(site.origin + PATH, site.service_pid("web")), BARE: bare}
            for number in range(ROUNDS + 1):  # the first warms both
                _written(site, top)
                for name, peer in peers.items():
                    found = load(
                        peer,
                        connections=CONNECTIONS,
                        seconds=SECONDS,
                        script=(str(SCRIPT), f"{top}/letters-"),
                    )
                    seen[name].append(found)
                    if number:
                        sys.stdout.write(f"  round {number}: {name} {found.rate:,.0f}/s\n")
    finally:
        site.stop()
        shutil.rmtree(site.data.parent, ignore_errors=True)
    return {name: warmed(loads) for name, loads in seen.items()}


def warmed(loads: list[Load]) -> Load:
    """The medians without the first run; what was refused in that one counts as well."""
    found = median(loads[1:])
    found.refused += loads[0].refused
    return found


def lines(found: dict[str, Load]) -> list[str]:
    """What `bench` prints."""
    told = [
        f"  {name:<24} {one.rate:>8,.0f}/s  {one.cpu / 1000:>6.2f} ms of CPU each  p50 {one.p50:.1f} ms  p99 {one.p99:.1f} ms"
        for name, one in found.items()
    ]
    return [
        "Sending a letter",
        *told,
        f"  letter / bare view         {_ratio(found):.2f}  (wanted: at least {WANTED})",
        *refusals(found),
    ]


def fine(found: dict[str, Load]) -> bool:
    """Whether it is as promised."""
    return _ratio(found) >= WANTED and not refusals(found)


def _ratio(found: dict[str, Load]) -> float:
    return found[OURS].rate / found[BARE].rate


def _written(site: Running, top: Path) -> None:
    command = [sys.executable, "-m", "bench.written", str(top), str(THREADS), str(LETTERS)]
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "legation.config.settings"}
    subprocess.run(command, env=environment, check=True)


@contextmanager
def _bare(top: Path, site: Running, workers: int) -> Iterator[Peer]:
    """Under Granian, with the words of our own command that can make it faster or slower."""
    environment = {**os.environ, "BARE_DATABASE": str(top / "bare.sqlite3")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run(
        [sys.executable, "-c", "import bench.bare; bench.bare.make()"], env=environment, check=True
    )
    port, tls = free_port(), site.data / "tls"
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(workers), "--blocking-threads", "16"),
        *("--backpressure", "512", "--ssl-certificate", str(tls / "certificate.pem")),
        *("--ssl-keyfile", str(tls / "key.pem"), "--ssl-protocol-min", "tls1.2", "bench.bare:application"),
    ]
    with running(command, environment=environment) as pid:
        yield Peer(f"https://localhost:{port}{PATH}", pid)


if __name__ == "__main__":
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="legation-letters-"))
    with alike():
        measured = figures(2, folder)
    sys.stdout.write("\n".join(lines(measured)) + "\n")
    shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if fine(measured) else 1)
