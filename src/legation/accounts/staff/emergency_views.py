"""The desk for emergency grants: ask, open, end, and the privacy officer's look."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from legation.accounts.models import Role, User
from legation.accounts.staff import emergencies
from legation.accounts.staff.duties import is_apart
from legation.accounts.staff.forms import EmergencyForm
from legation.accounts.staff.models import EmergencyGrant, EmergencyReason
from legation.accounts.staff.permissions import administers, require_role
from legation.accounts.staff.views import staff_of
from legation.kernel import clock
from legation.kernel.errors import LegationError

SHOWN = 100
ACTS: dict[str, Callable[[User, EmergencyGrant], None]] = {
    "open": emergencies.open_for,
    "end": emergencies.end,
    "seen": emergencies.look_at,
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require_role(*Role)
def emergency(request: HttpRequest) -> HttpResponse:
    """Ask for a role for an hour; below, what was asked for and opened."""
    user = staff_of(request)
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            emergencies.ask(user, Role(data["role"]), data["office"], EmergencyReason(data["reason"]))
        except LegationError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("Asked for. A second person must open it within an hour."))
            return redirect("staff_emergency")
    rows = [_shown(user, row) for row in emergencies.visible_to(user)[:SHOWN]]
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/staff/emergency.html", {"form": form, "rows": rows}, status=status)


@require_POST
@never_cache
@require_role(*Role)
def decide(request: HttpRequest, row_id: int, act: str) -> HttpResponse:
    """Open it, end it, or note that a privacy officer looked at it."""
    user = staff_of(request)
    row = get_object_or_404(emergencies.visible_to(user), pk=row_id)
    try:
        ACTS[act](user, row)
    except LegationError as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, _("Done. It stands in the record."))
    return redirect("staff_emergency")


def _shown(user: User, row: EmergencyGrant) -> dict[str, object]:
    """The row, its state in a word, and what the person may do with it."""
    grant = row.grant
    is_over = grant.revoked_at is not None or grant.expires_at <= clock.now()
    waits = grant.awaits_approval and not is_over
    reads = administers(user, *emergencies.READERS, office=grant.office)
    may_look = reads and is_apart(user, grant.user_id, grant.approved_by_id)
    state = _("Over") if is_over else _("Waiting for a second person") if waits else _("In force")
    opens = administers(user, *emergencies.OPENERS, office=grant.office)
    return {
        "row": row,
        "state": state,
        "may_open": waits and opens and is_apart(user, grant.user_id),
        "may_end": not is_over and (opens or user.pk == grant.user_id),
        "may_look": may_look and not grant.awaits_approval and row.seen_at is None,
    }
