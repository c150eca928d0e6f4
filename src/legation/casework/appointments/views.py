"""The person's side: choosing, changing and cancelling a time, by a link and without an account."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from legation.casework.appointments import services
from legation.casework.appointments.calendar_file import calendar_file
from legation.casework.appointments.forms import BookingForm, PeopleForm
from legation.casework.appointments.queries import by_day, free_slots, may_book, party_of, standing_of
from legation.casework.cases.limits import too_often_for
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import desk_of
from legation.kernel.errors import LegationError
from legation.web.forgery import check_token, issue_token, without_cookie

FORM = "appointment"
MOST_SHOWN = 200
MOST_ACTS = 30  # of one case within an hour


@never_cache
@require_safe
def appointment(request: HttpRequest, signed: str) -> HttpResponse:
    """What is booked, and the times that can be."""
    case = services.case_of(signed)
    return _gone(request) if case is None else _show(request, case, signed, None)


@never_cache
@require_safe
def calendar(request: HttpRequest, signed: str) -> HttpResponse:
    """The booked time as a calendar file."""
    case = services.case_of(signed)
    booking = standing_of(case).booking if case else None
    if booking is None:
        return _gone(request)
    response = HttpResponse(calendar_file(booking), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "appointments/gone.html", status=404)


def _show(
    request: HttpRequest, case: Case, signed: str, form: BookingForm | None, status: int = 200
) -> HttpResponse:
    asked = PeopleForm(request.GET if "people" in request.GET else None)
    people = asked.cleaned_data["people"] if asked.is_bound and asked.is_valid() else party_of(case)
    if form is not None and form.is_bound and "people" in form.cleaned_data:
        people = form.cleaned_data["people"]
    office = desk_of(case)
    bookable = may_book(case)
    slots = list(free_slots(case, people)[:MOST_SHOWN]) if bookable else []
    zone = office.zone if office else timezone.get_default_timezone()
    context = {
        "case": case,
        "signed": signed,
        "office": office,
        "standing": standing_of(case),
        "is_bookable": bookable,
        "people": people,
        "people_form": PeopleForm(initial={"people": str(people)}),
        "days": by_day(slots, zone),
        "form": form,
        "form_token": issue_token(FORM),
    }
    with timezone.override(zone):
        return render(request, "appointments/choose.html", context, status=status)


def _book(case: Case, form: BookingForm) -> object:
    return services.book(case, form.cleaned_data["slot"], form.cleaned_data["people"])


ACTS: dict[str, Callable[[Case, BookingForm], object]] = {
    "book": _book,
    "cancel": lambda case, _form: services.cancel(case),
    "wait": lambda case, form: services.wait(case, form.cleaned_data.get("people") or 1),
    "stop-waiting": lambda case, _form: services.stop_waiting(case),
    "accept": lambda case, _form: services.accept(case),
    "decline": lambda case, _form: services.decline(case),
}


@never_cache
@without_cookie
@require_POST
def act(request: HttpRequest, signed: str, name: str) -> HttpResponse:
    """Do one thing; what cannot be done is said with the times that still can be booked."""
    case = services.case_of(signed)
    if case is None:
        return _gone(request)
    form = BookingForm(request.POST)
    is_valid = form.is_valid()
    if name != "book":
        form.errors.clear()
        is_valid = True
    if not check_token(request, FORM):
        form.add_error(None, _("The form was open for a long time. Please send it again."))
        return _show(request, case, signed, form, 422)
    if too_often_for(case.number, "appointment", MOST_ACTS):
        form.add_error(None, _("You have tried very often. Please wait an hour, then try again."))
        return _show(request, case, signed, form, 429)
    if not is_valid:
        return _show(request, case, signed, form, 422)
    try:
        ACTS[name](case, form)
    except LegationError as error:
        form.add_error(None, str(error.sentence))
        return _show(request, case, signed, form, 409)
    return HttpResponseRedirect(reverse("appointment", args=[signed]))
