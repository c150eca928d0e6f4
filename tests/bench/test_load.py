"""What is made of the words of wrk: an answer that was an error fails the benchmark, and stops nothing."""

from __future__ import annotations

import pytest

from bench import letters
from bench.load import Load, median, refusals, told_by

TOLD = """Running 5s test @ https://localhost:1/en/mailbox/
  Latency Distribution
     50%    9.30ms
     75%   11.00ms
     90%   14.00ms
     99%    1.20s
  2000 requests in 5.00s, 1.00MB read
{refused}Requests/sec:    400.00
Transfer/sec:    200.00KB
"""


def run(refused: int) -> Load:
    line = f"  Non-2xx or 3xx responses: {refused}\n" if refused else ""
    return told_by(TOLD.format(refused=line), 4_000_000)


def test_the_figures_of_a_run() -> None:
    assert run(0) == Load(rate=400.0, cpu=2000.0, p50=9.3, p99=1200.0, refused=0)


@pytest.mark.parametrize("peer", [letters.OURS, letters.BARE])
def test_one_refused_letter_of_thousands_is_told_and_is_a_failure(peer: str) -> None:
    found = {name: median([run(0), run(0), run(0)]) for name in (letters.OURS, letters.BARE)}
    assert letters.fine(found)
    assert refusals(found) == []
    for runs in ([run(0), run(1), run(0)], [run(1), run(0), run(0)]):
        told = {**found, peer: letters.warmed(runs)}
        assert not letters.fine(told)
        assert any(f"1 answers of {peer}" in line for line in letters.lines(told))
