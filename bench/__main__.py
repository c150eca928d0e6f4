"""A kept page over TLS against nginx with the same bytes as a file and against stock Wagtail; how soon
an update is seen by every worker; what publishing costs among many pages, and a queue of the desk among many
cases; how fast acts are recorded; how fast letters are sent; the results of a survey with a million answers.

Prints medians of alternating runs and the ratios, which travel between machines; figures do not.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench import ledger, letters, surveys
from bench.fair import alike, rested
from bench.load import Load, load, median, refusals
from bench.peers import Peer, nginx, stock_wagtail
from bench.publishing import CASES, costs
from tests.running import Running, data_folder

ROUNDS, SECONDS, CONNECTIONS = 5, 5, 32
LONGEST = 120.0
WORKERS = 2
PAGE = "/en/policy/"
SEEN, WORDS, ENOUGH = "/en/news/", "Seen by every worker", 40
PUBLISH = f"""
import django, time
django.setup()
from legation.publishing.models import NewsPage
page = NewsPage.objects.filter(locale__language_code="en").order_by("-day", "-pk").first()
page.title = "{WORDS}"
page.save_revision().publish()
print(time.time())
"""


def say(text: str) -> None:
    """One line."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def alternate(peers: dict[str, Peer]) -> dict[str, list[Load]]:
    """Every run of each, measured in turns so that a busy moment hits all alike."""
    seen: dict[str, list[Load]] = {name: [] for name in peers}
    for number in range(ROUNDS):
        for name, peer in peers.items():
            connections = CONNECTIONS if "TLS" in name else 8
            seen[name].append(load(peer, connections=connections, seconds=SECONDS))
            say(f"  round {number + 1}: {name} {seen[name][-1].rate:,.0f}/s")
    return seen


def ratio(one: list[Load], other: list[Load]) -> float:
    """The median of the ratios of runs side by side: it stands when the machine itself is faster later on."""
    return statistics.median(first.rate / second.rate for first, second in zip(one, other, strict=True))


def seconds_until_seen(site: Running) -> float:
    """From the commit of a publication in another process to the last answer with the former text.
    Each look is a connection of its own, so that it meets any worker."""
    begun = time.time()
    command = [sys.executable, "-c", PUBLISH]
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "legation.config.settings"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as editor:
        looks: list[tuple[float, bool]] = []
        while editor.poll() is None or not all(new for _, new in looks[-ENOUGH:]):
            looks.append((time.time(), WORDS.encode() in site.get(SEEN).body))
            assert time.time() < begun + LONGEST, "the update was never seen"
        assert editor.stdout
        told = editor.stdout.read().strip().splitlines()
    committed = float(told[-1])
    assert begun < committed
    return max([at - committed for at, new in looks if not new and at > committed], default=0.0)


def main() -> int:
    """Exit code 1 when a ratio is not what is promised."""
    top = Path(tempfile.mkdtemp(prefix="legation-bench-"))
    site = Running(data_folder(), LEGATION_WORKERS=str(WORKERS))
    say(f"Load of this machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    try:
        with ExitStack() as stack:
            stack.enter_context(alike())
            stack.callback(site.stop)
            say("Starting the demonstration …")
            site.start()
            rested(site)
            page = site.get(PAGE)
            assert page.status == 200, page.status
            for name in ("nginx", "wagtail"):
                (top / name).mkdir()
            say("Installing stock Wagtail …")
            runs = alternate(
                {
                    "kept page, TLS": Peer(site.origin + PAGE, site.service_pid("web")),
                    "nginx static, TLS": stack.enter_context(nginx(top / "nginx", site, page, WORKERS)),
                    "stock Wagtail": stack.enter_context(stock_wagtail(top / "wagtail")),
                }
            )
            seen = seconds_until_seen(site)
        told = _tell(len(page.body), runs, seen)
        say("Making sites of 1,000 and of 20,000 pages …")
        told &= _grows("CPU time of pages of the site", *costs(site.data, top), most=1.2)
        say("Making offices of 3,000 and of 300,000 cases …")
        told &= _grows(
            "CPU time of queues of the desk", *costs(site.data, top, "bench.queued", CASES), most=1.5
        )
        say("Recording acts …")
        recording = ledger.figures(site.data, top)
        _say_all(ledger.lines(recording))
        say("Sending letters …")
        with alike():
            sending = letters.figures(WORKERS, top)
        _say_all(letters.lines(sending))
        say("Filling a survey with a million answers …")
        surveyed = surveys.figures(site.data, top)
        _say_all(surveys.lines(surveyed))
    finally:
        shutil.rmtree(top, ignore_errors=True)
    say(f"Load of this machine after: {os.getloadavg()[0]:.1f}")
    fine = ledger.fine(recording) and letters.fine(sending) and surveys.fine(surveyed)
    return 0 if told and fine else 1


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def _tell(size: int, runs: dict[str, list[Load]], seen: float) -> bool:
    say(f"\nA page of {size:,} bytes; medians of {ROUNDS} runs of {SECONDS} s in turn")
    medians = {name: median(loads) for name, loads in runs.items()}
    for name, one in medians.items():
        times = f"p50 {one.p50:7.2f} ms  p99 {one.p99:8.2f} ms"
        say(f"  {name:<20} {one.rate:>10,.0f} answers/s  {one.cpu:>8,.1f} µs of CPU each  {times}")
    to_nginx = ratio(runs["kept page, TLS"], runs["nginx static, TLS"])
    to_stock = ratio(runs["kept page, TLS"], runs["stock Wagtail"])
    say(f"  kept page / nginx static   {to_nginx:.2f}  (wanted: at least 0.6)")
    say(f"  kept page / stock Wagtail  {to_stock:.0f}  (wanted: at least 100)")
    say(f"An update is seen by every worker after at most {seen:.2f} s  (wanted: at most 1)")
    _say_all(refusals(medians))
    return to_nginx >= 0.6 and to_stock >= 100 and seen <= 1 and not refusals(medians)


def _grows(what: str, sizes: Sequence[int], costs_of: dict[str, list[float]], *, most: float) -> bool:
    """Says what each act costs at both sizes. Whether none grows beyond `most` times."""
    say(f"{what} among {sizes[0]:,} and among {sizes[1]:,}")
    for act, (few, many) in costs_of.items():
        say(f"  {act:<28} {few:>8.1f} ms {many:>8.1f} ms  ratio {many / few:.2f}")
    grown = max(many / few for few, many in costs_of.values())
    say(f"  the most that any grows     {grown:.2f}  (wanted: at most {most})")
    return grown <= most


if __name__ == "__main__":
    sys.exit(main())
