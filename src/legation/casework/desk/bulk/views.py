"""Doing one thing with many cases, what came of it, and taking it back."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.casework.cases.models import Priority
from legation.casework.cases.permissions import HANDLERS, visible_to
from legation.casework.cases.queues import counts
from legation.casework.desk.bulk import services
from legation.casework.desk.bulk.forms import BulkForm, chosen_of
from legation.casework.desk.bulk.models import UNDO_WITHIN, Bulk
from legation.kernel.errors import LegationError


@never_cache
@require_POST
@require_role(*HANDLERS)
def run(request: HttpRequest) -> HttpResponse:
    """Do it, and show what came of each. What was chosen is kept when the form has an error."""
    user, chosen = _user(request), chosen_of(request.POST.getlist("case"))
    form = BulkForm(request.POST, user=user)
    cases = list(visible_to(user).select_related("office", "subject").filter(number__in=chosen))
    if form.is_valid() and not cases:
        form.add_error(None, _("Choose at least one case in the list."))
    if not form.is_valid():
        context = {"form": form, "bulk_form": form, "chosen": [(one, chosen[one.number]) for one in cases]}
        return render(request, "desk/bulk_form.html", context, status=422)
    order = services.Order(
        Bulk.Act(form.cleaned_data["act"]),
        form.people.get(form.cleaned_data["officer"]),
        Priority(int(form.cleaned_data["priority"])) if form.cleaned_data["priority"] else None,
        form.cleaned_data["whole"],
    )
    bulk = services.run(order, [(case, chosen[case.number]) for case in cases], actor=user)
    return redirect("case_bulk", bulk.pk)


@never_cache
@require_safe
@require_role(*HANDLERS)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The outcome for each case, to whoever did it."""
    return _show(request, pk)


@never_cache
@require_POST
@require_role(*HANDLERS)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    if not Bulk.objects.filter(pk=pk, by=_user(request)).exists():
        raise Http404
    try:
        services.undo(pk, actor=_user(request))
    except LegationError as error:
        messages.error(request, str(error.sentence))
        return _show(request, pk, 409)
    return redirect("case_bulk", pk)


def _show(request: HttpRequest, pk: int, status: int = 200) -> HttpResponse:
    bulk = Bulk.objects.filter(pk=pk, by=_user(request)).select_related("officer").first()
    if bulk is None:
        raise Http404
    context = {
        "bulk": bulk,
        "items": bulk.items.select_related("case"),
        "minutes": int(UNDO_WITHIN.total_seconds() // 60),
        "queues": counts(_user(request)),
    }
    return render(request, "desk/bulk.html", context, status=status)


def tool(request: HttpRequest) -> dict[str, object]:
    """The form above a list."""
    return {"bulk_form": BulkForm(user=_user(request))}


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
