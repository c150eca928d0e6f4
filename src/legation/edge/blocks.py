"""Timed blocks of networks, shared by all workers through one file."""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from legation.edge.addresses import parse
from legation.edge.policy import Network
from legation.kernel.files import write_atomically

REMEMBERED = 10_000  # addresses whose block or freedom is known without looking through the networks


def blocks_file(data: Path) -> Path:
    """Where the blocks of this data folder lie."""
    return data / "edge" / "blocks.json"


def publish(data: Path, blocks: Mapping[str, float], *, allowed: Iterable[str] = ()) -> None:
    """Put these blocks, network to end (epoch seconds), in force in every worker at once, in place of
    the earlier ones. `allowed` networks are never blocked."""
    content = {"blocks": dict(blocks), "allowed": list(allowed)}
    write_atomically(blocks_file(data), json.dumps(content).encode())


@dataclass
class Blocks:
    """The blocks in force, read again whenever their file changes."""

    data: Path
    _seen: tuple[int, int] = (0, 0)
    _single: dict[str, float] = field(default_factory=dict)
    _networks: list[tuple[Network, float]] = field(default_factory=list)
    _allowed: tuple[Network, ...] = ()
    _known: dict[str, float] = field(default_factory=dict)

    def follow(self) -> None:
        """Read the file if it changed."""
        try:
            status = blocks_file(self.data).stat()
        except OSError:
            return
        if (status.st_mtime_ns, status.st_ino) != self._seen:
            self._seen = (status.st_mtime_ns, status.st_ino)
            self._read()

    def until(self, address: str) -> float:
        """When the block of this address ends (epoch seconds); 0 when there is none."""
        if not self._single and not self._networks:
            return 0.0
        known = self._known  # another thread may put a new one in its place
        end = known.get(address)
        if end is None:
            if len(known) >= REMEMBERED:
                known.clear()
            end = known[address] = self._look_up(address)
        return end if end and end > time.time() else 0.0

    def _look_up(self, address: str) -> float:
        """The latest end, past or not: it holds until the file changes."""
        found = parse(address)
        if found is None or any(found in network for network in self._allowed):
            return 0.0
        ends = [self._single.get(str(found), 0.0)]
        ends += [end for network, end in self._networks if found in network]
        return max(ends)

    def _read(self) -> None:
        """A file that cannot be understood leaves the former blocks in force."""
        try:
            content = json.loads(blocks_file(self.data).read_text())
            blocks = [
                (ipaddress.ip_network(name, strict=False), float(end))
                for name, end in content["blocks"].items()
            ]
            allowed = tuple(ipaddress.ip_network(name, strict=False) for name in content.get("allowed", ()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return
        single = [(network, end) for network, end in blocks if network.num_addresses == 1]
        self._single = {str(network.network_address): end for network, end in single}
        self._networks = [(network, end) for network, end in blocks if network.num_addresses > 1]
        self._allowed = allowed
        self._known = {}
