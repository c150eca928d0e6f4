"""What staff do with a case. Permission is asked here as well as at the desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.duties import ANSWER, is_apart
from legation.casework.cases import clock as case_clock
from legation.casework.cases.kinds import reply_text
from legation.casework.cases.models import Case, Event, Ground, Outcome, Reply, State
from legation.casework.cases.permissions import may_approve, may_be_given, may_handle
from legation.casework.cases.services.ending import finish
from legation.casework.cases.services.merging import follow
from legation.casework.cases.services.steps import answered, ended, enter, must, send, step
from legation.casework.cases.services.units import open_parts
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.privacy.gateway import deliver


def assign(case: Case, officer: User, *, actor: User, revision: int | None = None) -> Case:
    """Give the case to an officer. Doing it again for the same officer does nothing."""
    with step(case.pk, "assigned", revision=None) as locked:
        must(may_handle(actor, locked) and may_be_given(officer, locked))
        if locked.assignee == officer:
            return locked
        if revision not in (None, locked.revision):
            raise Conflict(_("Somebody else has taken this case meanwhile."))
        locked.assignee = officer
        if locked.state == State.OPEN:
            locked.state = State.ASSIGNED
            send(locked, "assigned")
        enter(locked, Event.ASSIGNED, actor=actor)
    return locked


def note(case: Case, text: str, *, actor: User, revision: int | None = None) -> None:
    """An internal note; the person does not see it on the status page."""
    with step(case.pk, "noted", revision=revision) as locked:
        must(may_handle(actor, locked))
        enter(locked, Event.NOTED, actor=actor, is_public=False, body=text)


def ask(case: Case, question: str, *, actor: User, revision: int | None = None) -> Case:
    """Ask the person for something; the clock stands still until they answer."""
    with step(case.pk, "asked", revision=revision) as locked:
        must(may_handle(actor, locked))
        _take(locked, actor)
        locked.state = State.WAITING
        case_clock.pause(locked, clock.now())
        enter(locked, Event.ASKED, actor=actor, body=question)
        send(locked, "asked", {"question": question})
    return locked


def propose_reply(
    case: Case,
    text: str,
    *,
    actor: User,
    outcome: str = Outcome.ANSWER,
    despite: str = "",
    revision: int | None = None,
) -> Reply:
    """Draft the answer; a second person approves it before it leaves. While a unit still has to answer its
    part, it needs a reason (`despite`): raises Conflict without."""
    with step(case.pk, "proposed", revision=revision) as locked:
        must(may_handle(actor, locked))
        if open_parts(locked):
            if not despite:
                raise Conflict(_("A unit has not answered its part. Wait for it, or say why you do not."))
            enter(locked, Event.NOTED, actor=actor, is_public=False, body=despite)
        _take(locked, actor)
        locked.state = State.PROPOSED
        text = reply_text(locked, outcome, text)
        reply = Reply.objects.create(
            case=locked, text=text, outcome=outcome, proposed_by=actor, proposed_at=clock.now()
        )
        enter(locked, Event.PROPOSED, actor=actor)
    return reply


def return_reply(case: Case, why: str, *, actor: User, revision: int | None = None) -> Case:
    """Send the draft back to its drafter with a reason."""
    with step(case.pk, "returned", revision=revision) as locked:
        must(may_approve(actor, locked))
        reply = _draft(locked)
        reply.returned_at = clock.now()
        reply.save(update_fields=["returned_at"])
        locked.state = locked.in_hand
        enter(locked, Event.RETURNED, actor=actor, is_public=False, body=why)
    return locked


def approve_reply(case: Case, *, actor: User, revision: int | None = None) -> Reply:
    """Approve the draft and send it. Raises Conflict when the same person drafted it."""
    with step(case.pk, "approved", revision=revision) as locked:
        must(may_approve(actor, locked))
        reply = _draft(locked)
        if is_drafter(reply, actor):
            raise Conflict(ANSWER.refusal)
        reply.approved_by, reply.approved_at, reply.sent_at = actor, clock.now(), clock.now()
        reply.save(update_fields=["approved_by", "approved_at", "sent_at"])
        locked.state = State.APPROVED
        enter(locked, Event.APPROVED, actor=actor)
        finish(locked, State.ANSWERED)
        locked.answered_at = locked.ended_at
        enter(locked, Event.ANSWERED)
        answered.send(sender=Case, case=locked, reply=reply)
        text = deliver(reply, ["text"])["text"]
        follow(locked, Event.ANSWERED, reply=reply, text=text)
        send(locked, "answered", {"answer": text, "reply": reply})
    return reply


def reject(case: Case, ground: Ground, explanation: str, *, actor: User, revision: int | None = None) -> Case:
    """Do not take the case up, on one of the codified grounds; the person is told why."""
    with step(case.pk, "rejected", revision=revision) as locked:
        must(may_approve(actor, locked))
        finish(locked, State.REJECTED)
        locked.ground = Ground(ground)
        enter(locked, Event.REJECTED, actor=actor, body=explanation)
        follow(locked, Event.REJECTED, text=explanation)
        ended.send(sender=Case, case=locked)
        send(locked, "rejected", {"explanation": explanation})
    return locked


def close(case: Case, *, actor: User, revision: int | None = None) -> Case:
    """Put an answered case away."""
    with step(case.pk, "closed", revision=revision) as locked:
        must(may_handle(actor, locked))
        locked.state, locked.ended_at = State.CLOSED, clock.now()
        enter(locked, Event.CLOSED, actor=actor)
    return locked


def draft_of(case: Case) -> Reply | None:
    """The draft that waits for approval."""
    return case.replies.filter(approved_at=None, returned_at=None).order_by("-pk").first()


def is_drafter(reply: Reply, actor: User) -> bool:
    """Whether the same person would approve what they drafted."""
    return not is_apart(actor, reply.proposed_by_id)


def _draft(case: Case) -> Reply:
    reply = draft_of(case)
    if reply is None:
        raise Conflict(_("There is no draft to approve."))
    return reply


def _take(case: Case, actor: User) -> None:
    if case.assignee is None:
        case.assignee = actor
