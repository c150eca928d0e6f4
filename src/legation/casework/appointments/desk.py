"""The office's side: who comes when, proposing a time, and the weekly spans."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role, offices_of, require_role
from legation.casework.appointments import services, spans
from legation.casework.appointments.forms import BookingForm, SpanForm
from legation.casework.appointments.models import Booking, Span
from legation.casework.appointments.queries import agenda
from legation.casework.cases.models import Case
from legation.casework.cases.outdated import says_so
from legation.casework.cases.permissions import HANDLERS
from legation.casework.cases.queues import visible_case
from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.offices.models import Office

PLANNERS = (Role.SUPERVISOR,)
DAY = dt.timedelta(days=1)


@never_cache
@require_safe
@require_role(*HANDLERS)
def day(request: HttpRequest, office: str = "") -> HttpResponse:
    """The appointments of one day at one office; case numbers only, so that a list opens nothing."""
    places = offices_of(_user(request), *HANDLERS)
    place = next((one for one in places if one.slug == office), places[0] if places and not office else None)
    if place is None:
        raise Http404
    today = clock.now().astimezone(place.zone).date()
    chosen = _date(request.GET.get("day", "")) or today
    context = {
        "place": place,
        "places": places,
        "day": chosen,
        "is_today": chosen == today,
        "before": chosen - DAY,
        "after": chosen + DAY,
        "slots": agenda(place, chosen),
        "may_plan": has_role(_user(request), *PLANNERS, office=place),
    }
    with timezone.override(place.zone):
        return render(request, "appointments/day.html", context)


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Hold a time for the person of a case."""
    case, form = _case(request, number), BookingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a time."))
        return redirect("case_desk_show", number)
    try:
        services.propose(case, form.cleaned_data["slot"], form.cleaned_data["people"], by=_user(request))
    except LegationError as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, _("Offered. The time is held for a day, and the person has been told."))
    return redirect("case_desk_show", number)


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def came(request: HttpRequest, number: str) -> HttpResponse:
    """Note whether the person came."""
    case = _case(request, number)
    booking = case.bookings.filter(state=Booking.State.BOOKED).select_related("case", "slot").first()
    if booking is None:
        messages.info(
            request, _("Nothing is left to note here: it was noted already, or the booking has changed.")
        )
        return redirect("case_desk_show", number)
    try:
        services.came(booking, by=_user(request), attended=request.POST.get("came") == "yes")
    except LegationError as error:
        messages.error(request, str(error.sentence))
    return redirect("case_desk_show", number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*PLANNERS)
def plan(request: HttpRequest, office: str) -> HttpResponse:
    """The weekly spans of an office; a supervisor adds and ends them."""
    place = _planned(request, office)
    form = SpanForm(request.POST or None, services=spans.services_at(place))
    if request.method == "POST" and form.is_valid():
        spans.add(place, form, by=_user(request))
        messages.success(request, _("Added. Its times can be booked at once."))
        return redirect("appointments_plan", place.slug)
    rows = Span.objects.filter(office=place, ended_at=None)
    context = {"place": place, "spans": rows, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "appointments/plan.html", context, status=status)


@never_cache
@require_POST
@require_role(*PLANNERS)
@says_so
def end_span(request: HttpRequest, office: str, span_id: int) -> HttpResponse:
    """End a span; what is booked stays."""
    place = _planned(request, office)
    spans.end(get_object_or_404(Span, pk=span_id, office=place, ended_at=None), by=_user(request))
    messages.success(request, _("Ended. What is booked already stays booked."))
    return redirect("appointments_plan", place.slug)


def _planned(request: HttpRequest, office: str) -> Office:
    place = get_object_or_404(Office, slug=office)
    if not has_role(_user(request), *PLANNERS, office=place):
        raise PermissionDenied
    return place


def _case(request: HttpRequest, number: str) -> Case:
    case = visible_case(_user(request), number[:60])
    if case is None:
        raise Http404
    return case


def _date(text: str) -> dt.date | None:
    try:
        return parse_date(text[:10])
    except ValueError:
        return None


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
