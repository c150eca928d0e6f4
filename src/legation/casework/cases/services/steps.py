"""The state machine, and what every step has in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.clock import counts_hours, zone_of
from legation.casework.cases.models import RUNNING, Case, CaseEntry, Event, State
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.kernel.rows import Insertion
from legation.ledger.services import Act, Recording
from legation.mail.services import queue, queue_template, rendered
from legation.privacy.gateway import deliver

# Sent in the transaction of the step, the case locked: with `case` when it was confirmed, or another office has
# it now. Not yet saved: with `case` when nothing more will come of it; with `case` and `reply` when an answer or decision left; with `case` and `text` when its person
# asks to look again.
confirmed = Signal()
moved = Signal()
ended = Signal()
answered = Signal()
reopened = Signal()

CHANGED = _("The case has changed meanwhile. Look at its present state, then decide again.")

IN_HAND = frozenset({State.OPEN, State.ASSIGNED, State.WITH_BODY})
MOVABLE = IN_HAND | {State.WAITING}
HANDLED = MOVABLE | {State.PROPOSED}
CONFIRMED = frozenset(State) - {State.UNCONFIRMED}
STEPS: dict[str, frozenset[State]] = {
    "confirmed": frozenset({State.UNCONFIRMED}),
    "assigned": HANDLED,
    "noted": CONFIRMED,
    "asked": frozenset({State.OPEN, State.ASSIGNED}),
    "supplemented": frozenset({State.WAITING}),
    "proposed": frozenset({State.OPEN, State.ASSIGNED}),
    "returned": frozenset({State.PROPOSED}),
    "approved": frozenset({State.PROPOSED}),
    "rated": frozenset({State.ANSWERED, State.CLOSED}),
    "reopened": frozenset({State.ANSWERED, State.CLOSED}),
    "rejected": MOVABLE,
    "closed": frozenset({State.ANSWERED}),
    "withdrawn": HANDLED,
    "updated": CONFIRMED,
    "marked": CONFIRMED,
    "consulted": frozenset({State.OPEN, State.ASSIGNED}),
    "informed": frozenset({State.WITH_BODY}),
    "moved": MOVABLE,
    "offered": frozenset({State.OPEN, State.ASSIGNED}),
    "decided": HANDLED,  # the person says whether it may be sent on, or takes their word back
    "dropped": HANDLED,
    "transferred": frozenset({State.OPEN, State.ASSIGNED}),
    "merged": MOVABLE,
    "led": HANDLED,  # may lead others
    "unmerged": frozenset({State.MERGED}),
    "extended": IN_HAND | {State.PROPOSED},
    "prioritised": HANDLED,
    "guarded": CONFIRMED - {State.MERGED},  # its leader is marked, and it with it
    "interest": CONFIRMED,
    "parted": IN_HAND,
    "part-closed": HANDLED,
    "alarmed": frozenset(RUNNING),
}


@contextmanager
def step(case_id: int, name: str, *, revision: int | None = None) -> Iterator[Case]:
    """The case, locked, in a transaction that ends with the block; it is saved when the block ends.

    `revision` is the one that the acting person saw, None when they saw no page of it.
    Raises Conflict when the step does not lead on from the case's state, or the page was old.
    """
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",)).select_related("office", "subject", "assignee")
        case = rows.get(pk=case_id)
        if case.state not in STEPS[name] or revision not in (None, case.revision):
            raise Conflict(CHANGED)
        office = case.office_id
        yield case
        case.revision += 1
        case.save()
        if case.office_id != office:
            moved.send(sender=Case, case=case)


class Entering:
    """An event that is sealed now and entered later, so that the transaction in which others wait for it takes
    less time. The case may come into the database meanwhile."""

    def __init__(
        self,
        case: Case,
        event: Event,
        *,
        actor: User | None = None,
        is_public: bool = True,
        body: str | None = None,
    ) -> None:
        self._recording = Recording(
            Act(
                f"case.{event}",
                actor=actor.subject_id if actor else None,
                about=(case.subject_id,),
                office=case.office.slug if case.office else "",
                detail={"case": case.number, "kind": case.kind, "state": case.state},
            )
        )
        self.row = CaseEntry(
            case=case,
            event=event,
            at=clock.now(),
            actor=actor,
            is_public=is_public,
            body=body,
            revision=case.revision if actor else None,  # of the page that they acted on
        )
        self._insertion = Insertion(self.row)

    def enter(self) -> CaseEntry:
        """Write it on the timeline and in the ledger, in the caller's transaction."""
        self._recording.append()
        self._insertion.run(case_id=self.row.case.pk)
        return self.row


def enter(
    case: Case, event: Event, *, actor: User | None = None, is_public: bool = True, body: str | None = None
) -> CaseEntry:
    """Write the event on the timeline and in the ledger."""
    return Entering(case, event, actor=actor, is_public=is_public, body=body).enter()


def send(case: Case, template: str, context: Mapping[str, object] | None = None) -> None:
    """Queue a mail to the correspondent in their language; it holds the number, never more in its
    subject line."""
    opened = deliver(case, ["name", "email"])
    title, text = composed(case, opened["name"], template, context)
    queue(case.subject, opened["email"], title, text, language=case.language)


def composed(
    case: Case, name: str, template: str, context: Mapping[str, object] | None = None
) -> tuple[str, str]:
    """Subject line and text of such a mail to somebody of that name."""
    with translation.override(case.language):
        status = settings.LEGATION_ORIGIN + reverse("case_status")
    with timezone.override(zone_of(case.office)):
        values = {
            "case": case,
            "name": name,
            "status": status,
            "by": by_when(case, case.language),
            **(context or {}),
        }
        return rendered(f"cases/mail/{template}.txt", values, language=case.language)


def by_when(case: Case, language: str) -> str:
    """The end of the case's time in words: the day, with the time of day where hours count."""
    if case.due_at is None:
        return ""
    with translation.override(language):
        shape = "DATETIME_FORMAT" if counts_hours(case) else "DATE_FORMAT"
        return date_format(timezone.localtime(case.due_at, zone_of(case.office)), shape)


def must(permitted: bool) -> None:
    """Raises NotPermitted."""
    if not permitted:
        raise NotPermitted(_("You may not do this with this case."))


def announce(case: Case, template: str, context: Mapping[str, object], *, body: str | None = None) -> None:
    """For the kinds above: something public happened that does not change the state (a booked
    appointment, a fee paid). Enters it, and queues the mail of this template name.

    `template` is a full template name; call it inside the transaction of the act itself.
    """
    with step(case.pk, "updated") as locked:
        enter(locked, Event.UPDATED, body=body)
        opened = deliver(locked, ["name", "email"])
        values = {"case": locked, "name": opened["name"], **context}
        queue_template(locked.subject, opened["email"], template, values, language=locked.language)
