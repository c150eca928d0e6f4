"""Ask for an opinion, give it, take the question back."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import has_role
from legation.accounts.staff.telling import tell
from legation.casework.cases.models import ENDED, Case, Event
from legation.casework.cases.permissions import HANDLERS, may_handle
from legation.casework.cases.services.steps import CHANGED, enter, step
from legation.casework.desk.opinions.models import Opinion
from legation.casework.desk.opinions.permissions import asked_of
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.offices.models import Office

MOST_WAITING = 5


def ask(case: Case, question: str, *, of: User | Office, actor: User, revision: int | None = None) -> Opinion:
    """Let an officer or a unit read the letter for this question. Asking leaves the clock running.

    Raises NotPermitted for somebody who handles no cases, Conflict beyond `MOST_WAITING` questions and for a
    case that is over.
    """
    with step(case.pk, "noted", revision=revision) as locked:
        if not may_handle(actor, locked):
            raise NotPermitted(_("This case belongs to another office."))
        if isinstance(of, User) and (of == actor or not has_role(of, *HANDLERS)):
            raise NotPermitted(_("Ask another officer."))
        if locked.state in ENDED:
            raise Conflict(CHANGED)
        if locked.opinions.waiting().count() >= MOST_WAITING:
            raise Conflict(_("Many opinions are waited for already. Take one back first."))
        opinion = Opinion.objects.create(
            case=locked,
            office=of if isinstance(of, Office) else None,
            expert=of if isinstance(of, User) else None,
            question=question,
            asked_by=actor,
            asked_at=clock.now(),
        )
        _enter(opinion, actor, _("An opinion was asked for."))
        _record("opinion.asked", opinion, actor)
        if isinstance(of, User):
            tell([of], "opinion_asked", {"number": locked.number, "path": reverse("opinions")})
    return opinion


def give(opinion: Opinion, text: str, *, actor: User) -> Opinion:
    """The answer; whoever gave it cannot read the case any more. Raises Conflict when it waits no longer."""
    with step(opinion.case_id, "noted"):
        row = (
            Opinion.objects.select_for_update(of=("self",)).select_related("case__subject").get(pk=opinion.pk)
        )
        if not row.is_waiting:
            raise Conflict(_("This opinion was given or taken back already."))
        if not asked_of(actor).filter(pk=row.pk).exists():
            raise NotPermitted(_("This opinion is asked of somebody else."))
        row.text, row.answered_by, row.answered_at = text, actor, clock.now()
        row.save(update_fields=["text", "answered_by", "answered_at"])
        _enter(row, actor, _("An opinion was given."))
        _record("opinion.given", row, actor)
        tell([row.asked_by], "opinion_given", {"number": row.case.number})
    return row


def withdraw(opinion: Opinion, *, actor: User) -> None:
    """The question is taken back; with it goes the permission to read."""
    with step(opinion.case_id, "noted") as case:
        row = (
            Opinion.objects.select_for_update(of=("self",)).select_related("case__subject").get(pk=opinion.pk)
        )
        if not may_handle(actor, case):
            raise NotPermitted(_("This case belongs to another office."))
        if not row.is_waiting:
            raise Conflict(_("This opinion was given or taken back already."))
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        _enter(row, actor, _("The question for an opinion was taken back."))
        _record("opinion.withdrawn", row, actor)


def _enter(opinion: Opinion, actor: User, sentence: object) -> None:
    with translation.override(opinion.asked_by.language or None):
        enter(opinion.case, Event.NOTED, actor=actor, is_public=False, body=str(sentence))


def _record(action: str, opinion: Opinion, actor: User) -> None:
    case = opinion.case
    record(
        Act(
            action,
            actor=actor.subject_id,
            about=(case.subject_id,),
            office=case.office.slug if case.office else "",
            detail={"case": case.number, "opinion": opinion.pk},
        )
    )
