"""How many people an application is for, and what was decided on them."""

from __future__ import annotations

import json

from legation.casework.applications.models import Application
from legation.casework.cases.models import Case, Outcome
from legation.casework.families.models import PersonDecision
from legation.casework.families.people import Person, application_for_several, people_in
from legation.privacy.gateway import deliver
from legation.questions.answers import Answers


def people_of(case: Case) -> list[Person]:
    """Everybody of an application for several; none for one person alone."""
    application = application_for_several(case)
    if application is None:
        return []
    people = people_in(application, answers_of(application))
    return people if len(people) > 1 else []


def answers_of(application: Application) -> Answers:
    """What was answered, for what is made of it for the applicant; empty once they were erased."""
    found: Answers = json.loads(deliver(application, ["answers"])["answers"] or "{}")
    return found


def drafts(case: Case) -> dict[str, PersonDecision]:
    """What is decided but not sent, by person."""
    rows = PersonDecision.objects.filter(case=case, sent_at=None).select_related("case__subject")
    return {row.person: row for row in rows}


def sent(case: Case) -> dict[str, PersonDecision]:
    """The latest that was sent, by person."""
    rows = PersonDecision.objects.filter(case=case).exclude(sent_at=None).order_by("sent_at", "pk")
    return {row.person: row for row in rows.select_related("case__subject")}


def together(outcomes: list[str]) -> str:
    """What the decision of the case is when these are those of its people."""
    if all(one == Outcome.GRANTED for one in outcomes):
        return Outcome.GRANTED
    return Outcome.REFUSED if all(one == Outcome.REFUSED for one in outcomes) else Outcome.PARTLY
