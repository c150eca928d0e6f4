"""The privacy officers' register, and what the person sees of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from legation.accounts.members.subjects import subjects_of
from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import require_role
from legation.disclosure import queries, services
from legation.disclosure.forms import ProposalForm
from legation.disclosure.models import Disclosure, Processor
from legation.kernel.errors import LegationError


@require_GET
@never_cache
@require_role(Role.PRIVACY_OFFICER)
def register(request: HttpRequest) -> HttpResponse:
    """Every disclosure, newest first, and the commissioned bodies."""
    rows = Disclosure.objects.select_related("proposed_by", "decided_by")[:500]
    return render(
        request,
        "disclosure/register.html",
        {"rows": rows, "processors": Processor.objects.all(), "totals": queries.totals()},
    )


@require_http_methods(["GET", "POST"])
@never_cache
@require_role(Role.PRIVACY_OFFICER)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a disclosure."""
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data.pop("fields_chosen")
        try:
            row = services.propose(_officer(request), **data)
        except LegationError as error:
            form.add_error("reference", str(error.sentence))
        else:
            return redirect("disclosure_show", row.pk)
    status = 422 if form.is_bound else 200
    return render(request, "disclosure/propose.html", {"form": form}, status=status)


@require_GET
@never_cache
@require_role(Role.PRIVACY_OFFICER)
def show(request: HttpRequest, row_id: int) -> HttpResponse:
    """One disclosure with what may be done next, and by whom."""
    row = get_object_or_404(Disclosure.objects.select_related("proposed_by", "decided_by"), pk=row_id)
    return render(request, "disclosure/show.html", {"row": row, "is_mine": row.proposed_by == request.user})


@require_POST
@never_cache
@require_role(Role.PRIVACY_OFFICER)
def decide(request: HttpRequest, row_id: int) -> HttpResponse:
    """Approve or refuse, as the second person."""
    get_object_or_404(Disclosure, pk=row_id)
    try:
        services.decide(row_id, _officer(request), approve=request.POST.get("decision") == "approve")
    except LegationError as error:
        messages.error(request, str(error.sentence))
    return redirect("disclosure_show", row_id)


@require_POST
@never_cache
@require_role(Role.PRIVACY_OFFICER)
def deliver(request: HttpRequest, row_id: int) -> HttpResponse:
    """The file for the recipient, once."""
    get_object_or_404(Disclosure, pk=row_id)
    try:
        content = services.deliver(row_id, _officer(request))
    except LegationError as error:
        messages.error(request, str(error.sentence))
        return redirect("disclosure_show", row_id)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="disclosure-{row_id}.json"'
    return response


@require_GET
@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What of the member was disclosed, to whom, on which ground."""
    rows = queries.of(*subjects_of(_officer(request)))
    return render(
        request, "disclosure/mine.html", {"rows": rows, "title": _("Disclosures of your information")}
    )


def _officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
