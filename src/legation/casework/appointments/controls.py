"""What keeps times honest: none is sold twice, and none is held for nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from legation.casework.appointments.models import Booking, Offer, Slot
from legation.kernel import clock
from legation.promises import Control, Finding, Site, hours, register


@register
class NoTimeIsSoldTwice(Control):
    """The places taken of every coming time are those of its bookings and offers, and never too many."""

    promise = "applications"
    name = "appointments.counted"
    every = hours(6)
    valid_for = hours(24)
    how = _("Book the last free time of a day: nobody else is offered it until you cancel.")

    def check(self, site: Site) -> Finding:
        coming = Slot.objects.filter(starts_at__gt=clock.now())
        counted = coming.annotate(
            booked=_people(Booking.objects.filter(state=Booking.State.BOOKED)),
            offered=_people(Offer.objects.filter(state=Offer.State.OPEN)),
        )
        wrong = counted.exclude(taken=F("booked") + F("offered")).count()
        if wrong:
            return Finding.bad(f"{wrong} coming times count other people than are booked or offered a place.")
        if too_full := counted.filter(places__lt=F("booked") + F("offered")).count():
            return Finding.bad(f"{too_full} coming times were given to more people than fit.")
        return Finding.good(f"{coming.count()} coming times hold exactly the people who booked them.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """One more place of a coming time counts as free or as taken."""
        slot = Slot.objects.filter(starts_at__gt=clock.now()).first()
        if slot is None:
            raise LookupError("sabotage needs a time to come")
        wrong = slot.taken - 1 if slot.taken else 1
        Slot.objects.filter(pk=slot.pk).update(taken=wrong)
        try:
            yield
        finally:
            Slot.objects.filter(pk=slot.pk).update(taken=slot.taken)


def _people(rows: object) -> Coalesce:
    per_slot = rows.filter(slot=OuterRef("pk")).order_by().values("slot").annotate(sum=Sum("people"))  # type: ignore[attr-defined]  # two kinds of rows
    return Coalesce(Subquery(per_slot.values("sum")), 0)
