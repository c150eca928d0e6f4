"""Counting signals in memory: pure, bounded, and told what time it is."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from legation.defence.detection.networks import Network, of_address
from legation.defence.detection.scenarios import SCENARIOS, Scenario

MOST_WATCHED = 100_000
LIVE_SECONDS = 3600
KINDS = frozenset(kind for scenario in SCENARIOS for kind in scenario.kinds)


@dataclass(frozen=True)
class Hit:
    """A scenario that a network fulfilled, and when each of its signals came (epoch seconds)."""

    scenario: Scenario
    network: Network
    times: tuple[float, ...]


class Watch:
    """The recent signals of each network, the least recent forgotten first when there are too many."""

    def __init__(self, scenarios: tuple[Scenario, ...] = SCENARIOS) -> None:
        self._scenarios = scenarios
        self._seen: OrderedDict[tuple[Network, str], deque[float]] = OrderedDict()
        self._live: deque[tuple[int, str, int]] = deque()

    def note(self, address: str, kind: str, at: float) -> list[Hit]:
        """The scenarios fulfilled by this signal; their count starts anew."""
        network = of_address(address)
        if network is None or kind not in KINDS:
            return []
        self._count(kind, int(at) // 60)
        return list(self._hits(network, kind, at))

    def totals(self, at: float) -> dict[str, int]:
        """How many signals of each kind came in the last hour."""
        self._forget(int(at) // 60)
        found: Counter[str] = Counter()
        for _minute, kind, count in self._live:
            found[kind] += count
        return dict(found)

    def _hits(self, network: Network, kind: str, at: float) -> Iterator[Hit]:
        for scenario in self._scenarios:
            if kind not in scenario.kinds:
                continue
            times = self._seen.setdefault((network, scenario.name), deque(maxlen=scenario.count))
            self._seen.move_to_end((network, scenario.name))
            times.append(at)
            if len(times) == scenario.count and at - times[0] <= scenario.seconds:
                yield Hit(scenario, network, tuple(times))
                times.clear()
        while len(self._seen) > MOST_WATCHED:
            self._seen.popitem(last=False)

    def _count(self, kind: str, minute: int) -> None:
        for place in range(len(self._live) - 1, -1, -1):
            if self._live[place][0] != minute:
                break
            if self._live[place][1] == kind:
                self._live[place] = (minute, kind, self._live[place][2] + 1)
                return
        self._live.append((minute, kind, 1))
        self._forget(minute)

    def _forget(self, minute: int) -> None:
        while self._live and self._live[0][0] < minute - LIVE_SECONDS // 60:
            self._live.popleft()
