"""The office's side: noting what was paid at the counter, correcting it, paying back; and the fees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role, offices_of, require_role
from legation.casework.cases.models import Case
from legation.casework.cases.outdated import says_so
from legation.casework.cases.permissions import HANDLERS
from legation.casework.cases.queues import visible_case
from legation.casework.payments import queries, refunding, services
from legation.casework.payments.forms import CorrectionForm, FeeForm, PaidForm
from legation.casework.payments.models import Refund
from legation.kernel.errors import LegationError
from legation.offices.models import Office

SETTERS = (Role.SUPERVISOR,)
FORMS: dict[str, type[django_forms.Form]] = {
    "paid": PaidForm,
    "correct": CorrectionForm,
    "returned": PaidForm,
}


def _paid(case: Case, data: dict[str, Any], user: User) -> object:
    return services.pay_at_counter(case, data["receipt"], by=user)


def _correct(case: Case, data: dict[str, Any], user: User) -> object:
    was_paid = data["was_paid"] == "yes"
    return services.correct(case, was_paid=was_paid, receipt=data["receipt"], reason=data["reason"], by=user)


def _returned(case: Case, data: dict[str, Any], user: User) -> object:
    return services.pay_back_at_counter(case, data["receipt"], by=user)


REFUND_ACTS = {"propose": refunding.propose, "approve": refunding.approve}
ACTS: dict[str, Callable[[Case, dict[str, Any], User], object]] = {
    "paid": _paid,
    "correct": _correct,
    "returned": _returned,
}


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Note one thing about the fee of a case; what is wrong is shown with what was typed."""
    user = cast(User, request.user)
    case = visible_case(user, number[:60])
    if case is None:
        raise Http404
    form = FORMS[name](request.POST, auto_id=f"id_fee_{name}_%s")
    status = 422
    if form.is_valid():
        try:
            ACTS[name](case, form.cleaned_data, user)
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            status = 409
        else:
            return redirect("case_desk_show", number)
    context = {"case": case, "form": form, "name": name, "standing": queries.standing_of(case)}
    return render(request, "payments/act.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*HANDLERS)
def refunds(request: HttpRequest) -> HttpResponse:
    """Money that came and is not the fee; one person proposes to send it back, another approves."""
    user = cast(User, request.user)
    problem, status = "", 200
    if request.method == "POST":
        act, _space, key = request.POST.get("act", "").partition(" ")
        try:
            REFUND_ACTS[act](int(key), by=user)
        except (KeyError, ValueError, Refund.DoesNotExist) as error:
            raise Http404 from error
        except LegationError as error:
            problem, status = str(error.sentence), 409
        else:
            messages.success(request, _("Recorded."))
            return redirect("fee_refunds")
    context = {"rows": refunding.waiting_for(user), "problem": problem}
    return render(request, "payments/refunds.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*SETTERS)
def fees(request: HttpRequest, office: str = "") -> HttpResponse:
    """What services cost at an office; a supervisor sets it."""
    user = cast(User, request.user)
    places = offices_of(user, *SETTERS)
    place = next((one for one in places if one.slug == office), places[0] if places and not office else None)
    if place is None:
        raise Http404 if not Office.objects.filter(slug=office).exists() else PermissionDenied
    known = queries.services(place)
    form = FeeForm(request.POST or None, services=known)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.set_fee(data["service"], place, data["money"], by=user)
        messages.success(request, _("Set. Applications that were sent already keep their fee."))
        return redirect("fees_of_office", place.slug)
    set_here = queries.fees_of(place)
    rows = [(title, set_here.get(slug)) for slug, title in known]
    context = {"place": place, "places": places, "rows": rows, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "payments/fees.html", context, status=status)


def is_setter(user: object) -> bool:
    """Whether the desk of fees is for this person."""
    return isinstance(user, User) and has_role(user, *SETTERS)
