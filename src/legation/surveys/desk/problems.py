"""What stands against approving a survey, in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from legation.kernel.errors import LegationError
from legation.questions.composing.checking import problems_of as problems_of_form
from legation.questions.composing.models import FormDraft
from legation.questions.composing.queries import draft_of
from legation.questions.definition import Definition
from legation.questions.models import FormDefinition
from legation.questions.reading import WrongDefinition, read
from legation.questions.services.forms import in_force
from legation.surveys.desk.models import SurveyPlan
from legation.surveys.desk.options import options_of
from legation.surveys.models import Survey
from legation.surveys.services import check_form

LONGEST = dt.timedelta(days=2 * 365)


def questions_of(plan: SurveyPlan) -> FormDraft | FormDefinition | None:
    """The draft of its form, else the version in force."""
    return draft_of(plan.form) or in_force(plan.slug)


def definition_of(plan: SurveyPlan) -> Definition | None:
    """Its questions, where they are whole."""
    found = questions_of(plan)
    try:
        return read(found.source) if found else None
    except WrongDefinition:
        return None


def problems_of(plan: SurveyPlan) -> list[str]:
    """Everything that keeps the survey from being approved."""
    return [*_of_questions(plan), *_of_times(plan), *_of_settings(plan)]


def _of_questions(plan: SurveyPlan) -> Iterator[str]:
    found = questions_of(plan)
    if found is None:
        yield _("It has no questions yet.")
    elif isinstance(found, FormDraft) and (count := len(problems_of_form(found.source, plan.form))):
        yield ngettext(
            "%(count)s thing is missing or wrong in its questions.",
            "%(count)s things are missing or wrong in its questions.",
            count,
        ) % {"count": count}
    definition = definition_of(plan)
    if definition is None:
        return
    try:
        check_form(definition, anonymous=plan.anonymous)
    except LegationError as refusal:
        yield str(refusal.sentence)


def _of_times(plan: SurveyPlan) -> Iterator[str]:
    if plan.closes_at is None:
        yield _("Say when it closes.")
    elif plan.closes_at <= plan.begins:
        yield _("It would close before it opens, or is to close in the past.")
    elif plan.closes_at > plan.begins + LONGEST:
        yield _("A survey is open for two years at most.")


def _of_settings(plan: SurveyPlan) -> Iterator[str]:
    if plan.offered_after and plan.access != Survey.Access.ANYONE:
        yield _("Only a survey that anyone may answer can be offered at the end of a service.")
    if Survey.objects.filter(slug=plan.slug).exists():
        yield _("There is a survey of this short name already.")
    definition = definition_of(plan)
    known = {(option.question, option.value) for option in options_of(definition)} if definition else set()
    for quota in plan.quotas:
        if definition and (quota["question"], quota["value"]) not in known:
            yield _("A quota counts an option that is not asked any more: %(option)s.") % {
                "option": f"{quota['question']} = {quota['value']}"
            }
