"""Waiting for another authority. The clock runs on unless the desk says why it cannot."""

from __future__ import annotations

from legation.accounts.models import User
from legation.casework.cases import clock as case_clock
from legation.casework.cases.models import Case, Event, State
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services.steps import enter, must, send, step
from legation.kernel import clock


def consult(case: Case, body: str, *, actor: User, why_paused: str = "", revision: int | None = None) -> Case:
    """We asked another authority (`body`, in words) without naming the person, and wait for it. With
    `why_paused` the clock stands still; the person is told both."""
    with step(case.pk, "consulted", revision=revision) as locked:
        must(may_handle(actor, locked))
        locked.state = State.WITH_BODY
        locked.assignee = locked.assignee or actor
        if why_paused:
            case_clock.pause(locked, clock.now())
        enter(locked, Event.CONSULTED, actor=actor, body="\n\n".join(filter(None, [body, why_paused])))
        send(locked, "consulted", {"body": body, "why_paused": why_paused})
    return locked


def inform(case: Case, text: str, *, actor: User, revision: int | None = None) -> Case:
    """The other authority answered, or we wait no longer: what it said, for colleagues; the clock runs."""
    with step(case.pk, "informed", revision=revision) as locked:
        must(may_handle(actor, locked))
        locked.state = locked.in_hand
        case_clock.resume(locked, clock.now())
        enter(locked, Event.INFORMED, actor=actor)
        enter(locked, Event.NOTED, actor=actor, is_public=False, body=text)
    return locked
