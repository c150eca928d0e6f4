"""The desk for the standing of members."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import Suspension, SuspensionReason, User
from legation.accounts.staff.permissions import has_role, require_role
from legation.accounts.standing import permissions, services
from legation.accounts.standing.forms import FindForm, SuspensionForm
from legation.kernel.errors import LegationError

Act = Callable[[User, Suspension], None]
ACTS: dict[str, tuple[Act, str | Promise]] = {
    "approve": (services.approve, gettext_lazy("Approved. The member has been told.")),
    "turn-down": (services.turn_down, gettext_lazy("Turned down.")),
    "lift": (services.lift, gettext_lazy("Lifted. The member has been told.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require_role(*permissions.SECONDS)
def find_member(request: HttpRequest) -> HttpResponse:
    """Find a member by the exact address; and what waits for a second person."""
    user = _staff(request)
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = services.look_up(user, form.cleaned_data["email"])
        if found:
            return redirect("staff_member", found.pk)
        form.add_error("email", _("There is no member with this address."))
    waiting = Suspension.objects.proposed() if permissions.for_ministry(user, *permissions.SECONDS) else ()
    context = {"form": form, "waiting": waiting, "may_find": has_role(user, *permissions.JUDGES)}
    return render(request, "accounts/staff/members.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
@require_role(*permissions.SECONDS)
def member(request: HttpRequest, user_id: int) -> HttpResponse:
    """The standing of one member."""
    return _member_page(request, _member(request, user_id))


@require_POST
@never_cache
@require_role(*permissions.JUDGES)
def suspend(request: HttpRequest, user_id: int) -> HttpResponse:
    """Refuse services to a member, or propose it."""
    found, user = _member(request, user_id), _staff(request)
    form = SuspensionForm(request.POST, for_office=permissions.office_for(user, found) is not None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            row = services.suspend(
                user, found, SuspensionReason(data["reason"]), data["days"], data["measure"]
            )
        except LegationError as error:
            form.add_error(None, str(error.sentence))
        else:
            told, waits = (
                _("Suspended. The member has been told."),
                _("Proposed. Somebody else must approve it."),
            )
            messages.success(request, waits if row.awaits_approval else told)
            return redirect("staff_member", user_id)
    return _member_page(request, found, form, status=422)


@require_POST
@never_cache
@require_role(*permissions.SECONDS)
def decide(request: HttpRequest, user_id: int, row_id: int, name: str) -> HttpResponse:
    """Approve a proposal, turn it down, or lift what is in force."""
    found = _member(request, user_id)
    act, done = ACTS[name]
    try:
        act(_staff(request), get_object_or_404(found.suspensions, pk=row_id))
    except LegationError as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, str(done))
    return redirect("staff_member", user_id)


def _member(request: HttpRequest, user_id: int) -> User:
    """The member, where the person may decide about them or is the second one. A stranger to the office
    is not found, so that nobody learns who is a member."""
    user = _staff(request)
    found = get_object_or_404(User, pk=user_id)
    known = found.is_active or found.suspensions.in_force().exists()
    if known and (permissions.may_judge(user, found) or permissions.for_ministry(user, *permissions.SECONDS)):
        return found
    raise Http404


def _member_page(
    request: HttpRequest, found: User, form: SuspensionForm | None = None, *, status: int = 200
) -> HttpResponse:
    user = _staff(request)
    in_force = list(found.suspensions.in_force())
    proposed = found.suspensions.proposed().first()
    context = {
        "form": form or SuspensionForm(for_office=permissions.office_for(user, found) is not None),
        "member": found,
        "identity": services.identity_of(user, found) if found.is_active else None,
        "in_force": [(row, permissions.may_lift(user, row)) for row in in_force],
        "proposed": proposed,
        "may_second": proposed and permissions.may_second(user, proposed),
        "may_judge": permissions.may_judge(user, found) and not proposed,
        "history": [row for row in found.suspensions.all() if row not in in_force and row != proposed],
    }
    return render(request, "accounts/staff/member.html", context, status=status)


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
