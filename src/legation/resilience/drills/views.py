"""The security officers' page of drills."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import LegationError
from legation.resilience.backups.models import BackupRun
from legation.resilience.drills import services
from legation.resilience.drills.models import DrillRun


@require_safe
@never_cache
@require_role(Role.SECURITY_OFFICER)
def drill_list(request: HttpRequest) -> HttpResponse:
    """The last drills with their reports, and the last backups."""
    context = {
        "drills": DrillRun.objects.select_related("signed_off_by")[:24],
        "backups": BackupRun.objects.all()[:10],
    }
    return render(request, "drills/list.html", context)


@require_POST
@never_cache
@require_role(Role.SECURITY_OFFICER)
def sign_off(request: HttpRequest, run_id: int) -> HttpResponse:
    """The officer has read the report."""
    get_object_or_404(DrillRun, pk=run_id)
    assert isinstance(request.user, User)
    try:
        services.sign_off(run_id, request.user)
    except LegationError as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, _("The drill is signed off."))
    return redirect("drill_list")
