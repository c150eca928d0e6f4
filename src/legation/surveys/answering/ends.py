"""What becomes of answers, each with its page and its status."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from legation.questions.responses import private
from legation.surveys.answering.filled import sealed
from legation.surveys.answering.pages import address
from legation.surveys.answering.way import Way
from legation.surveys.models import Survey
from legation.surveys.services.splitting import split
from legation.surveys.services.tallies import gives


def thanks(request: HttpRequest, survey: Survey, *, counted: bool) -> HttpResponse:
    """They were taken; or by an earlier click on the same page."""
    context = {"survey": survey, "counted": counted}
    return private(render(request, "surveys/thanks.html", context))


def already(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The invitation was used before."""
    return private(render(request, "surveys/already.html", {"survey": survey}, status=409))


def closed(request: HttpRequest, survey: Survey, way: Way | None = None) -> HttpResponse:
    """It takes no more answers; whoever was filling it in sees what they wrote."""
    sections = list(way.sections()) if way else []
    context = {"survey": survey, "sections": sections, "is_full": not survey.is_closed}
    return private(render(request, "surveys/closed.html", context, status=410))


def revoked(request: HttpRequest, survey: Survey, way: Way | None = None) -> HttpResponse:
    """The link is of a stack of letters that was revoked; whoever was filling it in sees what they wrote."""
    sections = list(way.sections()) if way else []
    context = {"survey": survey, "sections": sections}
    return private(render(request, "surveys/revoked.html", context, status=410))


def enough(request: HttpRequest, way: Way) -> HttpResponse:
    """There are enough answers such as these already; they can be changed, for nothing is lost."""
    choices, _words = split(way.definition, way.counted)
    hit = [quota for quota in way.survey.quotas if gives(choices, quota)]
    question = way.definition.question(hit[0]["question"]) if len(hit) == 1 else None
    page = next((step for step in way.route if question and question in step.questions), way.route[0])
    context = {
        "survey": way.survey,
        "question": question,
        "page": page,
        "filled": sealed(way.filled, way.survey),
        "action": address(way.survey),
    }
    return private(render(request, "surveys/enough.html", context, status=409))
