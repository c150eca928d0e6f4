"""Asking a second person, their yes and their no. Nothing of a survey is public before the yes."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.accounts.staff.duties import SURVEY, apart
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.mail.services import queue_template
from legation.questions.composing import services as composing
from legation.questions.composing.models import FormDraft
from legation.questions.composing.queries import draft_of
from legation.questions.models import FormDefinition
from legation.questions.services.forms import in_force
from legation.surveys.desk.models import SurveyAct, SurveyPlan
from legation.surveys.desk.permissions import may_compose, second_persons
from legation.surveys.desk.problems import problems_of
from legation.surveys.desk.services.recording import locked, must, note, unchanged
from legation.surveys.models import Survey
from legation.surveys.services import open_survey

TAKEN = (
    *("access", "closes_after", "quotas", "resumable", "offered_after", "retention_days"),
    *("made_by",),
)


def submit(plan: SurveyPlan, by: User, *, revision: int) -> SurveyPlan:
    """Ask a second person to approve settings and questions together. Raises NotPermitted, or Conflict while
    something stands against it."""
    with transaction.atomic():
        row = locked(plan)
        must(may_compose(by, row.office))
        unchanged(row, revision)
        _complete(row)
        if row.submitted_at:
            raise Conflict(_("This survey waits for a second person already."))
        if (draft := draft_of(row.form)) is not None and draft.submitted_at is None:
            composing.submit(row.form, by, revision=draft.revision, quiet=True)
        row.submitted_by, row.submitted_at, row.remark = by, clock.now(), ""
        row.save(update_fields=["submitted_by", "submitted_at", "remark"])
        note("plan-submitted", by, row.slug, row.office, revision=row.revision)
        for person in User.objects.filter(pk__in=second_persons(row)).select_related("subject"):
            _tell(person, row, "survey_desk/mail/waiting.txt")
    return row


def give_back(plan: SurveyPlan, by: User, remark: str, *, revision: int) -> SurveyPlan:
    """The second person's no, with the reason, which the author gets by mail. Raises NotPermitted, Conflict."""
    with transaction.atomic():
        row = locked(plan)
        unchanged(row, revision)
        _waiting(row)
        _second(row, by)
        asked = row.submitted_by
        draft = draft_of(row.form)
        if draft is not None and draft.submitted_at is not None:
            composing.give_back(row.form, by, remark, revision=draft.revision, quiet=True)
        row.submitted_by, row.submitted_at, row.remark = None, None, remark
        row.save(update_fields=["submitted_by", "submitted_at", "remark"])
        note("plan-returned", by, row.slug, row.office, reason=remark, revision=row.revision)
        if asked is not None:
            _tell(asked, row, "survey_desk/mail/returned.txt")
    return row


def approve(plan: SurveyPlan, by: User, *, revision: int, questions: int) -> Survey:
    """The second person's yes: the questions come into force and the survey is public, at once or from the
    moment at which it opens.

    `questions` is the revision of the draft that was looked at; 0 where its questions were in force already.
    Raises NotPermitted for whoever had a hand in it, Conflict where it is not what was looked at.
    """
    with transaction.atomic():
        row = locked(plan)
        unchanged(row, revision)
        _waiting(row)
        _second(row, by)
        _complete(row)
        survey = _opened(row, by, _version(row, by, draft_of(row.form), questions))
        row.survey = survey
        row.save(update_fields=["survey"])
        SurveyAct.objects.create(survey=survey, what=SurveyAct.What.APPROVED, person=by)
        note("approved", by, row.slug, row.office, revision=row.revision, anonymous=row.anonymous)
    return survey


def _version(plan: SurveyPlan, by: User, draft: FormDraft | None, questions: int) -> FormDefinition:
    if (draft.revision if draft else 0) != questions:
        raise Conflict(_("The questions were changed meanwhile. Look at them again."))
    if draft is not None:
        return composing.publish(plan.form, by, revision=questions)
    version = in_force(plan.slug)
    if version is None:
        raise Conflict(_("It has no questions yet."))
    return version


def _opened(plan: SurveyPlan, by: User, version: FormDefinition) -> Survey:
    assert plan.closes_at is not None  # problems_of says so before
    survey = open_survey(
        plan.slug,
        version,
        opens_at=plan.begins,
        closes_at=plan.closes_at,
        office=plan.office,
        anonymous=plan.anonymous,
        public_results=plan.public_results,
        actor=by.subject_id,
    )
    for name in TAKEN:
        setattr(survey, name, getattr(plan, name))
    survey.approved_by = by
    survey.save(update_fields=[*TAKEN, "approved_by"])
    return survey


def _complete(plan: SurveyPlan) -> None:
    if problems_of(plan):
        raise Conflict(_("Something is missing or wrong in this survey; its page names it."))


def _waiting(plan: SurveyPlan) -> None:
    if plan.submitted_at is None:
        raise Conflict(_("Nobody asks for this survey to be approved any longer."))


def _second(plan: SurveyPlan, by: User) -> None:
    apart(SURVEY, by, plan.made_by_id, plan.changed_by_id, *plan.hands.values_list("person", flat=True))
    must(by.pk in second_persons(plan))


def _tell(person: User, plan: SurveyPlan, template: str) -> None:
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language):
        link = f"{settings.LEGATION_ORIGIN}{reverse('survey_manage', args=[plan.slug])}"
        context = {"plan": plan, "link": link}
        queue_template(person.subject, person.email, template, context, language=language)
