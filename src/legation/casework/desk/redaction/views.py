"""Striking passages, reading the original for a reason, and lifting by a second person."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import reader, require_role
from legation.casework.cases.models import Case
from legation.casework.cases.outdated import says_so
from legation.casework.cases.permissions import HANDLERS, desk_of, duty_desk
from legation.casework.cases.queues import visible_case
from legation.casework.desk.redaction import services
from legation.casework.desk.redaction.forms import StrikeForm, WhyForm
from legation.casework.desk.redaction.models import Reason, Redaction
from legation.casework.desk.redaction.permissions import LIFT, ORIGINAL, needs_original, waiting_for
from legation.casework.desk.redaction.queries import struck_of
from legation.casework.desk.redaction.texts import kinds
from legation.kernel.errors import LegationError
from legation.privacy.gateway import read, read_parts


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def strike(request: HttpRequest, number: str) -> HttpResponse:
    """Strike a passage; what was typed is kept when it does not stand in the text."""
    user, case = _user(request), _case(request, number)
    form = StrikeForm(request.POST, case=case)
    status = 422
    if form.is_valid():
        reason = Reason(form.cleaned_data["reason"])
        try:
            services.strike(case, form.struck, form.text, reason, actor=user, revision=form.revision_seen)
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            status = 409
        else:
            messages.success(request, _("Struck out. The original stays sealed."))
            return redirect("case_desk_show", number)
    return render(request, "desk/redaction_form.html", {"case": case, "form": form}, status=status)


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def original(request: HttpRequest, number: str) -> HttpResponse:
    """The texts as they were written, for those who need them and say why."""
    user, case = _user(request), _case(request, number)
    if not needs_original(user, case) or not case.redactions.exists():
        raise Http404
    form = WhyForm(request.POST)
    if not form.is_valid():
        context = {"case": case, "form": form, "is_original": True}
        return render(request, "desk/redaction_form.html", context, status=422)
    texts = [(kind, struck_of(case, kind)) for kind in kinds()]
    with transaction.atomic():
        services.note_opening(case, form.cleaned_data["words-why"], actor=user)
        opened, *rests = read_parts(
            reader(user, desk_of(case)),
            ORIGINAL,
            [([case], ["words"]), *((rows, [kind.field]) for kind, rows in texts)],
            reference=case.number,
        )
    written = [
        {"heading": kind.heading(row), "at": kind.at(row), "text": found[kind.field]}
        for (kind, rows), parts in zip(texts, rests, strict=True)
        for row, found in zip(rows, parts, strict=True)
    ]
    context = {"case": case, "letter": opened[0]["words"], "texts": written}
    return render(request, "desk/original.html", context)


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def ask(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Ask to show a passage again."""
    case = _case(request, number)
    row = get_object_or_404(case.redactions, pk=pk)
    form, status = WhyForm(request.POST), 422
    if form.is_valid():
        try:
            services.ask_to_lift(row, form.cleaned_data["words-why"], actor=_user(request))
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            status = 409
        else:
            messages.success(request, _("Asked. A second person decides."))
            return redirect("case_desk_show", number)
    return render(
        request, "desk/redaction_form.html", {"case": case, "form": form, "row": row}, status=status
    )


@never_cache
@require_safe
@require_role(Role.SUPERVISOR)
def waiting(request: HttpRequest) -> HttpResponse:
    """What others asked to lift, with their reasons; of the passage itself nothing is opened."""
    return _waiting(request)


@never_cache
@require_POST
@require_role(Role.SUPERVISOR)
@says_so
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift it, or let it stand."""
    row = get_object_or_404(Redaction, pk=pk)
    try:
        services.decide(row, lift=request.POST.get("lift") == "yes", actor=_user(request))
    except LegationError as error:
        messages.error(request, str(error.sentence))
        return _waiting(request, 409)
    return redirect("redactions")


def _waiting(request: HttpRequest, status: int = 200) -> HttpResponse:
    user = _user(request)
    rows = []
    for row in waiting_for(user):
        acting = reader(user, desk_of(row.case) or duty_desk())
        opened = read(acting, LIFT, [row], ["lift_reason"], reference=row.case.number)
        rows.append({"row": row, "why": opened[0]["lift_reason"]})
    return render(request, "desk/redactions.html", {"rows": rows}, status=status)


def _case(request: HttpRequest, number: str) -> Case:
    case = visible_case(_user(request), number[:60])
    if case is None:
        raise Http404
    return case


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
