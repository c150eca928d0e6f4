"""The person's side: choosing how it reaches them, the receipt to print, and the label for the post."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from legation.casework.cases.clock import calendar_of
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import desk_of
from legation.casework.collection import receipts, services
from legation.casework.collection.forms import WayForm
from legation.casework.collection.models import Handover, Way
from legation.kernel.errors import LegationError
from legation.web.forgery import check_token, issue_token, without_cookie

FORM = "collection"


@never_cache
@require_safe
def receipt(request: HttpRequest, signed: str) -> HttpResponse:
    """The receipt, with its code; and the choice of the way until it is over."""
    case = services.case_of(signed)
    return _gone(request) if case is None else _show(request, case, signed)


@never_cache
@without_cookie
@require_POST
def choose(request: HttpRequest, signed: str) -> HttpResponse:
    """The way is chosen; what is wrong is said with what was typed."""
    case = services.case_of(signed)
    if case is None:
        return _gone(request)
    form, status = WayForm(request.POST), 422
    if not check_token(request, FORM):
        form.add_error(None, _("The form was open for a long time. Please send it again."))
    elif form.is_valid():
        try:
            services.choose(case, Way(form.cleaned_data["way"]), form.cleaned_data["words-address"])
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            status = 409
        else:
            return HttpResponseRedirect(reverse("collection", args=[signed]))
    return _show(request, case, signed, form, status)


@never_cache
@require_safe
def label(request: HttpRequest, signed: str) -> HttpResponse:
    """The address of the office with the number of the case, to cut out and put on an envelope."""
    case = services.case_of(signed)
    if case is None:
        return _gone(request)
    return render(request, "collection/label.html", {"case": case, "signed": signed, "office": desk_of(case)})


def _show(
    request: HttpRequest, case: Case, signed: str, form: WayForm | None = None, status: int = 200
) -> HttpResponse:
    handover = Handover.objects.filter(case=case).first()
    context = {
        "case": case,
        "signed": signed,
        "office": desk_of(case),
        "handover": handover,
        "secret": receipts.secret_of(case),
        "drawing": receipts.drawing(receipts.code_of(case), _("Code of the receipt")),
        "form": form or WayForm(initial={"way": handover.way if handover else Way.COUNTER}),
        "form_token": issue_token(FORM),
    }
    with timezone.override(calendar_of(case.office).zone):
        return render(request, "collection/receipt.html", context, status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "collection/gone.html", status=404)
