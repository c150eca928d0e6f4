"""Deciding on each person, and putting it all into the one decision of the case."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Case, Outcome, State
from legation.casework.cases.permissions import may_handle
from legation.casework.families.models import PersonDecision
from legation.casework.families.people import Person
from legation.casework.families.queries import drafts, people_of, together
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.privacy.gateway import deliver

DECIDABLE = (State.OPEN, State.ASSIGNED)


def decide(case: Case, decided: Mapping[str, tuple[str, str]], *, actor: User) -> None:
    """Write outcome and reasons of each person, by their key. Raises NotPermitted, or Conflict once the
    decision is with the second person, or for somebody who is not in the application."""
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",)).select_related("office", "subject")
        locked = rows.get(pk=case.pk)
        if not may_handle(actor, locked):
            raise NotPermitted(_("This case belongs to another office."))
        known = {person.key for person in people_of(locked)}
        if locked.state not in DECIDABLE or not set(decided) <= known:
            raise Conflict(_("The case has changed meanwhile. Look at its present state, then decide again."))
        begun = drafts(locked)
        for person, (outcome, reasons) in decided.items():
            row = begun.get(person) or PersonDecision(case=locked, person=person)
            row.outcome, row.reasons = outcome, reasons or None
            row.decided_by, row.decided_at = actor, clock.now()
            row.save()
        detail: dict[str, str | int | bool | list[str] | None] = {
            "case": locked.number,
            "people": len(decided),
        }
        office = locked.office.slug if locked.office else ""
        record(
            Act(
                "application.people-decided",
                actor=actor.subject_id,
                about=(locked.subject_id,),
                office=office,
                detail=detail,
            )
        )


def into_the_decision(case: Case, outcome: str, text: str) -> str:
    """The decision's text with what was decided on each person, in the applicant's language.

    Raises Conflict while somebody is left out, or when the decision says something else than theirs.
    """
    people = people_of(case)
    if not people:
        return text
    decided = drafts(case)
    if any(person.key not in decided for person in people):
        raise Conflict(_("Decide on each person of the application first."))
    wanted = together([decided[person.key].outcome for person in people])
    if outcome != wanted:
        raise Conflict(
            _("What was decided on each person comes to “%s”. Choose that, or decide on the people anew.")
            % Outcome(wanted).label
        )
    with translation.override(case.language):
        lines = [_line(person, decided[person.key]) for person in people]
        return "\n\n".join([text, gettext("For each person:"), *lines])


def _line(person: Person, row: PersonDecision) -> str:
    reasons = deliver(row, ["reasons"])["reasons"] if row.reasons else ""
    told = f"{person.name}: {row.get_outcome_display()}"
    return f"{told}\n{reasons}" if reasons else told


def sent_with(case: Case) -> None:
    """The decision was sent, in the caller's transaction: what was decided on each person went with it."""
    PersonDecision.objects.filter(case=case, sent_at=None).update(sent_at=clock.now())
