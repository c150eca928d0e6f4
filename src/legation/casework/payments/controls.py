"""What keeps fees honest: nobody pays twice, and what is owed back goes back."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from legation.casework.payments.models import Attempt, Charge, Movement, Refund
from legation.casework.payments.notifying import to_pay_back
from legation.kernel import clock
from legation.promises import Control, Finding, Site, hours, register

GOES_BACK_WITHIN = dt.timedelta(days=2)
DECIDED_WITHIN = dt.timedelta(days=14)  # by the two people who send back what was not the fee


@register
class NobodyPaysTwice(Control):
    """Every paid fee has one payment more than corrections and repayments, of the amount owed; every other has
    as many; and what was paid online and is owed back went back."""

    promise = "applications"
    name = "payments.once"
    every = hours(6)
    valid_for = hours(24)
    how = _("Pay a fee and go back to pay it again: the page says that nothing is owed any more.")

    def check(self, site: Site) -> Finding:
        charges = Charge.objects.annotate(
            came=Count("movements", filter=Q(movements__kind__in=("counter", "online"))),
            went=Count("movements", filter=Q(movements__kind__in=("unpaid", "back", "back-online"))),
        )
        holds = Q(state__in=(Charge.State.PAID, Charge.State.RETURNING))
        wrong = charges.filter(holds).exclude(came=F("went") + 1).count()
        wrong += charges.exclude(holds).exclude(came=F("went")).count()
        payments = Movement.objects.filter(kind__in=("counter", "online"))
        wrong += payments.exclude(minor=F("charge__minor")).count()
        if wrong:
            return Finding.bad(f"{wrong} fees do not agree with what was paid.")
        then = clock.now() - GOES_BACK_WITHIN
        # Owed back since it came, where it came too often; else since the case ended.
        too_often = Q(state=Attempt.State.EXCESS, ended_at__lt=then)
        ended = Q(state=Attempt.State.PAID, charge__settled_at__lt=then)
        approved = Q(state=Attempt.State.WRONG, refund__approved_at__lt=then)
        if late := to_pay_back().filter(too_often | ended | approved).count():
            return Finding.bad(f"{late} payments have been owed back for more than two days.")
        waits = Refund.objects.filter(approved_at=None, noted_at__lt=clock.now() - DECIDED_WITHIN)
        if forgotten := waits.count():
            return Finding.bad(f"{forgotten} payments of another amount wait longer than two weeks.")
        if not charges.exists():
            return Finding.unclear("No fee has been owed yet.")
        paid = charges.filter(state=Charge.State.PAID).count()
        return Finding.good(f"{charges.count()} fees agree with what was paid; {paid} are paid, each once.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A fee that was paid once too often."""
        charge = Charge.objects.first()
        if charge is None:
            raise LookupError("sabotage needs a fee")
        second = Movement.objects.create(
            charge=charge, kind=Movement.Kind.COUNTER, minor=charge.minor, receipt=secrets.token_hex(4)
        )
        try:
            yield
        finally:
            second.delete()
