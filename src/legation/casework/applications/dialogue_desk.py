"""The officer's side of corrections, messages and re-examinations, on the page of the case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader, require_role
from legation.casework.applications import correcting, messages, services
from legation.casework.applications.dialogue_forms import CorrectionForm, MessageForm
from legation.casework.applications.models import Application, Correction, Message, Reexamination
from legation.casework.applications.queries import application_of
from legation.casework.cases.models import Case, State
from legation.casework.cases.outdated import says_so
from legation.casework.cases.parts import replacements
from legation.casework.cases.permissions import HANDLERS, desk_of, may_handle
from legation.casework.cases.queues import visible_case
from legation.kernel.errors import LegationError
from legation.privacy.gateway import read_parts
from legation.questions.definition import Answer
from legation.questions.fields import shown


def panel(case: Case, user: User) -> Mapping[str, Any] | None:
    """Corrections with both versions, messages, and the re-examination; read for the purpose of the case."""
    application = application_of(case)
    if application is None:
        return None
    corrections = list(case.corrections.select_related("case__subject", "asked_by"))
    written = list(messages.written(case))
    handles = may_handle(user, case)
    return {
        "case": case,
        "reexamination": Reexamination.objects.filter(case=case).select_related("moved_from").first(),
        **(_opened(case, user, application, corrections, written) if handles else {}),
        "correction_form": CorrectionForm(
            application=application, initial={"revision": case.revision}, auto_id="id_correction_%s"
        )
        if handles and case.state in (State.OPEN, State.ASSIGNED)
        else None,
        "message_form": MessageForm(auto_id="id_message_%s")
        if handles and messages.may_write(case)
        else None,
    }


def _opened(
    case: Case, user: User, application: Application, corrections: list[Correction], written: list[Message]
) -> dict[str, Any]:
    if not corrections and not written:
        return {}
    struck = replacements(case)
    versions, texts = read_parts(
        reader(user, desk_of(case)),
        services.purpose_of(case),
        [
            (corrections, ["reason", "earlier_answers", "later_answers"]),
            ([messages.shown(row, struck) for row in written], ["text"]),
        ],
        reference=case.number,
    )
    return {
        "corrections": [
            {"row": row, "reason": version["reason"], "changes": _changes(application, row, version)}
            for row, version in zip(corrections, versions, strict=True)
        ],
        "messages": [{"row": row, "text": text["text"]} for row, text in zip(written, texts, strict=True)],
    }


def _changes(application: Application, row: Correction, version: Mapping[str, str]) -> list[dict[str, str]]:
    """Question, earlier and later answer; of an entry that is not asked it any more too."""
    before: Mapping[str, Answer] = json.loads(version["earlier_answers"] or "{}")
    after: Mapping[str, Answer] = json.loads(version["later_answers"] or "{}")
    definition = application.form.definition
    asked = {place.name: place for place in correcting.correctable(application)}
    found = []
    for name in [*row.questions, *(name for name in after if name not in row.questions)]:
        question = definition.question(name.rpartition(".")[2])
        if question is not None:
            label = asked[name].label if name in asked else str(question.label)
            versions = {
                "before": shown(question, before.get(name)),
                "after": shown(question, after.get(name)),
            }
            found.append({"label": label, **versions})
    return found


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def ask_correction(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the applicant to correct exactly these answers."""
    case, application = _found(request, number)
    form, status = CorrectionForm(request.POST, application=application), 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            correcting.ask(
                case,
                data["questions"],
                data["words-reason"],
                int(data["days"]),
                actor=cast(User, request.user),
                revision=data["revision"],
            )
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            status = 409
        else:
            return redirect("case_desk_show", number)
    return render(
        request, "applications/desk_act.html", {"case": case, "form": form, "act": "correct"}, status=status
    )


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def write_message(request: HttpRequest, number: str) -> HttpResponse:
    """Write to the applicant inside the case."""
    case, _application = _found(request, number)
    form, status = MessageForm(request.POST), 422
    if form.is_valid():
        try:
            messages.write(case, form.cleaned_data["words-message"], actor=cast(User, request.user))
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            status = 409
        else:
            return redirect("case_desk_show", number)
    return render(
        request, "applications/desk_act.html", {"case": case, "form": form, "act": "message"}, status=status
    )


def _found(request: HttpRequest, number: str) -> tuple[Case, Application]:
    case = visible_case(cast(User, request.user), number[:60])
    application = application_of(case) if case else None
    if case is None or application is None:
        raise Http404
    return case, application
