"""The desk for the standing of members."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import SuspensionReason, User
from legation.accounts.staff.permissions import require_role
from legation.accounts.standing import services
from legation.accounts.standing.forms import FindForm, SuspensionForm
from legation.kernel.errors import LegationError, NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require_role(*services.JUDGES)
def find_member(request: HttpRequest) -> HttpResponse:
    """Find a member by the exact address."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = services.look_up(_staff(request), form.cleaned_data["email"])
        if found:
            return redirect("staff_member", found.pk)
        form.add_error("email", _("There is no member with this address."))
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/staff/members.html", {"form": form}, status=status)


@require_safe
@never_cache
@require_role(*services.JUDGES)
def member(request: HttpRequest, user_id: int) -> HttpResponse:
    """The standing of one member."""
    return _member_page(request, user_id, SuspensionForm())


@require_POST
@never_cache
@require_role(*services.JUDGES)
def suspend(request: HttpRequest, user_id: int) -> HttpResponse:
    """Deny services to a member."""
    found = get_object_or_404(User, pk=user_id, is_active=True)
    form = SuspensionForm(request.POST)
    if form.is_valid():
        reason = SuspensionReason(form.cleaned_data["reason"])
        try:
            services.suspend(_staff(request), found, reason, form.cleaned_data["days"])
        except LegationError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("Suspended. The member has been told."))
            return redirect("staff_member", user_id)
    return _member_page(request, user_id, form, status=422)


@require_POST
@never_cache
@require_role(*services.JUDGES)
def lift(request: HttpRequest, user_id: int) -> HttpResponse:
    """End a suspension."""
    found = get_object_or_404(User, pk=user_id)
    rows = found.suspensions.in_force()
    try:
        services.lift(_staff(request), get_object_or_404(rows))
    except NotPermitted as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, _("Lifted. The member has been told."))
    return redirect("staff_member", user_id)


def _member_page(
    request: HttpRequest, user_id: int, form: SuspensionForm, *, status: int = 200
) -> HttpResponse:
    found = get_object_or_404(User, pk=user_id, is_active=True)
    context = {
        "form": form,
        "member": found,
        "identity": services.identity_of(_staff(request), found),
        "in_force": found.suspensions.in_force().first(),
        "history": found.suspensions.all(),
    }
    return render(request, "accounts/staff/member.html", context, status=status)


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
