"""The WSGI application: the edge in front of Django."""

import os
from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application

from legation.kernel.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legation.config.settings")
if "LEGATION_WORKER_THREADS" in os.environ:
    die_with_parent()
django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    """`/healthz` is answered here, everything else by Django."""
    if environ["PATH_INFO"] == "/healthz":
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b'{"status":"ok"}']
    return django(environ, start_response)
