"""How the pages of whoever answers look: one of questions, and the answers to check."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from legation.defence.bots.services import issue
from legation.questions.definition import Step
from legation.questions.forms import QuestionsForm
from legation.questions.responses import other_languages, private
from legation.surveys.answering.filled import sealed
from legation.surveys.answering.way import Way
from legation.surveys.models import Survey
from legation.web.forgery import issue_token

FORM = "survey"
# Fields of the pages; questions have no underscore in their names. What begins with `words-` is free text to
# the firewall, which would find an attack in sealed answers by chance.
FILLED, AT, SHOWN, TO_CHECK = "words-filled_in", "at_step", "were_shown", "to_check"
SEND, BACK, CHECK, LATER = "send", "back", "check", "later"


def step(
    request: HttpRequest,
    way: Way,
    which: Step,
    form: QuestionsForm,
    *,
    problem: str = "",
    notice: str = "",
    reproach: bool = True,
) -> HttpResponse:
    """A page of questions. `notice` is said without reproach; `reproach`: errors are the answer to what was
    sent, so that the status says so."""
    last, several = way.is_last(which), len(way.definition.steps) > 1
    context = {
        **_common(way),
        "step": which,
        "form": form,
        "shown": " ".join(question.id for question in form.questions),
        "problem": problem,
        "notice": notice,
        "number": way.number(which),
        "count": len(way.route),
        "is_first": which == way.route[0],
        "is_last": last,
        "is_checked": several and last,
        "to_check": goes_to_check(request),
        "is_several": several,
        "challenge": _challenge(way) if last else "",
    }
    wrong = bool(problem) or (reproach and form.is_bound and bool(form.errors))
    answer = render(request, "surveys/step.html", context, status=422 if wrong else 200)
    return private(answer, found=request.method != "POST")


def goes_to_check(request: HttpRequest) -> bool:
    """Whether the page was opened from the answers to check, to which it goes back."""
    return bool(request.POST.get("change") or request.POST.get(TO_CHECK))


def check(request: HttpRequest, way: Way, *, problem: str = "", status: int = 422) -> HttpResponse:
    """Every answer that counts, each page with its button to change it, and the button that sends them."""
    context = {
        **_common(way),
        "sections": list(way.sections()),
        "problem": problem,
        "challenge": _challenge(way),
    }
    return private(render(request, "surveys/check.html", context, status=status if problem else 200))


def address(survey: Survey, language: str = "") -> str:
    """The address of the survey without any secret; in the active language unless another is named."""
    with translation.override(language or translation.get_language() or settings.LANGUAGE_CODE):
        return reverse("survey_answer", args=[survey.slug])


def _common(way: Way) -> dict[str, Any]:
    return {
        "survey": way.survey,
        "way": way,
        "filled": sealed(way.filled, way.survey),
        "form_token": issue_token(FORM),
        "action": address(way.survey),
        "languages": [
            (code, name, address(way.survey, code))
            for code, name in other_languages(way.definition.languages)
        ],
    }


def _challenge(way: Way) -> str:
    """A proof of work, where anyone may answer."""
    return issue(way.filled.token) if way.survey.access == Survey.Access.ANYONE else ""
