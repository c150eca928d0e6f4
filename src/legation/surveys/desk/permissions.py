"""Who prepares, approves and ends the surveys of an office."""

from __future__ import annotations

from legation.accounts.models import Role, User
from legation.offices.models import Office
from legation.questions.composing.permissions import may_compose, may_publish, places_of, seconds_for
from legation.surveys.desk.models import SurveyPlan
from legation.surveys.results.permissions import serves

__all__ = ["SEERS", "may_compose", "may_publish", "may_see", "may_see_plan", "places_of", "second_persons"]

SEERS = (Role.EDITOR, Role.PUBLISHER, Role.SUPERVISOR, Role.ADMINISTRATOR)


def may_see(user: User, office: Office | None) -> bool:
    """Whether the person may look at the surveys of this office; None: the ministry's."""
    return serves(user, *SEERS, office=office) or may_compose(user, office)


def second_persons(plan: SurveyPlan) -> set[int]:
    """Who may approve it: publishers who had no hand in it, as for forms."""
    authors = {*plan.hands.values_list("person", flat=True), plan.changed_by_id, plan.made_by_id}
    return seconds_for(plan.office, authors, plan.submitted_at)


def may_see_plan(user: User, plan: SurveyPlan) -> bool:
    """Those of its office, and the second person of another whose help it needs."""
    return may_see(user, plan.office) or (plan.submitted_at is not None and user.pk in second_persons(plan))
