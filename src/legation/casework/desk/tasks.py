"""What happens at the desk by itself."""

from __future__ import annotations

import datetime as dt

from legation.casework.desk.finding.indexing import index_missing
from legation.schedule.jobs import recurring


@recurring("desk.index", dt.timedelta(hours=1))
def index() -> int:
    """Cases of before an upgrade or a restore are found by name and address too."""
    return index_missing()
