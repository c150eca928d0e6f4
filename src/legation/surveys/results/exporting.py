"""Taking the answers away: for a purpose, with a record, streamed."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader, require_role
from legation.ledger.services import Act, record
from legation.questions.views import private
from legation.surveys.models import Survey
from legation.surveys.results.exports.rows import TEXTS, Source, Texts
from legation.surveys.results.exports.writing import FORMATS
from legation.surveys.results.permissions import DECIDERS, survey_of

FORMAT_WORDS = {
    "csv": _("CSV, for spreadsheets, with the words of each answer"),
    "json": _("JSON, one answer a line"),
    "parquet": _("Parquet, for data bases and statistics programs"),
    "spss": _("SPSS and PSPP: numbers in CSV, and a syntax file with all labels"),
}
PURPOSES = {
    "improve": _("to improve our own services"),
    "report": _("to report on the results"),
    "research": _("for research that the ministry has commissioned"),
    "archive": _("for the archive"),
}


class ExportForm(forms.Form):
    """In which form, with which texts, and what for."""

    purpose = forms.ChoiceField(label=_("What for?"), choices=PURPOSES, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("Format"), choices=FORMAT_WORDS, widget=forms.RadioSelect, initial="csv")
    texts = forms.ChoiceField(
        label=_("Free texts"), choices=TEXTS, widget=forms.RadioSelect, initial=Texts.NONE
    )


@require_role(*DECIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_export(request: HttpRequest, survey: str) -> HttpResponseBase:
    """The form; sent, the file itself."""
    found = survey_of(request.user, survey, *DECIDERS)
    user = request.user
    assert isinstance(user, User)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if found.erased_at or not form.is_valid():
        context = {"survey": found, "form": form}
        status = 422 if form.is_bound else 200
        return private(render(request, "survey_results/export.html", context, status=status))
    texts, kind = Texts(form.cleaned_data["texts"]), form.cleaned_data["kind"]
    with transaction.atomic():
        detail = {
            "survey": found.slug,
            "format": kind,
            "texts": str(texts),
            "purpose": form.cleaned_data["purpose"],
        }
        office = found.office.slug if found.office else ""
        record(Act("survey.export", actor=user.subject_id, office=office, detail=detail))
    return _sent(found, kind, FORMATS[kind][2](Source(found, reader(user, found.office), texts)))


def _sent(survey: Survey, kind: str, pieces: Iterator[bytes]) -> HttpResponseBase:
    content_type, ending, _make = FORMATS[kind]
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{survey.slug}.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response
