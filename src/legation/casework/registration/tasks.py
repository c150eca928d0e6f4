"""What happens to registrations and notices by itself."""

from __future__ import annotations

import datetime as dt

from legation.casework.registration.services import notices, registering, reviews
from legation.schedule.jobs import recurring


@recurring("registration.expire", dt.timedelta(hours=1))
def expire() -> int:
    """Stays that are over vanish, and what nobody confirmed."""
    return registering.expire()


@recurring("registration.remind", dt.timedelta(hours=6))
def remind() -> int:
    """Two weeks before a stay ends or has to be confirmed."""
    return registering.remind()


@recurring("registration.notices", dt.timedelta(minutes=1))
def resume() -> int:
    """Notices whose worker was killed go on."""
    return notices.resume()


@recurring("registration.reviews", dt.timedelta(minutes=1), quick=True)
def review() -> int:
    """Emergency notices that nobody else has looked at yet."""
    return reviews.remind()
