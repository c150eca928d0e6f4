"""The list by a filter, and keeping it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.casework.cases.desk import PAGE
from legation.casework.cases.outdated import says_so
from legation.casework.cases.parts import links, tools
from legation.casework.cases.permissions import HANDLERS, visible_to
from legation.casework.cases.queues import Pages, counts
from legation.casework.desk.finding import services
from legation.casework.desk.finding.forms import FilterForm, KeepForm
from legation.casework.desk.finding.queries import address, filters_of, may_remove
from legation.kernel.errors import LegationError


@never_cache
@require_safe
@require_role(*HANDLERS)
def found(request: HttpRequest) -> HttpResponse:
    """The cases that the filter finds, the most urgent first."""
    user = user_of(request)
    form = FilterForm(request.GET, user=user)
    return _show(request, form, KeepForm(user=user))


@never_cache
@require_POST
@require_role(*HANDLERS)
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the page's filter asks under a name."""
    user = user_of(request)
    form, kept = FilterForm(request.POST, user=user), KeepForm(request.POST, user=user)
    if not form.is_valid() or not kept.is_valid():
        return _show(request, form, kept, 422)
    share = kept.offices.get(kept.cleaned_data["share"])
    try:
        services.keep(kept.cleaned_data["name"], form.chosen, share=share, actor=user)
    except LegationError as error:
        kept.add_error(None, str(error.sentence))
        return _show(request, form, kept, 409)
    messages.success(request, _("Kept. It stands beside your queues."))
    return redirect(address(form.chosen))


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a filter away."""
    user = user_of(request)
    kept = get_object_or_404(filters_of(user), pk=pk)
    try:
        services.remove(kept, actor=user)
    except LegationError as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, _("Taken away."))
    return redirect("case_filter")


def _show(request: HttpRequest, form: FilterForm, keep_form: KeepForm, status: int = 200) -> HttpResponse:
    user = user_of(request)
    cases = visible_to(user).select_related("office").order_by("-priority", "due_at", "pk")
    valid = form.is_valid()
    page = Pages(form.narrow(cases) if valid else cases.none(), PAGE).get_page(request.GET.get("page"))
    here = address(form.chosen) if valid else ""
    context: dict[str, Any] = {
        "filter": form,
        "form": form if not valid else keep_form if keep_form.is_bound else None,
        "keep_form": keep_form,
        "page": page,
        "queues": counts(user),
        "links": links(user),
        "here": here,
        "kept": [(kept, may_remove(user, kept)) for kept in filters_of(user)],
        "tools": tools(request) if page.object_list else [],
        "title": _("Filter the cases"),
    }
    return render(request, "desk/filter.html", context, status=status if valid else 422)


def user_of(request: HttpRequest) -> User:
    """Who is signed in."""
    return cast(User, request.user)
