"""The public register of promises, its signed twin for machines, and the desk that runs controls."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from legation.accounts.models import Role
from legation.accounts.staff.permissions import require_role
from legation.assurance import services
from legation.assurance.queries import Verdict, next_expiry, rows
from legation.assurance.report import report
from legation.kernel.errors import LegationError
from legation.promises import Proof
from legation.web.caching import keep

CHECKERS = {
    Proof.OUTSIDER: gettext_lazy("Anybody can repeat this check."),
    Proof.MEMBER: gettext_lazy("Anybody with an account can repeat this check for themselves."),
    Proof.OPERATOR: gettext_lazy("This check runs inside; you see its signed result."),
}


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every promise: failed first, then unproven, then proven."""
    found = rows(with_days=True)
    ordered = sorted(found, key=lambda row: list(Verdict).index(row.verdict))
    context = {
        "rows": ordered,
        "counts": [(state, sum(row.verdict == state for row in found)) for state in Verdict],
        "total": len(found),
        "checkers": CHECKERS,
    }
    response = render(request, "assurance/register.html", context)
    keep(response, {"assurance"}, until=next_expiry())
    return response


@require_safe
def register_json(request: HttpRequest) -> HttpResponse:
    """The register for machines, signed."""
    body = json.dumps(report(), ensure_ascii=False, indent=1)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    keep(response, {"assurance"}, until=next_expiry())
    return response


@require_safe
@never_cache
@require_role(Role.PRIVACY_OFFICER, Role.SECURITY_OFFICER)
def desk(request: HttpRequest) -> HttpResponse:
    """Every control with its last evidence, and a button to run it now."""
    return render(request, "assurance/desk.html", {"rows": rows()})


@require_POST
@never_cache
@require_role(Role.PRIVACY_OFFICER, Role.SECURITY_OFFICER)
def run(request: HttpRequest) -> HttpResponse:
    """Hand one control to a worker."""
    try:
        control = services.find(request.POST.get("control", ""))
    except LegationError as error:
        raise Http404 from error
    services.run_now.enqueue(control.name)
    messages.success(request, _("The check was started; its result appears here within a minute."))
    return redirect("assurance_desk")
