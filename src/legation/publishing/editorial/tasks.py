"""What runs by the clock."""

from __future__ import annotations

import datetime as dt

from legation.publishing.editorial import scheduling
from legation.schedule.jobs import recurring


@recurring("publishing.scheduled", dt.timedelta(seconds=20))
def publish_scheduled() -> None:
    """Publish and take off what was scheduled, within the minute; nothing that nobody approved."""
    scheduling.run()
