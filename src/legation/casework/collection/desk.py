"""The office's side: making ready, and the counter where a receipt is scanned and handed in, once."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.casework.cases.limits import too_often_for
from legation.casework.cases.models import Case
from legation.casework.cases.outdated import says_so
from legation.casework.cases.permissions import HANDLERS, may_handle
from legation.casework.cases.queues import visible_case
from legation.casework.collection import receipts, services
from legation.casework.collection.forms import CodeForm, ReadyForm, SentForm, WithoutReceiptForm
from legation.casework.collection.models import Handover
from legation.kernel.errors import LegationError

MOST_TRIES = 10  # of one number within an hour


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*HANDLERS)
def counter(request: HttpRequest) -> HttpResponse:
    """Scan a receipt: what is to be handed over, and whether it was already."""
    form = CodeForm(request.POST or None)
    if request.method != "POST":
        return _counter(request, form, 200)
    if not form.is_valid():
        return _counter(request, form, 422)
    number, secret = form.cleaned_data["code"]
    if too_often_for(number, "collection", MOST_TRIES):
        form.add_error("code", _("This number was tried very often. Please wait an hour, then try again."))
        return _counter(request, form, 429)
    case = visible_case(_user(request), number)
    row = (
        Handover.objects.select_related("case__office", "case__subject", "ended_by").filter(case=case).first()
    )
    if case is None or row is None or not receipts.belongs(case, secret):
        form.add_error("code", _("This receipt belongs to nothing that your office hands over."))
        return _counter(request, form, 422)
    return _found(request, row)


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """It is handed over, with the receipt or with a proof in its place; never a second time."""
    row = _row(request, number)
    if "code" in request.POST:
        form: Any = CodeForm(request.POST)
        shown = form.is_valid() and form.cleaned_data["code"][0] == row.case.number
        if not shown or not receipts.belongs(row.case, form.cleaned_data["code"][1]):
            raise Http404
        proof = ""
    else:
        form = WithoutReceiptForm(request.POST, auto_id="id_proof_%s")
        if not form.is_valid():
            return _act_again(request, row, form, "hand")
        proof = form.cleaned_data["proof"]
    try:
        services.hand_over(row.case, by=_user(request), proof=proof)
    except LegationError as error:
        row.refresh_from_db()
        return _found(request, row, problem=str(error.sentence), status=409)
    messages.success(request, _("Handed over. The receipt is used up."))
    return redirect("collection_counter")


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Make ready, or send by post."""
    row = _row(request, number)
    form = ReadyForm(request.POST, auto_id="id_ready_%s") if name == "ready" else SentForm(request.POST)
    if not form.is_valid():
        return _act_again(request, row, form, name)
    try:
        if name == "ready":
            services.make_ready(row.case, form.cleaned_data["items"], by=_user(request))
        else:
            services.send(row.case, form.cleaned_data["tracking"], by=_user(request))
    except LegationError as error:
        form.add_error(None, str(error.sentence))
        return _act_again(request, row, form, name, 409)
    return redirect("case_desk_show", number)


@never_cache
@require_safe
@require_role(*HANDLERS)
def label(request: HttpRequest, number: str) -> HttpResponse:
    """The person's address, to cut out and put on the letter."""
    row = _row(request, number)
    if not row.address or not may_handle(_user(request), row.case):
        raise Http404
    context = {"case": row.case, "opened": services.opened_for(row, _user(request))}
    return render(request, "collection/return_label.html", context)


def _counter(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    return render(request, "collection/counter.html", {"form": form}, status=status)


def _found(request: HttpRequest, row: Handover, *, problem: str = "", status: int = 200) -> HttpResponse:
    user = _user(request)
    context = {
        "handover": row,
        "case": row.case,
        "opened": services.opened_for(row, user) if may_handle(user, row.case) else {},
        "fee_is_owed": services.fee_is_owed(row.case),
        "code": receipts.code_of(row.case) if request.POST.get("code") else "",
        "problem": problem,
    }
    return render(request, "collection/found.html", context, status=status)


def _act_again(request: HttpRequest, row: Handover, form: Any, name: str, status: int = 422) -> HttpResponse:
    context = {"case": row.case, "form": form, "name": name}
    return render(request, "collection/act.html", context, status=status)


def _row(request: HttpRequest, number: str) -> Handover:
    case: Case | None = visible_case(_user(request), number[:60])
    row = (
        Handover.objects.select_related("case__office", "case__subject", "ended_by").filter(case=case).first()
    )
    if case is None or row is None:
        raise Http404
    return row


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
