"""Pages of surveys: no cookie, no script, nothing that tells who answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role, offices_of, reader, require_role
from legation.accounts.staff.reading import account_of
from legation.kernel import clock
from legation.privacy import gateway
from legation.questions.definition import Question
from legation.questions.views import private
from legation.surveys import services
from legation.surveys.models import Survey
from legation.surveys.queries import labels, tables
from legation.web.caching import keep
from legation.web.charts import Chart, bar_chart

READERS = (Role.EDITOR, Role.PUBLISHER, Role.SUPERVISOR)
MOST_TEXTS = 200


def _is_theirs(reading: gateway.Reader, reference: str, rows: Sequence[Model]) -> bool:
    """A survey that has begun, of the reader's office, and answers to nothing but it."""
    account = account_of(reading)
    survey = Survey.objects.filter(slug=reference).select_related("office").first()
    if account is None or survey is None or not survey.has_begun:
        return False
    if any(getattr(row, "survey_id", None) != survey.pk for row in rows):
        return False
    return has_role(account, *READERS, office=survey.office)


WHY = gateway.purpose(
    "survey.read", gettext_lazy("to learn from what was answered in the survey"), may=_is_theirs
)


@require_safe
def survey_index(request: HttpRequest) -> HttpResponse:
    """The surveys that can be answered now, and published results."""
    language = get_language() or ""
    surveys = [row for row in Survey.objects.select_related("form") if row.has_begun]
    surveys = [row for row in surveys if language in row.form.definition.languages]
    context = {
        "open": [row for row in surveys if not row.is_closed],
        "closed": [row for row in surveys if row.is_closed],
    }
    response = render(request, "surveys/index.html", context)
    moments = [moment for row in Survey.objects.all() for moment in (row.opens_at, row.closes_at)]
    keep(response, ["surveys"], until=min(filter(_is_to_come, moments), default=None))
    return response


@require_safe
def survey_results(request: HttpRequest, survey: str) -> HttpResponse:
    """The published results; 404 where the survey has none to publish."""
    found = _find(survey)
    if not found.public_results or not found.has_begun:
        raise Http404
    context = {
        "survey": found,
        "results": _results(found, found.published),
        "count": found.published_count,
        "step": services.PUBLISHING_STEP,
    }
    response = render(request, "surveys/results.html", context)
    keep(response, ["surveys"], until=None if found.is_closed else found.closes_at)
    return response


@require_role(*READERS)
@require_safe
def survey_desk(request: HttpRequest) -> HttpResponse:
    """The surveys of the person's offices."""
    return private(render(request, "surveys/desk.html", {"surveys": _visible(request)}))


@require_role(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_desk_results(request: HttpRequest, survey: str) -> HttpResponse:
    """Everything that was counted; on asking (POST), also the free texts, with a receipt."""
    found = next((row for row in _visible(request) if row.slug == survey), None)
    if found is None:
        raise Http404
    context = {
        "survey": found,
        "results": _results(found, list(tables(found, suppress=False))),
        "count": found.settled + found.named.count(),
        "texts": _texts(request, found) if request.method == "POST" else None,
        "most_texts": MOST_TEXTS,
    }
    return private(render(request, "surveys/desk_results.html", context))


@dataclass(frozen=True)
class Result:
    """One question with its chart; `hidden`: how many figures are not shown."""

    question: Question
    chart: Chart
    hidden: int


def _results(survey: Survey, found: Iterable[Any]) -> list[Result]:
    questions = {question.id: question for question in survey.form.definition}
    results = []
    for place, table in enumerate(found):
        question = questions[table["question"]]
        names = labels(question)
        counts = [cell["count"] for cell in table["cells"]]
        words = [names[cell["value"]] for cell in table["cells"]]
        chart = bar_chart(f"result-{place}", str(question.label), words, [(_("Answers"), counts)])
        results.append(Result(question, chart, sum(count is None for count in counts)))
    return results


def _texts(request: HttpRequest, survey: Survey) -> list[tuple[Question, list[str]]]:
    assert isinstance(request.user, User)
    rows = [
        *survey.answers.select_related("survey__seal").exclude(words=None).order_by("id")[:MOST_TEXTS],
        *survey.named.select_related("subject").exclude(words=None).order_by("id")[:MOST_TEXTS],
    ]
    who = reader(request.user, survey.office)
    opened = gateway.read(who, WHY, rows, ["words"], reference=survey.slug) if rows else []
    found = [json.loads(row["words"]) for row in opened if row["words"]]
    return [
        (question, [str(words[question.id]) for words in found if question.id in words])
        for question in survey.form.definition
        if any(question.id in words for words in found)
    ]


def _visible(request: HttpRequest) -> list[Survey]:
    user = request.user
    assert isinstance(user, User)
    offices = {office.pk for office in offices_of(user, *READERS)}
    return [
        row
        for row in Survey.objects.select_related("form", "office", "seal")
        if (row.office_id in offices if row.office_id else has_role(user, *READERS))
    ]


def _find(slug: str) -> Survey:
    survey = get_object_or_404(Survey.objects.select_related("form", "office", "seal"), slug=slug)
    if get_language() not in survey.form.definition.languages:
        raise Http404
    return survey


def _is_to_come(moment: Any) -> bool:
    return bool(moment > clock.now())
