"""The one field of the desk by which a case is found, and what it finds."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.casework.cases.parts import links
from legation.casework.cases.permissions import HANDLERS
from legation.casework.cases.queues import counts
from legation.casework.desk.finding.asking import SearchForm, sealed, unsealed
from legation.casework.desk.finding.searching import MOST, Found, TooMuch, find, number_in
from legation.casework.desk.finding.views import user_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*HANDLERS)
def search(request: HttpRequest) -> HttpResponse:
    """Straight to the case whose number was typed; else what is found by it."""
    user = user_of(request)
    if request.method == "POST":
        return _ask(request, user)
    if "for" not in request.GET:
        return _show(request, user, SearchForm())
    asked = unsealed(user, request.GET["for"])
    if asked is None:
        form = SearchForm({"asked": ""})
        form.errors.clear()
        form.add_error(None, _("That search was made more than an hour ago. Please search again."))
        return _show(request, user, form, status=410)
    form = SearchForm({"asked": asked})
    try:
        found = find(user, asked)
    except TooMuch as error:
        form.add_error(None, str(error.sentence))
        return _show(request, user, form, status=429)
    return _show(request, user, form, found)


def _ask(request: HttpRequest, user: User) -> HttpResponse:
    form = SearchForm(request.POST)
    if number := number_in(user, request.POST.get("asked", "")[:60]):
        return redirect("case_desk_show", number)
    if not form.is_valid():
        return _show(request, user, form, status=422)
    query = urlencode({"for": sealed(user, form.cleaned_data["asked"])})
    return redirect(f"{reverse('case_search')}?{query}")


def _show(
    request: HttpRequest, user: User, form: SearchForm, found: Found | None = None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "searching": True,
        "found": found,
        "page": Paginator(found.cases if found else [], MOST).get_page(1),
        "queues": counts(user),
        "links": links(user),
        "title": _("Find a case"),
    }
    return render(request, "desk/search.html", context, status=status)
