"""The security officer's page of scans."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import require_role
from legation.defence.scans import services
from legation.defence.scans.forms import AcceptForm
from legation.defence.scans.models import Finding, ScanRun
from legation.defence.scans.registry import SCANS
from legation.kernel.errors import LegationError

BIGGEST_ID = 2**31
MOST_SHOWN = 300


@require_GET
@never_cache
@require_role(Role.SECURITY_OFFICER)
def desk(request: HttpRequest) -> HttpResponse:
    """Each scan with its last run; open findings; those closed of late."""
    scans = [(scan, ScanRun.objects.filter(scan=scan.name).first()) for scan in SCANS.values()]
    context = {
        "scans": scans,
        "findings": Finding.objects.open()[:MOST_SHOWN],
        "closed": Finding.objects.exclude(closed_at=None).order_by("-closed_at")[:20],
    }
    return render(request, "scans/desk.html", context)


@require_POST
@never_cache
@require_role(Role.SECURITY_OFFICER)
def run(request: HttpRequest) -> HttpResponse:
    """Ask a worker to run every scan now."""
    services.run_all_later.enqueue()
    messages.success(request, _("The scans begin. Open this page again in a minute."))
    return redirect("scan_desk")


@require_http_methods(["GET", "POST"])
@never_cache
@require_role(Role.SECURITY_OFFICER)
def show(request: HttpRequest, finding_id: int) -> HttpResponse:
    """One finding; a post accepts its risk for a time."""
    finding = get_object_or_404(Finding, pk=min(finding_id, BIGGEST_ID))
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.accept(
                finding,
                form.cleaned_data["until"],
                form.cleaned_data["words-reason"],
                by=_officer(request).subject_id,
            )
        except LegationError as error:
            form.add_error("until", str(error.sentence))
        else:
            return redirect("scan_finding", finding.pk)
    context = {"finding": finding, "form": form, "is_mine": finding.owner == _officer(request).subject_id}
    return render(request, "scans/finding.html", context, status=422 if form.is_bound else 200)


@require_POST
@never_cache
@require_role(Role.SECURITY_OFFICER)
def take(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Answer for a finding."""
    finding = get_object_or_404(Finding, pk=min(finding_id, BIGGEST_ID))
    try:
        services.take(finding, by=_officer(request).subject_id)
    except LegationError as error:
        messages.error(request, str(error.sentence))
    return redirect("scan_finding", finding.pk)


def _officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
