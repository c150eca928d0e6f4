"""The links of a stack of letters: fetching them once, and making them worthless."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import LegationError
from legation.offices.models import zone_of
from legation.surveys.access.permissions import may_revoke
from legation.surveys.access.services import letters
from legation.surveys.access.services.entering import address_with
from legation.surveys.access.tokens import spoken
from legation.surveys.desk.forms import ReasonForm
from legation.surveys.desk.people import list_of, survey_of
from legation.surveys.desk.permissions import SEERS
from legation.surveys.desk.views import staff


@never_cache
@require_POST
@require_role(*SEERS)
def fetch(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The links of a stack, once: as a table for a mail merge, or as a sheet to print and cut."""
    survey = survey_of(request, slug)
    listed = list_of(survey, pk)
    try:
        tokens = letters.fetch_letters(listed, staff(request))
    except LegationError as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("survey_list", slug, listed.pk)
    language = survey.form.definition.languages[0]
    rows = [(number, address_with(survey, token, language), token) for number, token in enumerate(tokens, 1)]
    if request.POST.get("as") == "sheet":
        cards = ((number, link, spoken(token), _drawing(link, number)) for number, link, token in rows)
        return render(request, "survey_desk/sheet.html", {"survey": survey, "cards": cards})
    lines = _csv((number, link, spoken(token)) for number, link, token in rows)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{survey.slug}-{listed.pk}.csv"'
    return answer


class _Line:
    """Hands back what the writer writes."""

    def write(self, line: str) -> str:
        return line


def _csv(rows: Iterator[tuple[int, str, str]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(("number", "link", "code"))
    for row in rows:
        yield writer.writerow(row)


def _drawing(link: str, number: int) -> SafeString:
    svg = segno.make(link, error="m").svg_inline(
        scale=3, dark="#000", light="#fff", svgclass=None, lineclass=None, border=4
    )
    # Drawn by the library from an address of ours; nothing that anybody typed is in it.
    label = _("Code to scan, number %(number)s") % {"number": number}
    return format_html('<div role="img" aria-label="{}">{}</div>', label, mark_safe(svg))  # noqa: S308


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*SEERS)
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What becomes of the letters, and why: nothing happens before the form is sent."""
    survey = survey_of(request, slug)
    listed, user = list_of(survey, pk), staff(request)
    if not listed.is_letters or not may_revoke(user, survey):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None, label=_("Why are they revoked?"))
    if form.is_bound and form.is_valid():
        try:
            letters.revoke_letters(listed, user, form.reason)
        except LegationError as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("The links are revoked."))
        return redirect("survey_list", slug, listed.pk)
    context = {"survey": survey, "listed": listed, "form": form}
    with timezone.override(zone_of(survey.office)):
        return render(request, "survey_desk/revoke.html", context, status=422 if form.is_bound else 200)
