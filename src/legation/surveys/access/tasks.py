"""What happens to invitations by itself."""

from __future__ import annotations

import datetime as dt

from legation.schedule.jobs import recurring
from legation.surveys.access.services import ending, entering, importing, inviting


@recurring("surveys.import", dt.timedelta(minutes=1))
def bring_in() -> int:
    """Lists whose worker was killed."""
    return importing.resume()


@recurring("surveys.invite", dt.timedelta(minutes=1))
def resume() -> int:
    """Invitations of surveys that have opened, and what a killed worker left."""
    return inviting.resume()


@recurring("surveys.progress", dt.timedelta(minutes=10))
def progress() -> int:
    """How many have answered, and what came back."""
    return ending.count_all()


@recurring("surveys.links", dt.timedelta(hours=1))
def forget() -> int:
    """Mails with links that are out."""
    return entering.forget_sent()


@recurring("surveys.lists", dt.timedelta(hours=6))
def delete() -> int:
    """Lists whose days are over."""
    return ending.delete_due()
