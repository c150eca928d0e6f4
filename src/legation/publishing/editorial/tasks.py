"""What runs by the clock."""

from __future__ import annotations

import datetime as dt

from legation.publishing.editorial import links, notices, scheduling
from legation.publishing.editorial.checking import Checker
from legation.schedule.jobs import recurring


@recurring("publishing.scheduled", dt.timedelta(seconds=20))
def publish_scheduled() -> None:
    """Publish and take off what was scheduled, within the minute; nothing that nobody approved."""
    scheduling.run()


@recurring("editorial.reminders", dt.timedelta(hours=1))
def remind_editors() -> None:
    """Mails of pages to be reviewed and of broken links; asked hourly, each sent once."""
    notices.remind()
    notices.mail_links()


@recurring("editorial.links", dt.timedelta(hours=6))
def check_links() -> None:
    """Note every link on published pages and ask, once a day each, where it leads."""
    links.note_all()
    Checker().run()
