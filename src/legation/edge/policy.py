"""What the edge is told: hosts, limits, proxies. Other packages hand it policies; it knows none of them."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
KEEPING = 2  # threads of a worker that answer kept pages whatever happens
LANGUAGES = ("en", "zh-hant", "ja", "es", "ar")


@dataclass(frozen=True)
class Limits:
    """Beyond these an answer is a plain refusal. Sizes in characters or bytes, times in seconds."""

    path: int = 1024
    query: int = 4096
    header: int = 8192
    headers: int = 32768
    body: int = 64 * 1024 * 1024  # a file that is somewhat too large still gets its message at the field
    small_body: int = 256 * 1024
    small_seconds: float = 30.0
    slowest: int = 20_000  # bytes a second that a large body must come in with
    per_second: float = 50.0  # dynamic requests of one address that one worker takes
    burst: float = 150.0


@dataclass(frozen=True)
class EdgePolicy:
    """`threads`: of one worker; a third of them at most takes bodies in, a third runs dynamic requests,
    others wait for one or the other for a moment: two always answer kept pages. `database`: a file, or host and port;
    `scanner`: the malware scanner's socket."""

    data: Path
    hosts: tuple[str, ...]
    port: int
    threads: int
    trusted: tuple[Network, ...] = ()
    database: Path | tuple[str, int] = Path("legation.sqlite3")
    scanner: str = ""
    attention: float = 0.02  # seconds between two looks at what changed; each look costs a busy worker
    languages: tuple[str, ...] = LANGUAGES
    limits: Limits = field(default_factory=Limits)

    @property
    def receiving(self) -> int:
        """How many bodies one worker takes in at a time."""
        return max(2, self.threads // 3)

    @property
    def waiting(self) -> int:
        """How many may wait for a moment to be taken in: slow senders keep nobody else from the application."""
        return max(1, self.threads // 4)

    @property
    def running(self) -> int:
        """How many dynamic requests one worker runs at a time; others wait for a moment."""
        return max(1, self.threads // 3)

    @property
    def beyond(self) -> int:
        """How many threads of one worker may do anything but answer kept pages."""
        return max(1, self.threads - KEEPING)
