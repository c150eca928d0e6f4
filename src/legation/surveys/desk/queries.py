"""What the desk lists: what is being prepared, and every survey, with state and counts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from legation.accounts.models import User
from legation.accounts.staff.permissions import offices_of
from legation.offices.models import Office
from legation.questions.composing.models import ComposedForm
from legation.questions.composing.places import words_of
from legation.surveys.desk.composed import SURVEY
from legation.surveys.desk.models import SurveyPlan
from legation.surveys.desk.permissions import SEERS, may_see, may_see_plan, second_persons
from legation.surveys.desk.problems import questions_of
from legation.surveys.models import Survey

STATES = ("open", "to-come", "closed", "withdrawn")
MOST_PLANS = 200


@dataclass(frozen=True)
class Prepared:
    """A plan on which somebody works. `waits`: for the person who looks."""

    plan: SurveyPlan
    title: str
    waits: bool


def title_of(plan: SurveyPlan) -> str:
    """In the active language, as far as it is written."""
    found = questions_of(plan)
    return (words_of(found.source.get("title")) if found else "") or plan.slug


def plan_called(slug: str) -> SurveyPlan | None:
    """The plan of this name, also of a survey that came of it."""
    related = ("form__office", "changed_by", "submitted_by", "made_by", "survey")
    return SurveyPlan.objects.select_related(*related).filter(form__slug=slug).first()


def prepared_for(user: User) -> list[Prepared]:
    """What is being prepared at the person's offices, and elsewhere what waits for them; what waits stands first."""
    plans = SurveyPlan.objects.filter(survey=None).select_related(
        "form__office", "changed_by", "submitted_by"
    )
    found = []
    for plan in plans.order_by("-changed_at")[:MOST_PLANS]:
        if may_see_plan(user, plan):
            waits = plan.submitted_at is not None and user.pk in second_persons(plan)
            found.append(Prepared(plan, title_of(plan), waits))
    return sorted(found, key=lambda entry: not entry.waits)


def unused_forms(user: User) -> list[ComposedForm]:
    """Forms that were composed for a survey which nobody has begun yet."""
    planned = SurveyPlan.objects.values("form")
    surveyed = Survey.objects.values("form__slug")
    rows = ComposedForm.objects.filter(use=SURVEY).exclude(pk__in=planned).exclude(slug__in=surveyed)
    return [form for form in rows.select_related("office")[:MOST_PLANS] if may_see(user, form.office)]


def surveys_for(user: User, state: str = "") -> QuerySet[Survey]:
    """The surveys of the person's offices that are in this state, the latest end first."""
    own = Q(office__in=offices_of(user, *SEERS))
    if may_see(user, None):
        own |= Q(office=None)
    rows = {
        "open": Survey.objects.open(),
        "to-come": Survey.objects.filter(state=Survey.State.APPROVED).exclude(
            pk__in=Survey.objects.begun().values("pk")
        ),
        "closed": Survey.objects.closed(),
        "withdrawn": Survey.objects.exclude(state=Survey.State.APPROVED),
    }.get(state, Survey.objects.all())
    counted = rows.filter(own).annotate(named_count=Count("named"))
    return counted.select_related("form", "office").order_by("-closes_at", "slug")


def state_of(survey: Survey) -> tuple[str, str]:
    """In words, and the kind of tag."""
    if survey.state != Survey.State.APPROVED:
        return _("Withdrawn"), "warn"
    if survey.is_closed:
        return pgettext("survey", "Closed"), ""
    return (pgettext("survey", "Open"), "ok") if survey.has_begun else (_("Not yet open"), "active")


def survey_called(user: User, slug: str) -> Survey | None:
    """The survey, where the person may see those of its office."""
    found = Survey.objects.select_related("form", "office", "seal", "made_by", "approved_by")
    survey = found.filter(slug=slug).first()
    return survey if survey is not None and may_see(user, survey.office) else None


def place_of(office: Office | None) -> str:
    """The office in the active language."""
    return office.text().name if office else _("The ministry, for all offices")
