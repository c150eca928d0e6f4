"""Many notifications at the same moment. Run as a program of its own, in a data folder and a database of its
own: `python -m tests.casework.payments.race NOTIFICATIONS ROUNDS` prints what came of it."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests import template

if TYPE_CHECKING:
    from legation.accounts.models import User
    from legation.offices.models import Office

AT_ONCE, ROUNDS = int(sys.argv[1]), int(sys.argv[2])


def main() -> None:
    template.prepare(Path(os.environ["LEGATION_DATA"]))
    told: Counter[str] = Counter()
    for number in range(ROUNDS):
        told += _paid_once(number)
        told += _handed_over_once(number)
    sys.stdout.write(json.dumps(dict(told)) + "\n")


def _together(acts: list[Callable[[], object]]) -> Counter[str]:
    from django.db import connection

    from legation.kernel.errors import LegationError

    ends: Counter[str] = Counter()
    ready = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> None:
        ready.wait()
        try:
            ends[str(act())] += 1
        except LegationError:
            ends["refused"] += 1
        except Exception as error:  # noqa: BLE001  # every other end is a fault, by its name
            ends[type(error).__name__] += 1
        connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def _paid_once(number: int) -> Counter[str]:
    """Two tries to pay, each told many times under the same and under other events, and an officer besides."""
    from functools import partial

    from legation.casework.payments import notifying, sandbox, services
    from legation.casework.payments.models import Fee
    from tests.casework.payments.conftest import applicant, charge_of

    office, officer = _place()
    Fee.objects.get_or_create(service="passport-renewal", office=office, minor=3700, currency="GBP")
    case = applicant(office, number)
    services.owe(case)
    acts: list[Callable[[], object]] = [lambda: services.pay_at_counter(case, "R-1", by=officer).kind]
    for _ in range(2):
        services.begin(case, back="https://localhost/", language="en")
    for attempt in charge_of(case).attempts.all():
        for event in range(AT_ONCE // 2):
            body = sandbox.message(
                attempt.key, attempt.money, is_paid=True, event=f"{attempt.key}-{event % 3}"
            )
            headers = {sandbox.SIGNATURE: sandbox.signature(body)}
            acts.append(partial(notifying.receive, "sandbox", body, headers))
    ends = _together(acts)
    back = notifying.pay_all_back()
    paid = [row.kind for row in charge_of(case).movements.all() if row.kind in ("online", "counter")]
    excess = charge_of(case).movements.filter(kind="excess").count()
    faults = sum(ends.values()) - sum(
        ends[name] for name in ("paid", "known", "excess", "counter", "refused")
    )
    online = 1 if "online" in paid else 0
    return Counter(
        {
            "paid once": len(paid) == 1,
            "paid twice": len(paid) > 1,
            "what came too often went back": excess == back == 2 - online,
            "faults": faults,
        }
    )


def _handed_over_once(number: int) -> Counter[str]:
    """Many officers press the button at the same moment."""
    from legation.casework.cases.models import CaseEntry
    from legation.casework.collection import services
    from legation.casework.collection.models import Handover
    from tests.casework.payments.conftest import applicant

    office, officer = _place()
    case = applicant(office, 10_000 + number)
    Handover.objects.create(case=case, state=Handover.State.READY, items="passport")
    ends = _together([lambda: services.hand_over(case, by=officer).state] * AT_ONCE)
    entered = CaseEntry.objects.filter(case=case, event="updated").count()
    good = ends == Counter({"collected": 1, "refused": AT_ONCE - 1}) and entered == 1
    return Counter({"handed over once": good})


def _place() -> tuple[Office, User]:
    from legation.accounts.models import Grant, Role, User
    from legation.kernel import clock
    from legation.offices.models import Office, Region

    office, _new = Office.objects.get_or_create(
        slug="london",
        defaults={
            "country": "GB",
            "region": Region.EUROPE,
            "time_zone": "Europe/London",
            "languages": ["en"],
        },
    )
    officer, new = User.objects.get_or_create(email="officer@example.org", defaults={"is_staff": True})
    if new:
        ends = clock.now() + dt.timedelta(days=1)
        Grant.objects.create(user=officer, role=Role.CASE_OFFICER, office=office, expires_at=ends)
    return office, officer


if __name__ == "__main__":
    main()
