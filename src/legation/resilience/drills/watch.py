"""The watcher of a twin, a process of its own: says once a round whether the twin is whole.

Started as `python -m legation.resilience.drills.watch SNAPSHOT` with the twin's environment.
"""

from __future__ import annotations

import json
import sys
import time

import django

ROUND = 0.2


def main(snapshot: str) -> None:
    """Continue the twin's own log, then watch until ended."""
    django.setup()
    from legation.ledger import batches

    batches.note_restored(snapshot)
    while True:
        sys.stdout.write(json.dumps(look()) + "\n")
        sys.stdout.flush()
        time.sleep(ROUND)


def look() -> dict[str, object]:
    """`problem` is empty while the record is whole; `status` is what the front page answers."""
    from django.conf import settings
    from django.db import DatabaseError
    from django.test import Client

    from legation.ledger.verify import verify

    try:
        problems = [str(fault) for fault in verify()]
    except DatabaseError as error:
        problems = [f"The database does not answer: {error}"]
    client = Client(raise_request_exception=False, headers={"host": settings.LEGATION_HOSTS[0]})
    status = client.get("/en/", secure=True).status_code
    return {"problem": problems[0] if problems else "", "status": status}


if __name__ == "__main__":
    main(sys.argv[1])
