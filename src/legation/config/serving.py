"""The WSGI application: the edge, the firewall, Django. Django is loaded in the background, so that
pages that are kept are answered from the first moment."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from urllib.parse import urlsplit

from legation.config.options import Options, load
from legation.edge.answers import Application
from legation.edge.app import Edge
from legation.edge.policy import EdgePolicy
from legation.kernel.processes import die_with_parent
from legation.traffic.segments import Segments

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legation.config.settings")
THREADS = "LEGATION_WORKER_THREADS"  # set by the supervisor
LOOPBACK = ("127.0.0.1", "[::1]")


def policy(options: Options) -> EdgePolicy:
    """What the edge needs to know of the configuration."""
    return EdgePolicy(
        data=options.data,
        hosts=(*options.hosts, *(LOOPBACK if options.demonstration else ())),
        port=options.port,
        threads=int(os.environ.get(THREADS, "16")),
        trusted=options.trusted_proxies,
        database=_database(options),
        scanner=options.clamd,
    )


def django_application(options: Options) -> Application:
    """Django with all its routes, behind the firewall."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415  # the edge starts without Django
    from django.urls import get_resolver  # noqa: PLC0415

    from legation.defence.firewall.wsgi import Firewall  # noqa: PLC0415

    application: Application = get_wsgi_application()
    _ = get_resolver().url_patterns
    guarded = Firewall(application, data=options.data, crs=options.crs)
    # What is loaded now stays: to look through it again for garbage stopped every answer for 100 ms.
    gc.collect()
    gc.freeze()
    return guarded


def edge() -> Edge:
    """The whole chain, not yet started."""
    options = load()
    sink = Segments(options.data, options.master_key_file)
    return Edge(policy(options), lambda: django_application(options), sink)


def _database(options: Options) -> Path | tuple[str, int]:
    if not options.database_url:
        return options.data / "legation.sqlite3"
    url = urlsplit(options.database_url)
    return (url.hostname or "localhost", url.port or 5432)


application = edge()
if THREADS in os.environ:
    die_with_parent()
    # A thread that wakes lets the running one finish its answer: fewer switches, more answers.
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    application.start()
