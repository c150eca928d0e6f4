"""The applicant's side: correcting what was asked for, and messages, by a link and without an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from legation.casework.applications import correcting, messages
from legation.casework.applications.dialogue_forms import MessageForm
from legation.casework.applications.models import Correction
from legation.casework.applications.queries import application_of
from legation.casework.cases.clock import calendar_of
from legation.casework.cases.views import case_of
from legation.kernel.errors import LegationError
from legation.privacy.gateway import own
from legation.questions import views as pages
from legation.questions.definition import Answer, Definition
from legation.questions.files import Attached
from legation.questions.forms import QuestionsForm
from legation.questions.models import Attachment
from legation.questions.placing import Place, missing, places, replaced
from legation.questions.services import attachments
from legation.web.forgery import check_token, issue_token, without_cookie

FORM = "correction"
MESSAGE_FORM = "message"
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@without_cookie
@read_or_post
def correction(request: HttpRequest, signed: str) -> HttpResponse:
    """Exactly the answers that are to be corrected, filled with what was answered; nothing else."""
    found = correcting.opened(signed)
    if found is None:
        return pages.private(render(request, "applications/no_correction.html", status=404))
    row, owner = found
    application = application_of(row.case)
    if application is None or not correcting.is_open(row):
        return pages.private(render(request, "applications/no_correction.html", {"row": row}, status=200))
    answers = correcting.shown_answers(row, owner)
    asked = [one for one in places(application.form.definition, answers) if one.name in row.questions]
    context = {"row": row, "reason": own(owner, row, ["reason"])["reason"]}
    if request.method != "POST":
        return _show(request, context, _form(row, asked, answers))
    form = _form(row, asked, answers, data=request.POST, files=request.FILES)
    if not check_token(request, FORM):
        return _show(request, context, form, problem=pages.too_old())
    _take_files(row, form)
    if not form.errors:
        form = _with_missing(request, row, application.form.definition, form, answers)
    return _made(request, context, row, form)


def _made(
    request: HttpRequest, context: dict[str, object], row: Correction, form: QuestionsForm
) -> HttpResponse:
    """The correction is made, unless something in the form is wrong."""
    if form.errors:
        form.show_files(_attached(row))
        return _show(request, context, form)
    try:
        correcting.make(row, form.answered())
    except LegationError as error:
        return _show(request, context, form, problem=str(error.sentence), status=409)
    return pages.private(render(request, "applications/corrected.html", {"case": row.case}))


def _with_missing(
    request: HttpRequest,
    row: Correction,
    definition: Definition,
    form: QuestionsForm,
    answers: dict[str, Answer],
) -> QuestionsForm:
    """The form, with what has to be answered besides because of the new answers, such as an address."""
    files: dict[str, Answer] = {name: ["file"] for name, found in correcting.files_of(row).items() if found}
    now = replaced(answers, row.questions, {**form.answered(), **files})
    more = [place for place in missing(definition, now) if place.name not in row.questions]
    if not more:
        return form
    asked = [one for one in places(definition, answers) if one.name in row.questions]
    again = _form(row, [*asked, *more], answers, data=request.POST)
    again.is_valid()
    return again


def _form(
    row: Correction, asked: Sequence[Place], answers: Mapping[str, Answer], **sent: Any
) -> QuestionsForm:
    """One form for all places, filled with what was answered there."""
    given = {place.name: found for place in asked if (found := place.answer(answers)) is not None}
    return QuestionsForm([place.asking() for place in asked], answers=given, attached=_attached(row), **sent)


def _take_files(row: Correction, form: QuestionsForm) -> None:
    """Each file by itself: one that cannot be taken loses nothing else."""
    for question, sent in form.uploads():
        refusals = []
        for upload in sent:
            try:
                assert row.vessel is not None  # an open correction has one
                attachments.attach(
                    row.vessel, question.id, upload.name or "", upload, most=question.most_files
                )
            except attachments.WrongFile as refusal:
                refusals.append(str(refusal.sentence))
        if refusals:
            form.refuse(question, refusals)


def _attached(row: Correction) -> dict[str, list[Attached]]:
    """The files that are there, without a button that would take back one that was sent before."""
    return {
        question: [
            Attached(
                file.pk, attachments.name_of(file), file.size, file.state == Attachment.State.QUARANTINED
            )
            for file in files
        ]
        for question, files in correcting.files_of(row).items()
    }


def _show(
    request: HttpRequest,
    context: dict[str, object],
    form: QuestionsForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    row = context["row"]
    assert isinstance(row, Correction)
    if status == 200 and (problem or (form.is_bound and form.errors)):
        status = 422
    values = {**context, "case": row.case, "form": form, "problem": problem, "form_token": issue_token(FORM)}
    with timezone.override(calendar_of(row.case.office).zone):
        return pages.private(render(request, "applications/correct.html", values, status=status))


@without_cookie
@read_or_post
def message(request: HttpRequest, signed: str) -> HttpResponse:
    """The messages of a case whose number and secret were given within the hour, and a form for one more."""
    found = case_of(signed)
    if found is None:
        return HttpResponseRedirect(reverse("case_status"))
    case, owner = found
    form = MessageForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if not check_token(request, MESSAGE_FORM):
            form.add_error(None, _("The form was open for a long time. Please send it again."))
        elif form.is_valid():
            try:
                messages.write(case, form.cleaned_data["words-message"])
            except LegationError as error:
                form.add_error(None, str(error.sentence))
                status = 409
            else:
                return HttpResponseRedirect(reverse("case_messages", args=[signed]))
    rows = messages.theirs(owner, messages.written(case))
    context = {
        "case": case,
        "signed": signed,
        "form": form if messages.may_write(case) else None,
        "messages_in_case": [{"row": row, "text": text} for row, text in rows],
        "form_token": issue_token(MESSAGE_FORM),
    }
    with timezone.override(calendar_of(case.office).zone):
        return pages.private(render(request, "applications/messages.html", context, status=status))
