"""What runs by the clock: reminders, rights that ended, invitations that are over."""

from __future__ import annotations

import datetime as dt

from legation.accounts.models import Grant, User
from legation.accounts.staff import invitations, renewals, reviews
from legation.accounts.staff.services import grants_changed
from legation.kernel import clock
from legation.schedule.jobs import recurring

DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
LOOKED_BACK = dt.timedelta(minutes=15)


@recurring("staff.reminders", DAY)
def remind() -> int:
    """Roles that end soon, and reviews that are overdue."""
    return renewals.remind() + reviews.remind()


@recurring("staff.invitations", DAY)
def forget_invitations() -> int:
    """Invitations are erased a month after their time."""
    return invitations.forget_old()


@recurring("staff.ended", MINUTE)
def follow_ended() -> int:
    """Tell whoever keeps rights of its own, such as the editor, within a minute after a grant has ended."""
    now = clock.now()
    ended = Grant.objects.filter(expires_at__lte=now, expires_at__gt=now - LOOKED_BACK)
    people = list(User.objects.filter(pk__in=ended.values("user")))
    for user in people:
        grants_changed.send(sender=User, user=user)
    return len(people)
