"""Beginning a survey, its settings, throwing it away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.offices.models import Office
from legation.questions.composing import services as composing
from legation.questions.composing.models import ComposedForm
from legation.questions.composing.queries import draft_of
from legation.questions.models import FormDefinition
from legation.surveys.desk.composed import SURVEY
from legation.surveys.desk.models import SurveyPlan
from legation.surveys.desk.permissions import may_compose
from legation.surveys.desk.precleared import in_languages, precleared
from legation.surveys.desk.services.recording import locked, must, note, remember, unchanged
from legation.surveys.models import Survey

SETTINGS = (
    *(
        "anonymous",
        "access",
        "opens_at",
        "closes_at",
        "closes_after",
        "quotas",
        "resumable",
        "public_results",
    ),
    *("offered_after", "retention_days"),
)
KEPT = ("anonymous", "access", "resumable", "public_results", "offered_after", "retention_days")


def languages_of(office: Office | None) -> list[str]:
    """In which a survey of this office has to be."""
    return list(office.languages) if office else [code for code, _name in settings.LANGUAGES]


def create(slug: str, by: User, *, office: Office | None, template: str = "", title: str = "") -> SurveyPlan:
    """A survey from a template that comes with the product, or from nothing, in every language of the office.

    Raises NotPermitted, Conflict when the name is taken, KeyError for an unknown template.
    """
    languages = languages_of(office)
    source: dict[str, object]
    if template:
        source = dict(precleared(template, languages))
    else:
        source = {"languages": languages, "title": {languages[0]: title}, "steps": []}
    return _begin(slug, source, by, office, template)


def duplicate(survey: Survey, slug: str, by: User, *, office: Office | None) -> SurveyPlan:
    """The questions and settings of an earlier survey under a new name, to be dated and approved anew; also at
    another office. Raises NotPermitted, Conflict."""
    source = dict(in_languages(survey.form.source, languages_of(office)))
    with transaction.atomic():
        plan = _begin(slug, source, by, office, survey.slug)
        for name in KEPT:
            setattr(plan, name, getattr(survey, name))
        plan.quotas = list(survey.quotas)
        plan.save()
    return plan


def adopt(form: ComposedForm, by: User) -> SurveyPlan:
    """Make a survey of a form that was composed for one. Raises NotPermitted, Conflict."""
    with transaction.atomic():
        must(may_compose(by, form.office))
        if form.use != SURVEY or SurveyPlan.objects.filter(form=form).exists():
            raise Conflict(_("This form is a survey already, or is for something else."))
        return _plan(form, by, "")


def change(
    plan: SurveyPlan, by: User, values: Mapping[str, Any], *, revision: int | None = None
) -> SurveyPlan:
    """Other settings; a survey that waited for a second person waits no more.

    `values` are some of SETTINGS. Raises NotPermitted, or Conflict when it changed meanwhile.
    """
    if strange := values.keys() - set(SETTINGS):
        raise KeyError(*sorted(strange))
    with transaction.atomic():
        row = locked(plan)
        must(may_compose(by, row.office))
        unchanged(row, revision)
        if all(getattr(row, name) == value for name, value in values.items()):
            return row
        for name, value in values.items():
            setattr(row, name, value)
        row.revision += 1
        row.changed_by, row.changed_at = by, clock.now()
        row.submitted_by = row.submitted_at = None
        row.save()
        remember(row, by)
        note("plan-changed", by, row.slug, row.office, revision=row.revision)
    return row


def discard(plan: SurveyPlan, by: User, *, revision: int | None = None) -> None:
    """Throw it away before it was approved; its questions too, where they were never in force."""
    with transaction.atomic():
        row = locked(plan)
        must(may_compose(by, row.office))
        unchanged(row, revision)
        form = row.form
        note("plan-discarded", by, row.slug, row.office)
        row.delete()
        if (draft := draft_of(form)) is not None:
            composing.discard(form, by, revision=draft.revision)


def _begin(slug: str, source: dict[str, object], by: User, office: Office | None, origin: str) -> SurveyPlan:
    with transaction.atomic():
        must(may_compose(by, office))
        if Survey.objects.filter(slug=slug).exists() or FormDefinition.objects.filter(slug=slug).exists():
            raise Conflict(_("There is a survey of this short name already."))
        draft = composing.create(slug, source, by, office=office, use=SURVEY)
        return _plan(draft.form, by, origin)


def _plan(form: ComposedForm, by: User, origin: str) -> SurveyPlan:
    plan = SurveyPlan.objects.create(form=form, origin=origin, made_by=by, changed_by=by)
    remember(plan, by)
    note("plan-begun", by, form.slug, form.office, origin=origin)
    return plan
