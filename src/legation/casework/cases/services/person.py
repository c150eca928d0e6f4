"""What the correspondent or applicant does with their own case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.casework.cases import clock as case_clock
from legation.casework.cases.models import Case, Event, Rating, State
from legation.casework.cases.services.ending import finish
from legation.casework.cases.services.merging import follow
from legation.casework.cases.services.steps import ended, enter, reopened, step
from legation.kernel import clock
from legation.kernel.errors import Conflict


def supplement(case: Case, text: str) -> Case:
    """Answer what was asked; the clock runs again."""
    with step(case.pk, "supplemented") as locked:
        locked.state = locked.in_hand
        case_clock.resume(locked, clock.now())
        enter(locked, Event.SUPPLEMENTED, body=text)
    return locked


def rate(case: Case, rating: Rating) -> Case:
    """Say whether the answer helped; the last word counts."""
    with step(case.pk, "rated") as locked:
        if locked.rating != rating:
            locked.rating = Rating(rating)
            enter(locked, Event.RATED)
    return locked


def reopen(case: Case, text: str) -> Case:
    """Ask the ministry to look again, within thirty days of the answer."""
    with step(case.pk, "reopened") as locked:
        if not locked.may_be_reopened:
            raise Conflict(_("It is more than thirty days since we answered. Please write to us anew."))
        locked.state = locked.in_hand
        locked.ended_at = None
        case_clock.start(locked, clock.now())
        enter(locked, Event.REOPENED, body=text)
        reopened.send(sender=Case, case=locked, text=text)
    return locked


def withdraw(case: Case) -> Case:
    """The person wants nothing more of it."""
    with step(case.pk, "withdrawn") as locked:
        finish(locked, State.WITHDRAWN)
        enter(locked, Event.WITHDRAWN)
        follow(locked, Event.WITHDRAWN)
        ended.send(sender=Case, case=locked)
    return locked
