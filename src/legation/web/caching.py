"""How a view says that its answer may be kept by the edge, on what it depends and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.http import HttpResponseBase

TAGS_HEADER = "Legation-Tags"
EXPIRES_HEADER = "Legation-Expires"


def keep(response: HttpResponseBase, tags: Iterable[str], *, until: dt.datetime | None = None) -> None:
    """Let the edge keep this public answer. `tags` are words such as `page:7`, `office:london`,
    `policy`; every page carries `policy`, since its foot names the version in force. `until` is the first moment at which something shown on it changes by itself.

    Only for answers that are the same for everybody: no cookie, no session.
    """
    response.headers[TAGS_HEADER] = " ".join(sorted({*tags, "policy"}))
    if until is not None:
        response.headers[EXPIRES_HEADER] = str(int(until.timestamp()))
