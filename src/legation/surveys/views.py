"""Pages of surveys: no cookie, no script, nothing that tells who answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from legation.kernel import clock
from legation.surveys.models import Survey
from legation.web.caching import keep


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


def _is_to_come(moment: Any) -> bool:
    return bool(moment > clock.now())
