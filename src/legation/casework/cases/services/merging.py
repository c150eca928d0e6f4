"""Joining a repeat to the case that leads it, and parting them again exactly as they were."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Case, Event, Kind, Merge, Reply, State
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services.moving import must_be_free
from legation.casework.cases.services.steps import STEPS, enter, must, send, step
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.mail.unsafe import is_unsafe, mark_unsafe


def merge(case: Case, leader: Case, *, actor: User, revision: int | None = None) -> Case:
    """Handle `case` together with `leader` of the same person: one answer for both.

    Raises Conflict for another person's case, for an application (each is decided by itself), and for a
    leader that is over or itself follows another.
    """
    with step(case.pk, "merged", revision=revision) as locked:
        head = (
            Case.objects.select_for_update(of=("self",)).select_related("office", "subject").get(pk=leader.pk)
        )
        must(may_handle(actor, locked) and may_handle(actor, head))
        _must_fit(locked, head)
        must_be_free(locked)
        Merge.objects.create(
            case=locked,
            leader=head,
            state=locked.state,
            due_at=locked.due_at,
            warn_at=locked.warn_at,
            paused_at=locked.paused_at,
            by=actor,
            at=clock.now(),
        )
        locked.state, locked.merged_into = State.MERGED, head
        locked.paused_at, locked.ended_at = None, clock.now()
        _share_the_mark(locked, head, actor)
        enter(locked, Event.MERGED, actor=actor, body=head.number)
        enter(head, Event.NOTED, actor=actor, is_public=False, body=f"+ {locked.number}")
        send(locked, "merged", {"leader": head})
    return locked


def unmerge(case: Case, why: str, *, actor: User, revision: int | None = None) -> Case:
    """Handle it by itself again: state and clock are what they were, to the second; only an officer whom it
    lost meanwhile, as when its leader went to another office, does not come back."""
    with step(case.pk, "unmerged", revision=revision) as locked:
        head = locked.merged_into
        must(may_handle(actor, locked) and (head is None or may_handle(actor, head)))
        row = locked.merges.select_for_update().get(undone_at=None)
        row.undone_at = clock.now()
        row.save(update_fields=["undone_at"])
        locked.state, locked.merged_into, locked.ended_at = State(row.state), None, None
        if locked.state == State.ASSIGNED:
            locked.state = locked.in_hand
        locked.due_at, locked.warn_at, locked.paused_at = row.due_at, row.warn_at, row.paused_at
        enter(locked, Event.UNMERGED, actor=actor)
        enter(locked, Event.NOTED, actor=actor, is_public=False, body=why)
        send(locked, "unmerged")
    return locked


def follow(leader: Case, event: Event, *, reply: Reply | None = None, text: str = "") -> None:
    """What the leading case came to stands on the page of each case that follows it. One mail went out."""
    for case in leader.repeats.select_related("office", "subject"):
        if reply is not None:
            Reply.objects.create(
                case=case,
                of=reply,
                text=text,
                outcome=reply.outcome,
                proposed_by=reply.proposed_by,
                proposed_at=reply.proposed_at,
                approved_by=reply.approved_by,
                approved_at=reply.approved_at,
                sent_at=reply.sent_at,
            )
        enter(case, event, body=None if reply else text)


def is_same_person(case: Case, other: Case) -> bool:
    """By the person's key, their account, or an address that was confirmed."""
    if case.subject_id == other.subject_id or (case.member_id and case.member_id == other.member_id):
        return True
    return bool(case.email_hash) and case.email_hash == other.email_hash


def _must_fit(case: Case, head: Case) -> None:
    if head.pk == case.pk or not is_same_person(case, head):
        raise Conflict(_("Only two cases of the same person can be handled together."))
    if Kind.APPLICATION in (case.kind, head.kind):
        raise Conflict(_("An application is decided by itself."))
    if case.is_sensitive != head.is_sensitive:
        raise Conflict(
            _("Only one of the two is marked as sensitive. Mark both, or neither, then join them.")
        )
    if head.state not in STEPS["led"]:
        raise Conflict(_("The other case is over, or is itself handled together with a third."))
    if case.repeats.exists():
        raise Conflict(
            _("Other cases are handled together with this one. Choose this one as the leading case.")
        )


def _share_the_mark(case: Case, head: Case, actor: User) -> None:
    """Who is not safe to contact in one is not in the other."""
    for person, other in ((case.subject, head.subject), (head.subject, case.subject)):
        if person.pk != other.pk and is_unsafe(person) and not is_unsafe(other):
            mark_unsafe(other, actor=actor.subject_id)
