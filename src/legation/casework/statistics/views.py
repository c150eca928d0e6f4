"""The figures: for officers and supervisors of their offices, and for everybody of the mailbox."""

from __future__ import annotations

import csv
import datetime as dt
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.casework.cases.permissions import HANDLERS
from legation.casework.statistics.asking import USUAL, ScopeForm
from legation.casework.statistics.models import Measure, Tally
from legation.casework.statistics.public import public_figures, told
from legation.casework.statistics.showing import figures
from legation.kernel import clock
from legation.web.caching import keep

FRESH = dt.timedelta(hours=6)
BOM = "\ufeff"  # so that spreadsheets read it as UTF-8


@never_cache
@require_safe
@require_role(*HANDLERS)
def overview(request: HttpRequest) -> HttpResponse:
    """How the person's offices do, in the time that is chosen."""
    form = _form(request)
    valid = form.is_valid()
    found = figures(form.scope()) if valid else None
    context = {
        "form": form,
        "figures": found,
        "reopened": found.whole.of(Measure.REOPENED) if found else 0,
        "counted_at": _counted_at(),
        "query": request.GET.urlencode() if valid else "",
    }
    return render(request, "statistics/overview.html", context, status=200 if valid else 422)


@never_cache
@require_safe
@require_role(*HANDLERS)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same counts for a spreadsheet, one line each."""
    form = _form(request)
    if not form.is_valid():
        return overview(request)  # type: ignore[return-value]  # which says what is wrong
    response = HttpResponse(BOM, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="cases.csv"'
    writer = csv.writer(response)
    writer.writerow(["month", "office", "kind", "class", "measure", "value", "count"])
    names = ("month", "office__slug", "kind", "matter", "measure", "value", "count")
    rows = form.scope().rows().order_by("month", "office__slug", "kind", "matter", "measure", "value")
    for month, office, *others in rows.values_list(*names).iterator(5_000):
        writer.writerow([f"{month:%Y-%m}", office or "ministry", *others])
    return response


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """What came to the mailbox in the last year, and how it was answered."""
    found = public_figures()
    context = {
        "figures": found,
        "received": told(found.received),
        "answered": told(found.answered),
        "reopened": told(found.reopened),
        "counted_at": _counted_at(),
    }
    response = render(request, "statistics/mailbox.html", context)
    keep(response, ["statistics"], until=clock.now() + FRESH)
    return response


def _form(request: HttpRequest) -> ScopeForm:
    data = request.GET.copy()
    data.setdefault("period", USUAL)
    return ScopeForm(data, user=cast(User, request.user))


def _counted_at() -> dt.datetime | None:
    return Tally.objects.order_by("-pk").values_list("at", flat=True).first()
