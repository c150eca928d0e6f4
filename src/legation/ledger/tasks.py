"""The log grows by itself."""

from __future__ import annotations

import datetime as dt

from legation.ledger import batches
from legation.schedule.jobs import recurring


@recurring("ledger.batch", dt.timedelta(seconds=1), quick=True)
def batch() -> None:
    """Gives new records their place and signs the head."""
    batches.batch()
