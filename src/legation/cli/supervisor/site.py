"""Which processes make up a running site."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from importlib.util import find_spec

from legation.cli.supervisor import scanner
from legation.cli.supervisor.children import Service
from legation.config.options import Options

THREADS = 16  # a worker's, shared out by the edge; more of them cost every kept page (decision 0012)
# Of the threads of a worker one runs Python at a time: a heap for each would only spread what the firewall and the
# database use over more memory than the processor keeps near (a tenth of the letters, `make bench`).
ONE_HEAP = {"MALLOC_ARENA_MAX": "1"}
REDIRECT_NEEDS = ("PATH", "PYTHONPATH", "PYTHONSAFEPATH", "LANG", "LEGATION_HOSTS", "LEGATION_PORT")
DETECTOR = "legation.defence.detection.detector"
TASKS_PATIENCE = 20.0
TASKS_GIVE_WAY = 5  # no more: what they hold in the database, those in front wait for


def services(options: Options) -> list[Service]:
    """Everything to keep running, in the order of starting."""
    found = [
        scanner.service(options.data, options.clamd),
        _web(options),
        _redirect(options) if options.http_port else None,
        _tasks("default"),
        _tasks("recurring"),
        _own("schedule"),
        _own("detector") if find_spec(DETECTOR) else None,
    ]
    return [service for service in found if service]


def _own(*words: str) -> Service:
    return Service("-".join(words), (sys.executable, "-m", "legation.cli", "service", *words))


def _tasks(queue: str) -> Service:
    """Mail and cards can wait a moment; whoever sends a letter or opens a page should not."""
    return replace(_own("tasks", queue), patience=TASKS_PATIENCE, gives_way=TASKS_GIVE_WAY)


def _granian(options: Options, port: int, target: str, *more: str) -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", options.bind, "--port", str(port), "--respawn-failed-workers"),
        *("--respawn-interval", "1.5", "--workers-kill-timeout", "6", *more, target),
    )


def _web(options: Options) -> Service:
    command = _granian(
        options,
        options.port,
        "legation.config.serving:application",
        *("--workers", str(options.workers), "--blocking-threads", str(THREADS), "--backpressure", "512"),
        *("--ssl-certificate", str(options.tls_cert), "--ssl-keyfile", str(options.tls_key)),
        *("--ssl-protocol-min", "tls1.2", "--http1-header-read-timeout", "10000"),
        *("--http1-buffer-size", "65536", "--http2-max-headers-size", "65536"),
        *("--http2-keep-alive-interval", "20000"),
    )
    return Service("web", command, {**os.environ, **ONE_HEAP, "LEGATION_WORKER_THREADS": str(THREADS)})


def _redirect(options: Options) -> Service:
    """It is told the host names and the port, and nothing else: no key, no data folder."""
    command = _granian(
        options,
        options.http_port,
        "legation.edge.redirect:application",
        *("--blocking-threads", "2", "--http", "1", "--http1-header-read-timeout", "5000"),
    )
    environment = {name: os.environ[name] for name in REDIRECT_NEEDS if name in os.environ}
    return Service("redirect", command, {**environment, "LEGATION_WORKER_THREADS": "2"})
