"""Log lines without addresses: paths can carry secrets, so a log names the route instead."""

from __future__ import annotations

import logging


class WithoutPaths(logging.Filter):
    """Rewrites what Django logs about a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            status = getattr(record, "status_code", 500)
            record.msg = "status %s at the route %s"
            record.args = (status, match.view_name if match else "none")
        elif record.name.startswith("django.security"):
            record.msg, record.args = "a request was refused", ()
        return True
