"""The person's side of a fee: what it is, paying online, coming back; and the provider's notifications."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.casework.cases.clock import calendar_of
from legation.casework.cases.limits import too_often_for
from legation.casework.cases.models import Case
from legation.casework.payments import notifying, sandbox, services
from legation.casework.payments.models import Attempt
from legation.casework.payments.provider import WrongNotification, provider, provider_named
from legation.casework.payments.queries import standing_of
from legation.kernel.errors import LegationError, Unavailable
from legation.web.forgery import check_token, issue_token, without_cookie

FORM = "fee"
SANDBOX_FORM = "sandbox"
MOST_ACTS = 20  # of one case within an hour
LARGEST_NOTIFICATION = 64 * 1024


@never_cache
@require_safe
def fee(request: HttpRequest, signed: str) -> HttpResponse:
    """What is owed, what was paid, and the button to pay online."""
    case = services.case_of(signed)
    return _gone(request) if case is None else _show(request, case, signed)


@never_cache
@without_cookie
@require_POST
def pay(request: HttpRequest, signed: str) -> HttpResponse:
    """Lead the payer to the provider. A provider on another site is named first, as every link that leaves."""
    case = services.case_of(signed)
    if case is None:
        return _gone(request)
    problem, status = "", 200
    if not check_token(request, FORM):
        problem, status = _("The form was open for a long time. Please send it again."), 422
    elif too_often_for(case.number, "fee", MOST_ACTS):
        problem, status = _("You have tried very often. Please wait an hour, then try again."), 429
    if problem:
        return _show(request, case, signed, problem=problem, status=status)
    back = settings.LEGATION_ORIGIN + reverse("fee_back", args=[signed])
    try:
        address = services.begin(case, back=back, language=get_language() or "en")
    except LegationError as error:
        status = 503 if isinstance(error, Unavailable) else 409
        return _show(request, case, signed, problem=str(error.sentence), status=status)
    if address.startswith(f"{settings.LEGATION_ORIGIN}/"):
        return HttpResponseRedirect(address)
    context = {"address": address, "host": urlsplit(address).hostname, "case": case, "signed": signed}
    return render(request, "payments/leaving.html", context)


@never_cache
@require_safe
def back(request: HttpRequest, signed: str) -> HttpResponse:
    """The payer came back. Only the provider's own notification says that money moved."""
    case, way = services.case_of(signed), provider()
    if case is None:
        return _gone(request)
    key = way.returned(request.GET.dict()) if way else ""
    rows = Attempt.objects.filter(charge__case=case)
    attempt = rows.filter(key=key).first() if key else rows.last()
    return _show(request, case, signed, attempt=attempt)


def _show(
    request: HttpRequest,
    case: Case,
    signed: str,
    *,
    problem: str = "",
    attempt: Attempt | None = None,
    status: int = 200,
) -> HttpResponse:
    standing, way = standing_of(case), provider()
    context = {
        "case": case,
        "signed": signed,
        "standing": standing,
        "movements": standing.charge.movements.all() if standing else (),
        "attempt": attempt,
        "is_sandbox": way is not None and way.is_sandbox,
        "problem": problem,
        "form_token": issue_token(FORM),
    }
    with timezone.override(calendar_of(case.office).zone):
        return render(request, "payments/fee.html", context, status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "payments/gone.html", status=404)


@never_cache
@csrf_exempt
@without_cookie
@require_POST
def notification(request: HttpRequest, code: str) -> HttpResponse:
    """What a provider tells us; what is refused is told to it in one word, and changes nothing."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_NOTIFICATION:
        return JsonResponse({"result": "too large"}, status=413)
    try:
        outcome = notifying.receive(code, request.body, dict(request.headers))
    except WrongNotification:
        return JsonResponse({"result": "refused"}, status=400)
    except Unavailable:
        return JsonResponse({"result": "later"}, status=503)
    status = 409 if outcome is notifying.Outcome.WRONG else 200
    return JsonResponse({"result": str(outcome)}, status=status)


@never_cache
@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def sandbox_pay(request: HttpRequest, signed: str) -> HttpResponse:
    """The page of the sandbox provider, where a real provider would ask for a card."""
    order = sandbox.order_of(signed)
    if order is None or provider_named(sandbox.Sandbox.code) is None:
        return _gone(request)
    key, money, back_to = order
    if request.method == "POST" and check_token(request, SANDBOX_FORM):
        body = sandbox.message(key, money, is_paid=request.POST.get("pay") == "yes")
        with suppress(WrongNotification):  # a button was pressed before
            notifying.receive(sandbox.Sandbox.code, body, {sandbox.SIGNATURE: sandbox.signature(body)})
        return HttpResponseRedirect(f"{back_to}?order={key}")
    context = {"money": money, "form_token": issue_token(SANDBOX_FORM), "back": f"{back_to}?order={key}"}
    return render(request, "payments/sandbox.html", context)
