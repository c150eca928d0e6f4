"""The security officer's pages of incidents."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import require_role
from legation.defence.incidents import services
from legation.defence.incidents.forms import EvidenceForm, IncidentForm, StatusForm
from legation.defence.incidents.models import Incident, Kind, Status
from legation.kernel.errors import LegationError

BIGGEST_ID = 2**31


@require_GET
@never_cache
@require_role(Role.SECURITY_OFFICER)
def index(request: HttpRequest) -> HttpResponse:
    """Every incident, newest first."""
    page = Paginator(Incident.objects.all(), 50).get_page(request.GET.get("page"))
    return render(request, "incidents/index.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
@never_cache
@require_role(Role.SECURITY_OFFICER)
def create(request: HttpRequest) -> HttpResponse:
    """Open an incident by hand."""
    form = IncidentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        incident = services.open_incident(
            Kind(form.cleaned_data["kind"]),
            form.cleaned_data["words-summary"],
            by=_officer(request).subject_id,
        )
        return redirect("incident_show", incident.pk)
    return render(request, "incidents/create.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@require_role(Role.SECURITY_OFFICER)
def show(request: HttpRequest, incident_id: int) -> HttpResponse:
    """One incident; a post adds evidence."""
    incident = _find(incident_id)
    form = EvidenceForm(request.POST, request.FILES) if request.method == "POST" else EvidenceForm()
    if form.is_bound and form.is_valid():
        file, note = form.cleaned_data["file"], form.cleaned_data["words-note"]
        name, content = (file.name, file.read()) if file else (_("note.txt"), note.encode())
        try:
            services.add_evidence(incident, name, content, by=_officer(request).subject_id)
        except LegationError as error:
            form.add_error("file", str(error.sentence))
        else:
            return redirect("incident_show", incident.pk)
    context = {
        "incident": incident,
        "items": incident.evidence.defer("content"),
        "problems": services.broken(incident),
        "form": form,
        "status_form": StatusForm(initial={"status": incident.status}),
        "is_closed": incident.status == Status.CLOSED,
    }
    return render(request, "incidents/show.html", context, status=422 if form.is_bound else 200)


@require_POST
@never_cache
@require_role(Role.SECURITY_OFFICER)
def set_status(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Note where the matter stands."""
    incident, form = _find(incident_id), StatusForm(request.POST)
    if form.is_valid():
        try:
            services.set_status(
                incident, Status(form.cleaned_data["status"]), by=_officer(request).subject_id
            )
        except LegationError as error:
            messages.error(request, str(error.sentence))
    else:
        messages.error(request, _("Choose a status from the list."))
    return redirect("incident_show", incident.pk)


@require_POST
@never_cache
@require_role(Role.SECURITY_OFFICER)
def export(request: HttpRequest, incident_id: int) -> HttpResponse:
    """The ZIP for the authorities; who took it is recorded."""
    incident = _find(incident_id)
    try:
        content = services.export(incident, by=_officer(request).subject_id)
    except LegationError as error:
        messages.error(request, str(error.sentence))
        return redirect("incident_show", incident.pk)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="incident-{incident.pk}.zip"'
    return response


def _find(incident_id: int) -> Incident:
    return get_object_or_404(Incident, pk=min(incident_id, BIGGEST_ID))


def _officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
