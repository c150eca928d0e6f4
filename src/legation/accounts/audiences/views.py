"""The matrix of roles and routes, to read and to take away."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from legation.accounts.audiences import matrix
from legation.accounts.audiences.forms import WhoForm
from legation.accounts.models import Role
from legation.accounts.staff.permissions import require_role
from legation.web.audience import STAFF

READERS = (Role.PRIVACY_OFFICER, Role.SECURITY_OFFICER, Role.ADMINISTRATOR)


@require_safe
@never_cache
@require_role(*READERS)
def show(request: HttpRequest) -> HttpResponse:
    """All routes with their audience; `?who=` leaves those that one kind of person may open."""
    form = WhoForm(request.GET or None)
    who = form.cleaned_data["who"] if form.is_valid() else ""
    found = [line for line in matrix.lines() if not who or who in line.opened_by]
    desks = [line for line in found if line.path.startswith(f"/{STAFF}")]
    context = {
        "form": form,
        "count": len(matrix.every_line()),
        "desk_head": [_("Web address"), *(role.label for role in Role)],
        "desk_rows": [_desk_row(line) for line in desks],
        "other_head": [_("Web address"), _("Who may open it")],
        "other_rows": [[line.path, line.words] for line in found if line not in desks],
    }
    return render(
        request,
        "accounts/staff/audiences.html",
        context,
        status=200 if form.is_valid() or not form.is_bound else 422,
    )


@require_safe
@never_cache
@require_role(*READERS)
def as_json(request: HttpRequest) -> HttpResponse:
    """For a program: every route, libraries' included, and who may open it."""
    rows = [
        {
            "path": line.path,
            "name": line.name,
            "audience": line.audience.kind,
            "opened_by": [who for who in matrix.EVERYBODY if who in line.opened_by],
        }
        for line in matrix.every_line()
    ]
    return JsonResponse({"who": matrix.EVERYBODY, "routes": rows})


@require_safe
@never_cache
@require_role(*READERS)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The whole matrix for a spreadsheet: one line a route, one column a kind of person."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="audiences.csv"'
    writer = csv.writer(response)
    writer.writerow(["path", "name", "audience", *matrix.EVERYBODY])
    for line in matrix.every_line():
        marks = ["yes" if who in line.opened_by else "no" for who in matrix.EVERYBODY]
        writer.writerow([line.path, line.name, line.audience.kind, *marks])
    return response


def _desk_row(line: matrix.Line) -> list[str]:
    path = line.path if line.addresses == 1 else f"{line.path} ({line.addresses})"
    return [path, *(_("Yes") if role in line.opened_by else "–" for role in matrix.ROLES)]
