"""Writing it down, comparing it, and the slip for the person."""

from __future__ import annotations

import hashlib
import secrets
from typing import cast

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.casework.cases.clock import calendar_of
from legation.casework.cases.models import Case, Kind
from legation.casework.cases.permissions import HANDLERS
from legation.casework.cases.queues import visible_case
from legation.casework.cases.services import Opening
from legation.casework.desk.filing import services
from legation.casework.desk.filing.forms import ComparedForm, FilingForm
from legation.casework.desk.filing.models import Channel
from legation.kernel import clock

SALT = "legation.desk.filing"
AGE = 2 * 24 * 60 * 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*HANDLERS)
def file(request: HttpRequest) -> HttpResponse:
    """Write, check, send, as the pressed button says; nothing is stored before it is sent."""
    user = cast(User, request.user)
    step = request.POST.get("step", "")
    if request.method != "POST":
        return _write(request, FilingForm(user=user, initial={"arrived_on": clock.today()}))
    form = FilingForm(request.POST, user=user)
    if step == "change" or not form.is_valid():
        return _write(request, form, 200 if step == "change" else 422)
    compared = ComparedForm(request.POST if step == "send" else None)
    if step == "send" and compared.is_valid():
        return _send(request, form, user)
    context = {
        "filled": form,
        "form": compared,
        "answers": form.answers(),
        "submission": _signed(request),
    }
    return render(request, "desk/filing_check.html", context, status=422 if step == "send" else 200)


def _send(request: HttpRequest, form: FilingForm, user: User) -> HttpResponse:
    data = form.cleaned_data
    written = hashlib.sha256(repr(sorted(data.items(), key=lambda pair: pair[0])).encode()).hexdigest()
    opening = Opening(
        kind=Kind.LETTER,
        matter=data["matter"],
        language=data["language"],
        name=data["name"],
        email=data["email"],
        submission=f"filed {_submission(request)} {written}",
        words=data["words-letter"],
        office=form.chosen_office,
        unsafe=data["unsafe"],
    )
    case, secret = services.file(
        opening, services.How(Channel(data["channel"]), data["arrived_on"]), actor=user
    )
    return _slip(request, case, secret, mailed=bool(data["email"]) and not data["unsafe"])


def _slip(request: HttpRequest, case: Case, secret: str, *, mailed: bool) -> HttpResponse:
    """The officer's page around it is in their language, the slip itself in the person's."""
    with translation.override(case.language), timezone.override(calendar_of(case.office).zone):
        values = {
            "case": case,
            "secret": secret,
            "office": case.office.text(case.language).name if case.office else None,
            "address": settings.LEGATION_ORIGIN + reverse("case_status"),
        }
        slip = render_to_string("desk/slip.html", values, request)
    context = {
        "case": case,
        "slip": slip,
        "mailed": mailed,
        "may_open": visible_case(cast(User, request.user), case.number) is not None,
    }
    return render(request, "desk/filed.html", context)


def _write(request: HttpRequest, form: FilingForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "submission": _signed(request)}
    return render(request, "desk/filing.html", context, status=status)


def _signed(request: HttpRequest) -> str:
    return signing.dumps(_submission(request) or secrets.token_hex(16), salt=SALT)


def _submission(request: HttpRequest) -> str:
    """The random text of this filled-in form, carried from page to page; empty when it is not ours."""
    try:
        return str(signing.loads(request.POST.get("submission", ""), salt=SALT, max_age=AGE))
    except signing.BadSignature:
        return ""
