"""Whether it is safe to write to or call the person of a case."""

from __future__ import annotations

from legation.accounts.models import User
from legation.casework.cases.models import Case, Event
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services.steps import enter, must, step
from legation.mail.unsafe import mark_safe, mark_unsafe


def mark_contact(case: Case, *, unsafe: bool, actor: User | None = None, revision: int | None = None) -> Case:
    """Send this person nothing more, in this and in every other matter of theirs, or send again.

    `actor` None: the person. Only they may say that it is safe: raises NotPermitted for an officer who
    would, and for one of another office.
    """
    with step(case.pk, "marked", revision=revision) as locked:
        must(actor is None or (unsafe and may_handle(actor, locked)))
        by = actor.subject_id if actor else None
        office = locked.office.slug if locked.office else ""
        (mark_unsafe if unsafe else mark_safe)(locked.subject, actor=by, office=office)
        enter(locked, Event.UNSAFE if unsafe else Event.SAFE, actor=actor)
    return locked
