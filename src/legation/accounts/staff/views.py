"""The staff's first page, roles, and the standing of members."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import Grant, Role, User
from legation.accounts.staff import renewals, reviews, services
from legation.accounts.staff.forms import GrantForm
from legation.accounts.staff.permissions import grants_within, offices_within, require_role
from legation.kernel.classification import Classification
from legation.kernel.errors import LegationError
from legation.web.desks import desks_for

MONTH = dt.timedelta(days=30)


@require_safe
@never_cache
@require_role(*Role)
def home(request: HttpRequest) -> HttpResponse:
    """The desks that the person may open, and the roles that say so."""
    user = staff_of(request)
    items = [{"title": title, "url": url} for title, url in desks_for(user)]
    grants = user.grants.in_force().select_related("office").prefetch_related("office__texts")
    return render(request, "accounts/staff/home.html", {"items": items, "grants": grants})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require_role(*services.APPROVERS)
def grants(request: HttpRequest) -> HttpResponse:
    """Roles in force and proposed, of the offices over which the person decides; administrators give new ones."""
    user = staff_of(request)
    form = GrantForm(request.POST or None, by=user, offices=offices_within(user, *services.PROPOSERS))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            grant = services.propose(
                user,
                data["email"],
                Role(data["role"]),
                office=data["office"],
                language=data["language"],
                clearance=Classification(data["clearance"] or Classification.INTERNAL),
                term=min(MONTH * data["months"], Grant.MAX_TERM),
            )
        except LegationError as error:
            form.add_error(None, str(error.sentence))
        else:
            waiting = _("Proposed. A second person must approve it.")
            messages.success(request, waiting if grant.awaits_approval else _("The role was given."))
            return redirect("staff_grants")
    known = grants_within(user, *services.APPROVERS).select_related(
        "user", "office", "granted_by", "approved_by"
    )
    context = {
        "form": form if offices_within(user, *services.PROPOSERS).exists() else None,
        "in_force": known.in_force().order_by("user__email", "role"),
        "proposed": known.proposed(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/staff/grants.html", context, status=status)


@require_POST
@never_cache
@require_role(*services.APPROVERS)
def approve(request: HttpRequest, grant_id: int) -> HttpResponse:
    """The second person's yes."""
    return _decided(request, grant_id, approving=True)


@require_POST
@never_cache
@require_role(*services.APPROVERS)
def revoke(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Withdraw a role or refuse a proposal."""
    return _decided(request, grant_id, approving=False)


@require_POST
@never_cache
@require_role(*services.PROPOSERS)
def renew(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Give a role for another twelve months, or propose it where a second person must approve."""
    user = staff_of(request)
    grant = get_object_or_404(grants_within(user, *services.PROPOSERS), pk=grant_id)
    try:
        new = renewals.renew(user, grant, Grant.MAX_TERM)
    except LegationError as error:
        messages.error(request, str(error.sentence))
    else:
        waiting = _("Proposed. A second person must approve it.")
        messages.success(request, waiting if new.awaits_approval else _("Renewed for twelve months."))
    return redirect("staff_grants")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require_role(*services.APPROVERS)
def review_list(request: HttpRequest) -> HttpResponse:
    """Who holds what in one's offices: confirm or withdraw each every 90 days, the most urgent first."""
    user = staff_of(request)
    if request.method == "POST":
        number = request.POST.get("grant", "")
        rows = grants_within(user, *services.APPROVERS)
        grant = get_object_or_404(rows, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)
        keep = request.POST.get("decision") == "keep"
        try:
            reviews.review(user, grant, keep=keep)
        except LegationError as error:
            messages.error(request, str(error.sentence))
        else:
            messages.success(request, _("Confirmed.") if keep else _("Withdrawn."))
        return redirect("staff_reviews")
    rows_due = reviews.list_for(user)
    context = {"rows": rows_due, "overdue": sum(row.is_overdue for row in rows_due)}
    return render(request, "accounts/staff/reviews.html", context)


def _decided(request: HttpRequest, grant_id: int, *, approving: bool) -> HttpResponse:
    grant = get_object_or_404(grants_within(staff_of(request), *services.APPROVERS), pk=grant_id)
    act = services.approve if approving else services.revoke
    try:
        act(staff_of(request), grant)
    except LegationError as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, _("Approved.") if approving else _("Withdrawn."))
    return redirect("staff_grants")


def staff_of(request: HttpRequest) -> User:
    """The signed-in person, behind `require_role`."""
    assert isinstance(request.user, User)
    return request.user
