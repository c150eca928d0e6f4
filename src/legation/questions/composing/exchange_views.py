"""Forms in and out as JSON files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import LegationError
from legation.questions.composing import services
from legation.questions.composing.access import own_draft, revision_of, seen_draft, seen_form, staff
from legation.questions.composing.checking import Problem, missing, mistakes
from legation.questions.composing.desk_forms import FileForm, ImportForm
from legation.questions.composing.editing import in_order
from legation.questions.composing.exchange import exported, imported
from legation.questions.composing.models import Source
from legation.questions.composing.permissions import COMPOSERS
from legation.questions.models import FormDefinition

read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@require_role(*COMPOSERS)
def export_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version as a file."""
    seen_form(request, slug)
    version = FormDefinition.objects.filter(slug=slug, version=number).first() if number < 2**31 else None
    if version is None:
        raise Http404
    return _file(version.source, f"{slug}-{number}")


@never_cache
@require_safe
@require_role(*COMPOSERS)
def export_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft as a file, finished or not."""
    return _file(seen_draft(request, slug).source, f"{slug}-draft")


def _file(source: Source, name: str) -> HttpResponse:
    response = HttpResponse(exported(source), content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@read_or_post
@require_role(*COMPOSERS)
def import_new(request: HttpRequest) -> HttpResponse:
    """A new form from a file."""
    sent = request.method == "POST"
    form = ImportForm(staff(request), request.POST if sent else None)
    file = FileForm(request.POST if sent else None, request.FILES if sent else None)
    problems: list[Problem] = []
    if sent and all([form.is_valid(), file.is_valid()]):
        source, problems = _read(file)
        if not problems:
            data = form.cleaned_data
            try:
                services.create(
                    data["slug"],
                    source,
                    staff(request),
                    office=form.office_chosen,
                    use=data["use"],
                    imported=True,
                )
            except LegationError as refusal:
                form.add_error(None, str(refusal.sentence))
            else:
                messages.success(request, _("The form was imported as a draft."))
                return redirect("form_draft", data["slug"])
    context = {"form": form if form.errors else file, "about": form, "file": file, "problems": problems}
    return render(request, "composing/import.html", context, status=422 if sent else 200)


@never_cache
@read_or_post
@require_role(*COMPOSERS)
def import_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """A file in the place of the whole draft."""
    draft = own_draft(request, slug)
    sent = request.method == "POST"
    file = FileForm(request.POST if sent else None, request.FILES if sent else None)
    problems: list[Problem] = []
    status = 422 if sent else 200
    if sent and file.is_valid():
        source, problems = _read(file)
        if not problems:
            try:
                services.replace(draft.form, source, staff(request), revision=revision_of(request))
            except LegationError as refusal:
                file.add_error(None, str(refusal.sentence))
                status = 409
            else:
                messages.success(request, _("The draft is now what the file says. You can undo that."))
                return redirect("form_draft", slug)
    context = {"form": file, "file": file, "problems": problems, "draft": draft}
    return render(request, "composing/import.html", context, status=status)


def _read(file: FileForm) -> tuple[Any, list[Problem]]:
    """The form in the file, and everything that is wrong with it."""
    try:
        source = imported(file.content())
    except LegationError as refusal:
        return None, [Problem("", str(refusal.sentence))]
    problems = mistakes(source)
    if isinstance(source, dict) and not file.cleaned_data["lacking"]:
        problems += missing(source)
    return (in_order(source) if not problems else None), problems
