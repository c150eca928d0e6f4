"""Surveys as something that forms are composed for."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legation.kernel.errors import Conflict, LegationError
from legation.offices.models import Office
from legation.questions.composing.uses import Use, add_use
from legation.questions.definition import Definition
from legation.surveys.models import Survey
from legation.surveys.services import check_form

SURVEY = "survey"


def problems(definition: Definition) -> list[str]:
    """What no survey can ask. What an anonymous one cannot is said on the page of the survey."""
    try:
        check_form(definition, anonymous=False)
    except LegationError as refusal:
        return [str(refusal.sentence)]
    return []


def is_survey(slug: str) -> bool:
    """Whether a survey was made on a form of this name."""
    return Survey.objects.filter(form__slug=slug).exists()


def published(_slug: str, _office: Office | None) -> None:
    """Nothing: the survey itself is approved, and stays on the version that was approved with it."""


def withdrawn(slug: str, _office: Office | None) -> None:
    """Raises Conflict while a survey is open on the form: people are answering it."""
    if any(survey.is_open for survey in Survey.objects.filter(form__slug=slug)):
        raise Conflict(_("A survey is open on this form: close or withdraw the survey instead."))


def where(slug: str, _office: Office | None, language: str) -> str | None:
    """Where the public answers it."""
    survey = Survey.objects.filter(form__slug=slug).order_by("-opens_at").first()
    if survey is None or not survey.has_begun:
        return None
    with translation.override(language):
        return reverse("survey_answer", args=[survey.slug])


add_use(Use(SURVEY, gettext_lazy("A survey"), problems, is_survey, published, withdrawn, where))
