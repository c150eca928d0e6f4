"""Paying back what a provider could not pay back at once."""

from __future__ import annotations

import datetime as dt

from legation.casework.payments.notifying import pay_all_back
from legation.schedule.jobs import recurring


@recurring("payments.back", dt.timedelta(minutes=15))
def pay_back() -> int:
    """Whatever is still owed back."""
    return pay_all_back()
