"""What every act on a survey has in common: the lock, the refusal, the record."""

from __future__ import annotations

from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.offices.models import Office
from legation.surveys.desk.models import PlanHand, SurveyPlan


def locked(plan: SurveyPlan) -> SurveyPlan:
    """The plan, for changing it. Raises Conflict when it was thrown away or approved meanwhile."""
    rows = SurveyPlan.objects.select_for_update(of=("self",)).select_related("form__office")
    found = rows.filter(pk=plan.pk).first()
    if found is None or found.survey_id is not None:
        raise Conflict(_("This survey was approved or thrown away meanwhile."))
    return found


def unchanged(plan: SurveyPlan, revision: int | None) -> None:
    """Raises Conflict when it is not what was looked at."""
    if revision is not None and plan.revision != revision:
        raise Conflict(_("The survey was changed meanwhile. Look at it again."))


def must(allowed: bool) -> None:
    """Raises NotPermitted."""
    if not allowed:
        raise NotPermitted(_("Your role does not allow this."))


def note(
    action: str, by: User, slug: str, office: Office | None, *, reason: str = "", **detail: str | int | bool
) -> None:
    """Into the ledger."""
    where = office.slug if office else ""
    record(
        Act(
            f"survey.{action}",
            actor=by.subject_id,
            office=where,
            reason=reason,
            detail={"survey": slug, **detail},
        )
    )


def remember(plan: SurveyPlan, by: User) -> None:
    """They had a hand in it."""
    PlanHand.objects.get_or_create(plan=plan, person=by)
