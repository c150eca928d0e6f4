"""The edge: what every request passes first and every answer last. Knows nothing of Django."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from legation.edge import signals
from legation.edge.addresses import neighbourhood, true_address
from legation.edge.answers import (
    Answer,
    Application,
    Environ,
    StartResponse,
    harden,
    status_line,
    take,
    value,
)
from legation.edge.blocks import Blocks
from legation.edge.bodies import Receiver, release
from legation.edge.bulletin import Bulletin
from legation.edge.dynamic import Dynamic, Lazy
from legation.edge.gate import ALLOW, Gate, Refusal
from legation.edge.health import Health
from legation.edge.negotiation import encoding
from legation.edge.pages import Pages, best, kept, matches
from legation.edge.places import Busy, Places
from legation.edge.plain_pages import PlainPages
from legation.edge.policy import EdgePolicy
from legation.edge.rates import Rates
from legation.edge.records import AccessRecord, Sink
from legation.edge.static import PREFIX, Static
from legation.edge.store import Page, Store

log = logging.getLogger(__name__)
FOLLOW_SECONDS = 0.25
NOTHING = [b""]
OFFICE = re.compile(r"^/[a-z-]{2,12}/offices/([a-z0-9-]{1,60})/")
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED")
SIGNALS = {400: "bad-request", 404: "not-found", 414: "bad-request", 429: "rate-limited", 431: "bad-request"}


class Edge:
    """A WSGI application in front of another."""

    def __init__(self, policy: EdgePolicy, load: Callable[[], Application], sink: Sink) -> None:
        self.policy, self.sink = policy, sink
        self.gate, self.blocks = Gate(policy), Blocks(policy.data)
        self.rates = Rates(policy.limits.per_second, policy.limits.burst)
        self.beyond = Places(policy.beyond)
        receiving = Places(policy.receiving, policy.waiting)
        self.receiver = Receiver(policy.limits, receiving, policy.data / "run" / "incoming")
        self.plain = PlainPages(policy.data, policy.languages)
        self.static = Static(policy.data)
        self.bulletin = Bulletin(policy.data)
        self._looked = 0.0
        self.store = Store(policy.data, self.bulletin)
        self.lazy = Lazy(load)
        self.dynamic = Dynamic(self.lazy, Places(policy.running, policy.threads))
        self.health = Health(policy, lambda: self.lazy.ready)
        self.pages = Pages(self.store, self.bulletin, self.dynamic, self.plain)

    def start(self) -> None:
        """Begin to load the application and to follow the bulletin; call once in the worker."""
        self.lazy.warm()
        threading.Thread(target=self._follow, daemon=True, name="bulletin").start()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        now = time.time()
        if now - self._looked >= self.policy.attention or now < self._looked:
            self._looked = now
            self.bulletin.follow()
            self.blocks.follow()
        address = environ["REMOTE_ADDR"]
        if self.policy.trusted:
            address = true_address(address, environ.get("HTTP_X_FORWARDED_FOR", ""), self.policy.trusted)
            environ["REMOTE_ADDR"] = address
        end = self.blocks.until(address)
        method = environ["REQUEST_METHOD"]
        if not end and (method == "GET" or method == "HEAD") and not environ["QUERY_STRING"]:  # noqa: PLR1714
            page = self.pages.at_once((environ.get("HTTP_HOST", ""), environ["PATH_INFO"]), now)
            if page is not None:
                return self._at_once(page, environ, start_response, address, now)
        return self._slowly(environ, start_response, address, now)

    def _at_once(
        self, page: Page, environ: Environ, start_response: StartResponse, address: str, now: float
    ) -> list[bytes]:
        """A kept page, with as little work as can be: nearly every answer goes this way. Only names
        of ours are in the store, so that the host needs no check of its own."""
        variant, method = best(page, environ), environ["REQUEST_METHOD"]
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and matches(known, variant.etag):
            status, body = 304, NOTHING
            start_response("304 Not Modified", variant.unchanged)
        else:
            status, body = 200, variant.parts if method == "GET" else NOTHING
            start_response("200 OK", variant.headers)
        self.sink.record(
            AccessRecord(
                now,
                address,
                method,
                page.key[1],
                status,
                len(body[0]),
                max(0, int((time.time() - now) * 1_000_000)),
                page.office,
                page.language,
            )
        )
        return body

    def _slowly(
        self, environ: Environ, start_response: StartResponse, address: str, now: float
    ) -> Iterable[bytes]:
        """Everything else."""
        answer = self._answer(environ, address, now)
        if answer.rest is None and environ["REQUEST_METHOD"] == "HEAD":
            answer.body = b""
        start_response(status_line(answer.status), answer.headers)
        self._record(environ, answer, address, now)
        if answer.rest is not None:
            return _Large(answer.body, answer.rest)
        return [answer.body]

    def _answer(self, environ: Environ, address: str, now: float) -> Answer:
        end = self.blocks.until(address)
        if end:
            wait = str(max(1, int(end - time.time())))
            return self.plain.answer(
                403, environ, ("retry-after", wait), name="blocked", place="edge:blocked"
            )
        host = environ.get("HTTP_HOST", "")
        if environ["PATH_INFO"] == "/healthz":
            return self.health.answer()
        if refusal := self.gate.host(host):
            return self._refused(environ, refusal, address)
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and not environ["QUERY_STRING"]:
            page = self.pages.fresh((host, environ["PATH_INFO"]), now)
            if page is not None:
                return kept(page, environ)
        return self._beyond(environ, host, address)

    def _beyond(self, environ: Environ, host: str, address: str) -> Answer:
        """What is not a kept page."""
        path = environ["PATH_INFO"]
        if refusal := self.gate.line(environ) or self.gate.headers(environ):
            return self._refused(environ, refusal, address)
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return Answer(204, harden([("allow", ALLOW)]), b"", place="edge:options")
        if path.startswith(PREFIX):
            return self._file(environ, path, address)
        if wait := self.rates.wait(neighbourhood(address)):
            refusal = Refusal(429, "rate")
            return self._refused(environ, refusal, address, ("retry-after", str(wait)))
        for name in FORWARDED:
            environ.pop(name, None)
        try:
            with self.beyond.taken():
                return self._received(environ, host, address)
        except Busy:
            old = self.pages.former((host, path), environ) if self._keeps(environ, host) else None
            return old or self.plain.answer(503, environ, ("retry-after", "5"), place="edge:busy")

    def _keeps(self, environ: Environ, host: str) -> bool:
        """Whether the answer may be kept for others."""
        is_read = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        return is_read and not environ["QUERY_STRING"] and host in self.gate.usual

    def _received(self, environ: Environ, host: str, address: str) -> Answer:
        """Raises Busy."""
        if refusal := self.receiver.receive(environ, neighbourhood(address)):
            return self._refused(environ, refusal, address)
        return self._asked(environ, host, address)

    def _asked(self, environ: Environ, host: str, address: str) -> Answer:
        try:
            if self._keeps(environ, host):
                answer = self.pages.refreshed((host, environ["PATH_INFO"]), environ)
            else:
                with self.dynamic.places.taken():
                    answer = self.dynamic.ask(environ)
        except Busy:
            raise
        except Exception:
            log.exception("the application failed")
            return self.plain.answer(500, environ, place="edge:failed")
        finally:
            release(environ)
        return self._finished(environ, answer, address)

    def _finished(self, environ: Environ, answer: Answer, address: str) -> Answer:
        if answer.ready:
            return answer
        if not answer.office:
            match = OFFICE.match(environ["PATH_INFO"])
            answer.office = match[1] if match else ""
        if take(answer.headers, "legation-tags") and answer.status == 200:
            answer.place = environ["PATH_INFO"]
        answer.headers = harden(answer.headers)
        bodiless = answer.rest is not None or answer.status in (204, 304)
        if not bodiless and not value(answer.headers, "content-length"):
            answer.headers.append(("content-length", str(len(answer.body))))
        if kind := SIGNALS.get(answer.status):
            signals.send(self.policy.data, address, kind)
        return answer

    def _file(self, environ: Environ, path: str, address: str) -> Answer:
        variant = self.static.get(path, encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if variant is None or environ["REQUEST_METHOD"] == "POST":
            return self._refused(environ, Refusal(404, "file"), address)
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and matches(known, variant.etag):
            return Answer(304, variant.unchanged, b"", place=path)
        return Answer(200, variant.headers, variant.body, place=path)

    def _refused(self, environ: Environ, refusal: Refusal, address: str, *extra: tuple[str, str]) -> Answer:
        """The plain page for it, and a signal to the detector."""
        if kind := SIGNALS.get(refusal.status):
            signals.send(self.policy.data, address, kind)
        if refusal.status == 405:
            extra = (*extra, ("allow", ALLOW))
        if refusal.status in (408, 413):
            extra = (*extra, ("connection", "close")) if environ["SERVER_PROTOCOL"] != "HTTP/2" else extra
        if refusal.status == 503:
            extra = (*extra, ("retry-after", "5"))
        return self.plain.answer(refusal.status, environ, *extra, place=f"edge:{refusal.reason}")

    def _record(self, environ: Environ, answer: Answer, address: str, now: float) -> None:
        self.sink.record(
            AccessRecord(
                now,
                address,
                environ["REQUEST_METHOD"],
                answer.place,
                answer.status,
                len(answer.body),
                max(0, int((time.time() - now) * 1_000_000)),
                answer.office,
                answer.language,
            )
        )

    def _follow(self) -> None:
        """So that what was withdrawn goes at once even from a worker that nobody asks."""
        swept = 0
        while True:
            time.sleep(FOLLOW_SECONDS)
            try:
                self.bulletin.follow()
                if swept != self.bulletin.withdrawals:
                    swept = self.bulletin.withdrawals
                    self.store.sweep()
            except Exception:
                log.exception("the bulletin cannot be followed")


class _Large:
    """A large body: what is held, then the rest."""

    def __init__(self, body: bytes, rest: Iterable[bytes]) -> None:
        self._body, self._rest = body, rest

    def __iter__(self) -> Iterator[bytes]:
        yield self._body
        yield from self._rest

    def close(self) -> None:
        """Passes it on to the application's answer."""
        getattr(self._rest, "close", lambda: None)()
