"""The officer's side of an application: answers, files, decision by two people."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import reader, require_role
from legation.casework.applications import services
from legation.casework.applications.models import Application
from legation.casework.cases.models import Case, Outcome, State
from legation.casework.cases.permissions import may_approve, may_handle
from legation.casework.cases.services import handling
from legation.kernel.errors import Conflict, NotPermitted
from legation.privacy.gateway import deliver
from legation.questions.definition import Kind
from legation.questions.fields import shown
from legation.questions.models import Attachment
from legation.questions.views import private

HANDLERS = (Role.CASE_OFFICER, Role.SUPERVISOR)
OPEN_TO_DECISION = (State.OPEN, State.ASSIGNED)


class DecisionForm(forms.Form):
    """An officer's proposal; the applicant gets the reasons as they stand here."""

    use_required_attribute = False
    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[(Outcome.GRANTED, Outcome.GRANTED.label), (Outcome.REFUSED, Outcome.REFUSED.label)],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["words-reasons"] = forms.CharField(
            label=_("Reasons, in the applicant’s language"),
            help_text=_("The applicant receives this text once a second person has approved it."),
            max_length=5000,
            widget=forms.Textarea({"rows": 8}),
        )


@require_role(*HANDLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def application_desk(request: HttpRequest, number: str) -> HttpResponse:
    """The application with its decision; every opening leaves a receipt to the applicant."""
    user, application = _application(request, number)
    form = DecisionForm(request.POST if request.POST.get("act") == "propose" else None)
    if request.method == "POST":
        try:
            if _act(request, application.case, user, form):
                return HttpResponseRedirect(reverse("application_desk", args=[number]))
        except (Conflict, NotPermitted) as refusal:
            messages.error(request, str(refusal.sentence))
            return HttpResponseRedirect(reverse("application_desk", args=[number]))
    status = 422 if form.is_bound and form.errors else 200
    context = {**desk_context(application.case, user), "form": form}
    return private(render(request, "applications/desk.html", context, status=status))


@require_role(*HANDLERS)
@require_safe
def application_file(request: HttpRequest, number: str, file_id: uuid.UUID) -> HttpResponse:
    """An attachment, to be saved, never opened within the site; only when scanned and clean."""
    user, application = _application(request, number)
    case = application.case
    try:
        attachment, name, content = services.file_for_staff(reader(user, case.office), case, file_id)
    except (Attachment.DoesNotExist, FileNotFoundError) as missing:
        raise Http404 from missing
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal.sentence)) from refusal
    response = HttpResponse(content, content_type=attachment.content_type)
    response.headers["Content-Disposition"] = f"attachment; filename=\"file\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return private(response)


def desk_context(case: Case, user: User) -> dict[str, object]:
    """What the desk shows of the application of a case that the person may handle."""
    application = Application.objects.select_related("form", "case__subject", "case__office").get(case=case)
    answers = services.answers_for_staff(reader(user, case.office), application)
    draft = handling.draft_of(case)
    definition = application.form.definition
    return {
        "case": case,
        "application": application,
        "title": definition.title,
        "rows": [
            {"key": question.label, "value": shown(question, answers[question.id])}
            for question in definition
            if question.id in answers and question.kind is not Kind.FILE
        ],
        "files": [
            {"attachment": row, "question": next((q.label for q in definition if q.id == row.question), "")}
            for row in Attachment.objects.filter(reference=case.number)
        ],
        "draft": draft,
        "draft_text": deliver(draft, ["text"])["text"] if draft else "",
        "may_propose": case.state in OPEN_TO_DECISION,
        "may_approve": bool(draft and draft.proposed_by_id != user.pk and may_approve(user, case)),
        "is_own_draft": bool(draft and draft.proposed_by_id == user.pk),
    }


def _act(request: HttpRequest, case: Case, user: User, form: DecisionForm) -> bool:
    """Do what was asked; False when the form has to be shown again."""
    act = request.POST.get("act")
    if act == "propose":
        if not form.is_valid():
            return False
        reasons, outcome = form.cleaned_data["words-reasons"], form.cleaned_data["outcome"]
        handling.propose_reply(case, reasons, actor=user, outcome=outcome)
        messages.success(request, _("The decision is proposed. A second person approves it."))
    elif act == "approve":
        handling.approve_reply(case, actor=user)
        messages.success(request, _("The decision is approved and on its way to the applicant."))
    elif act == "return":
        why = request.POST.get("words-why", "").replace("\x00", "").strip()[:2000]
        handling.return_reply(case, why or _("Please look at it again."), actor=user)
        messages.success(request, _("The draft is back with its author."))
    else:
        raise Conflict(_("Choose what to do."))
    return True


def _application(request: HttpRequest, number: str) -> tuple[User, Application]:
    """The person and the application. 404 also for a case of another office: nothing is confirmed."""
    user = request.user
    assert isinstance(user, User)
    rows = Application.objects.select_related("form", "case__subject", "case__office")
    application = get_object_or_404(rows, case__number=number)
    if not may_handle(user, application.case) or not services.is_confirmed(application.case):
        raise Http404
    return user, application
