"""The desk of the second person: what waits for a decision, and alerts to look at."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from legation.accounts.models import Role
from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import LegationError
from legation.publishing.editorial.permissions import staff
from legation.publishing.signatures import emergencies
from legation.publishing.signatures.forms import DecisionForm
from legation.publishing.signatures.models import EmergencyReview
from legation.publishing.signatures.people import waiting_for

SECOND = (Role.PUBLISHER, Role.ADMINISTRATOR)


@require_safe
@require_role(*SECOND)
def queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the signed-in person, of all offices for which they are the second."""
    user = staff(request)
    rows = [(state, state.workflow_state.content_object.specific) for state in waiting_for(user)]
    return render(request, "signatures/queue.html", {"rows": rows, "reviews": emergencies.open_for(user)})


@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*SECOND)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One emergency alert, and the decision on it; 422 with the form for errors."""
    user = staff(request)
    row = EmergencyReview.objects.filter(pk=pk).select_related("page").first() if pk < 2**63 else None
    if row is None or not emergencies.may_review(user, row):
        raise Http404
    if row.decided_at:
        messages.error(request, _("This has been decided already."))
        return redirect("signatures_queue")
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _decided(request, form, row):
        return redirect("signatures_queue")
    context = {"form": form, "row": row, "page": row.page.specific}
    return render(request, "signatures/review.html", context, status=422 if form.errors else 200)


def _decided(request: HttpRequest, form: DecisionForm, row: EmergencyReview) -> bool:
    try:
        if form.cleaned_data["decision"] == "confirm":
            emergencies.confirm(staff(request), row)
        else:
            emergencies.withdraw(staff(request), row, form.cleaned_data["explanation"])
    except LegationError as error:
        form.add_error(None, str(error.sentence))
        return False
    messages.success(request, _("Recorded."))
    return True
