"""What counts as an attack: how many signals of a kind within how long, and how long that blocks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    """`count` signals of one of `kinds` from one network within `seconds` block it for `minutes`,
    doubled each time it happens again within a day."""

    name: str
    kinds: frozenset[str]
    count: int
    seconds: int
    minutes: int = 10


SCENARIOS = (
    Scenario("firewall", frozenset({"firewall"}), 20, 60),
    Scenario("not-found", frozenset({"not-found"}), 60, 60),
    Scenario("sign-in-failed", frozenset({"sign-in-failed"}), 20, 300),
    Scenario("rate-limited", frozenset({"rate-limited"}), 30, 60),
    Scenario("bad-request", frozenset({"bad-request"}), 60, 60),
)
