"""What runs by the clock."""

from __future__ import annotations

import datetime as dt

from django.core.management import call_command

from legation.publishing.editors import sync_everybody
from legation.schedule.jobs import recurring


@recurring("publishing.scheduled", dt.timedelta(minutes=1))
def publish_scheduled() -> None:
    """Publish and take off what was scheduled; Wagtail leaves out what nobody has approved."""
    call_command("publish_scheduled", verbosity=0)


@recurring("publishing.editors", dt.timedelta(minutes=5))
def follow_grants() -> None:
    """Rights in the editor begin and end with the grants."""
    sync_everybody()
