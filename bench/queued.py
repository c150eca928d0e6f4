"""An office with many cases, one in fifty of them running (and enough to fill a page), and what a page of
its desk costs there.

Started by `bench.publishing.costs`; see `bench.grown` for what it is told and prints.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable

import django

django.setup()

from allauth.account.internal.flows.login import record_authentication  # noqa: E402  # after the set-up
from allauth.mfa.models import Authenticator  # noqa: E402
from django.contrib.auth.signals import user_logged_in  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import Client  # noqa: E402

from bench.grown import cost  # noqa: E402
from legation.accounts.models import User  # noqa: E402
from legation.casework.cases.models import Case, Kind, Matter, State  # noqa: E402
from legation.casework.cases.queues import QUEUES  # noqa: E402
from legation.kernel import clock  # noqa: E402
from legation.offices.models import Office  # noqa: E402
from legation.privacy.models import Subject  # noqa: E402

SUPERVISOR = "supervisor.london@demo.example"
PART, FEWEST = 5_000, 400
YEARS = dt.timedelta(days=4 * 365)
RUNNING = (State.OPEN, State.ASSIGNED, State.WAITING, State.PROPOSED)


def grow(size: int, user: User) -> None:
    """Cases of one office until there are `size`, of four years: most answered, the others in each state of
    work."""
    every = min(50, size // FEWEST)
    office, subject, now = Office.objects.get(slug="london"), Subject.objects.create(), clock.now()
    for first in range(Case.objects.count(), size, PART):
        Case.objects.bulk_create(
            _case(number, office, subject, now - YEARS * number / size, None if number % every else user)
            for number in range(first, min(first + PART, size))
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _case(number: int, office: Office, subject: Subject, received: dt.datetime, user: User | None) -> Case:
    """With a user a running one, which may be in that person's hands."""
    state = RUNNING[number // 2 % len(RUNNING)] if user else State.ANSWERED
    ended = received + dt.timedelta(days=9) if state == State.ANSWERED else None
    return Case(
        number=f"grown-{number}",
        secret_hash="",
        submission_hash=f"s{number}",
        token_hash=f"t{number}",
        kind=Kind.LETTER,
        matter=Matter.QUESTION,
        office=office,
        subject=subject,
        language="en",
        state=state,
        assignee=user if state in (State.ASSIGNED, State.PROPOSED) else None,
        received_at=received,
        confirmed_at=received,
        warn_at=received + dt.timedelta(days=20),
        due_at=received + dt.timedelta(days=30),
        answered_at=ended,
        ended_at=ended,
    )


def signed_in(user: User) -> Client:
    """A browser of the supervisor's, the second factor given."""

    def remember(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
        record_authentication(request, user, "mfa", type=Authenticator.Type.TOTP)

    user_logged_in.connect(remember)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def main() -> None:
    """One line a measurement."""
    user = User.objects.get(email=SUPERVISOR)
    grow(int(sys.argv[1]), user)
    client = signed_in(user)

    def read(address: str) -> Callable[[], object]:
        def act() -> None:
            answer = client.get(address, secure=True)
            assert answer.status_code == 200, (address, answer.status_code)

        return act

    acts = {f'the queue "{code}"': read(f"/staff/cases/?queue={code}") for code in QUEUES}
    acts["a page far down"] = read("/staff/cases/?queue=ended&page=40")

    def measure() -> dict[str, float]:
        return {name: cost(act) for name, act in acts.items()}

    measure()  # warm
    sys.stdout.write(json.dumps({"size": Case.objects.count()}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        if line.strip() == "measure":
            sys.stdout.write(json.dumps(measure()) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
