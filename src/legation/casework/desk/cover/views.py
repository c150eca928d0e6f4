"""Absences, and the queue of whoever stands in."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.casework.cases.desk import PAGE
from legation.casework.cases.outdated import says_so
from legation.casework.cases.parts import links, tools
from legation.casework.cases.permissions import HANDLERS
from legation.casework.cases.queues import counts
from legation.casework.desk.cover import services
from legation.casework.desk.cover.forms import AbsenceForm
from legation.casework.desk.cover.queries import absences_seen_by, cases_covered_by
from legation.kernel.errors import LegationError


@never_cache
@require_safe
@require_role(*HANDLERS)
def covered(request: HttpRequest) -> HttpResponse:
    """The cases of those for whom the person stands in."""
    user = _user(request)
    page = Paginator(cases_covered_by(user), PAGE).get_page(request.GET.get("page"))
    context = {
        "queues": counts(user),
        "links": links(user),
        "here": reverse("case_cover"),
        "page": page,
        "tools": tools(request) if page.object_list else [],
        "title": _("For colleagues who are away"),
    }
    return render(request, "cases/desk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*HANDLERS)
def absences(request: HttpRequest) -> HttpResponse:
    """Who is away now or will be, and naming it."""
    user = _user(request)
    form = AbsenceForm(request.POST or None, user=user, initial={"person": user.pk})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.name(
                form.people[data["person"]],
                form.offices[data["office"]],
                data["first"],
                data["last"],
                deputy=form.deputies.get(data["deputy"]),
                actor=user,
            )
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            status = 409
        else:
            messages.success(request, _("Named. It begins and ends by itself."))
            return redirect("absences")
    rows = [(row, services.may_name(user, row.person, row.office)) for row in absences_seen_by(user)]
    return render(request, "desk/absences.html", {"form": form, "rows": rows}, status=status)


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """They are back early, or do not go."""
    row = get_object_or_404(absences_seen_by(_user(request)), pk=pk)
    try:
        services.end(row.pk, actor=_user(request))
    except LegationError as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, _("Ended."))
    return redirect("absences")


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
