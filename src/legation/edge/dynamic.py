"""Asking the application: in few threads at a time, and with an honest answer when it cannot."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator

from legation.edge.answers import Answer, Application, Environ, Headers, take, value
from legation.edge.places import Places

log = logging.getLogger(__name__)
HELD = 8 * 1024 * 1024


class Lazy:
    """The application, loaded in the background, so that kept pages are answered meanwhile."""

    def __init__(self, load: Callable[[], Application]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._loaded: Application | None = None

    def warm(self) -> None:
        """Begin to load."""
        threading.Thread(target=self._try, daemon=True, name="load").start()

    @property
    def ready(self) -> bool:
        """Whether it is loaded."""
        return self._loaded is not None

    def get(self) -> Application:
        """The application; waits for it. Raises whatever loading raises."""
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    self._loaded = self._load()
        return self._loaded

    def _try(self) -> None:
        try:
            self.get()
        except Exception:
            log.exception("the application cannot be loaded yet")


class Dynamic:
    """Runs the application in a few of the worker's threads."""

    def __init__(self, application: Lazy, places: Places) -> None:
        self.application = application
        self.places = places

    def ask(self, environ: Environ) -> Answer:
        """The application's answer, held whole unless it is large. Needs a place. Raises what it raises."""
        told: list[tuple[str, Headers]] = []

        def start_response(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], None]:
            told[:] = [(status, headers)]
            return _no_write

        result = self.application.get()(environ, start_response)
        answer = _gather(result, told)
        answer.place = take(answer.headers, "legation-route") or "unnamed"
        answer.language = value(answer.headers, "content-language")
        return answer


def _no_write(data: bytes) -> None:
    raise RuntimeError("write() is not supported")


def _gather(result: Iterable[bytes], told: list[tuple[str, Headers]]) -> Answer:
    parts = iter(result)
    held, size, rest = [], 0, None
    try:
        for part in parts:
            held.append(part)
            size += len(part)
            if size > HELD:
                rest = _Rest(parts, result)
                break
    finally:
        if rest is None:
            _close(result)
    status, headers = told[0]
    return Answer(int(status.split(" ", 1)[0]), list(headers), b"".join(held), rest=rest, ready=False)


class _Rest:
    """What is left of a large body; closes the application's answer at the end."""

    def __init__(self, parts: Iterator[bytes], result: Iterable[bytes]) -> None:
        self._parts, self._result = parts, result

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        """Called by whoever sends the rest."""
        _close(self._result)


def _close(result: Iterable[bytes]) -> None:
    close = getattr(result, "close", None)
    if close:
        close()
