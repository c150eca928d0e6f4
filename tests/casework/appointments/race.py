"""Many people want the last place at the same moment. Run as a program of its own, in a data folder and a
database of its own: `python -m tests.casework.appointments.race PEOPLE ROUNDS` prints what came of it."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests import template

if TYPE_CHECKING:
    from legation.casework.appointments.models import Slot, Span
    from legation.casework.cases.models import Case
    from legation.offices.models import Office

PEOPLE, ROUNDS = int(sys.argv[1]), int(sys.argv[2])
THREADS = PEOPLE  # all at the same moment


def main() -> None:
    template.prepare(Path(os.environ["LEGATION_DATA"]))
    sys.stdout.write(json.dumps(_rounds()) + "\n")


def _rounds() -> dict[str, int]:
    from legation.casework.appointments.models import Booking, Span
    from legation.offices.models import Office, OfficeText, Region

    office = Office.objects.create(
        slug="london", country="GB", region=Region.EUROPE, time_zone="Europe/London", languages=["en"]
    )
    OfficeText.objects.create(office=office, language="en", name="London", city="London", address="1 Street")
    span = Span.objects.create(office=office, weekday=0, opens=dt.time(9), closes=dt.time(10))
    people = [_applicant(office, number) for number in range(PEOPLE)]
    told: Counter[str] = Counter()
    for number in range(ROUNDS):
        slot = _last_place(span, office, number)
        told += _all_at_once(people, slot.pk)
        booked = Booking.objects.filter(slot=slot, state=Booking.State.BOOKED).count()
        slot.refresh_from_db()
        told["sold twice"] += booked > 1 or slot.taken > 1
        told["sold once"] += booked == 1 and slot.taken == 1
        Booking.objects.filter(slot=slot).delete()
    return dict(told)


def _last_place(span: Span, office: Office, number: int) -> Slot:
    from legation.casework.appointments.models import Slot
    from legation.kernel import clock

    start = clock.now() + dt.timedelta(days=2, minutes=number)
    return Slot.objects.create(
        span=span,
        office=office,
        starts_at=start,
        ends_at=start + dt.timedelta(minutes=30),
        released_at=clock.now() - dt.timedelta(days=1),
        closes_at=start - dt.timedelta(hours=1),
        places=1,
    )


def _applicant(office: Office, number: int) -> Case:
    from tests.casework.appointments.conftest import applicant

    return applicant(office, number)


def _all_at_once(people: list[Case], slot: int) -> Counter[str]:
    from django.db import connection

    from legation.casework.appointments import services

    told: Counter[str] = Counter()
    together = threading.Barrier(THREADS)

    def some(mine: list[Case]) -> None:
        together.wait()
        for case in mine:
            try:
                services.book(case, slot, 1)
                told["booked"] += 1
            except services.Gone:
                told["refused"] += 1
            except Exception as error:  # noqa: BLE001  # every other end is a fault, by its name
                told[type(error).__name__] += 1
        connection.close()

    threads = [threading.Thread(target=some, args=(people[at::THREADS],)) for at in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


if __name__ == "__main__":
    main()
