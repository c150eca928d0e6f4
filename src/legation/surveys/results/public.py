"""Published results, for anybody: what was published last, and each table of it for a spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from legation.questions.definition import Kind
from legation.surveys.models import Survey
from legation.surveys.results.asking import conditions
from legation.surveys.results.models import GROUPS, PublicTexts
from legation.surveys.results.partitions import LIKELIHOODS, Partition, likelihood_groups, partitions
from legation.surveys.results.services.publishing import STEP
from legation.surveys.results.showing import Counted, Result, Shown, results
from legation.surveys.results.spreadsheets import as_csv
from legation.web.caching import keep

MOST_TEXTS = 200


@require_safe
def survey_results(request: HttpRequest, survey: str) -> HttpResponse:
    """The published results; 404 where the survey has none to publish."""
    found = _find(survey)
    texts = {row.question: row.texts for row in PublicTexts.objects.filter(survey=found)}
    context = {
        "survey": found,
        "results": published(found),
        "count": found.published_count,
        "step": STEP,
        "texts": [
            (each, texts[each.id][:MOST_TEXTS]) for each in found.form.definition if texts.get(each.id)
        ],
    }
    response = render(request, "survey_results/public.html", context)
    keep(response, ["surveys"], until=None if found.is_closed else found.closes_at)
    return response


@require_safe
def survey_table(request: HttpRequest, survey: str, key: str) -> HttpResponse:
    """One table, as it stands on the page."""
    found = _find(survey)
    shown = [each for result in published(found) for each in result.charts if each.key == key]
    if not shown:
        raise Http404
    response = HttpResponse(_lines(shown[0]), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-{shown[0].key}.csv"'
    keep(response, ["surveys"], until=None if found.is_closed else found.closes_at)
    return response


def published(survey: Survey) -> list[Result]:
    """What was published last, question by question, with those of which nothing could be because not everybody
    was asked; nothing at all before the first time."""
    definition = survey.form.definition
    known: dict[str, list[Partition]] = {}
    for each in partitions(definition):
        many = each.question.kind is Kind.MANY
        known.setdefault(each.question.id if many else each.key, []).append(each)
    counted, tables = [], {}
    for table in survey.published:
        assert isinstance(table, dict)
        if table["question"] in known:
            counted += _counted(known[table["question"]], table)
            tables[table["question"]] = table
    if not counted:
        return []
    found = {each.question.id: each for each in results(definition, counted)}
    countable = {each.question.id for each in partitions(definition)}
    every = [found.get(each.id) or Result(each, []) for each in definition if each.id in countable]
    placed = [_placed(survey, each, tables) for each in every]
    return [each for each in placed if each.charts or each.of_some]


def _placed(survey: Survey, result: Result, tables: Mapping[str, dict[str, Any]]) -> Result:
    """With what is to be said of its tables: when they were counted, and of whom."""
    of_some = bool(conditions(survey.form.definition, result.question))
    charts = [
        replace(
            shown,
            day=dt.date.fromisoformat(table["day"]) if table.get("day") else None,
            # Before this was noted, it showed in the number of answers.
            stands=table.get("stands", not of_some and table["total"] != survey.published_count),
        )
        for shown in result.charts
        for table in [tables[shown.key.removesuffix(GROUPS)]]
    ]
    return replace(result, charts=charts, of_some=of_some)


def _counted(own: list[Partition], table: dict[str, Any]) -> list[Counted]:
    counts = {cell["value"]: cell["count"] for cell in table["cells"]}
    if own[0].question.kind is Kind.MANY:
        return [Counted(each, [counts.get(each.part), None], table["total"]) for each in own]
    partition = likelihood_groups(own[0]) if set(LIKELIHOODS) <= set(counts) else own[0]
    return [Counted(partition, [counts.get(value, 0) for value in partition.values], table["total"])]


def _lines(shown: Shown) -> str:
    head = [shown.chart.title, *shown.chart.head[1:]]
    return "".join(as_csv([head, *shown.chart.rows]))


def _find(slug: str) -> Survey:
    survey = get_object_or_404(Survey.objects.select_related("form", "office", "seal"), slug=slug)
    if get_language() not in survey.form.definition.languages:
        raise Http404
    if not survey.public_results or not survey.has_begun:
        raise Http404
    return survey
