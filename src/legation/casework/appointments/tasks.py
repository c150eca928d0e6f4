"""Making times, ending offers that nobody answered, reminding."""

from __future__ import annotations

import datetime as dt

from legation.casework.appointments import services
from legation.casework.appointments.making import make_slots
from legation.schedule.jobs import recurring

AHEAD = dt.timedelta(hours=48)


@recurring("appointments.make", dt.timedelta(hours=1))
def make() -> int:
    """The times of the days that came within reach."""
    return make_slots()


@recurring("appointments.lapse", dt.timedelta(minutes=5))
def lapse() -> int:
    """Offers whose time is over are free for the next."""
    return services.lapse()


@recurring("appointments.remind", dt.timedelta(minutes=30))
def remind() -> int:
    """Two days before."""
    return services.remind(AHEAD)
