"""The desk: a list of the offices that one may change, and one page an office."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role, offices_of, require_role
from legation.offices.models import Closure, Office, OfficeText
from legation.publishing.office_desk import services
from legation.publishing.office_desk.forms import ClosureForm, ContactForm, HoursForm, TextForm

Facts = ContactForm | HoursForm | ClosureForm | TextForm
KEEPERS = (Role.PUBLISHER, Role.ADMINISTRATOR)


@never_cache
@require_role(*KEEPERS)
def offices(request: HttpRequest) -> HttpResponse:
    """The offices that this person may change."""
    rows = [(office, office.text()) for office in offices_of(_user(request), *KEEPERS)]
    if len(rows) == 1:
        return redirect("office_desk", rows[0][0].slug)
    return render(request, "publishing/office_desk/list.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*KEEPERS)
def office(request: HttpRequest, office: str) -> HttpResponse:
    """The facts of one office; each part has a form of its own, so that one mistake loses nothing else."""
    place = _office(request, office)
    part = request.POST.get("part", "")
    data = request.POST if request.method == "POST" else None
    contact = ContactForm(data if part == "contact" else None, instance=place)
    hours = HoursForm(place, data if part == "hours" else None)
    closure = ClosureForm(place, data if part == "closure" else None)
    texts = [
        TextForm(data if part == f"text-{text.language}" else None, instance=text) for text in _texts(place)
    ]
    forms: list[Facts] = [contact, hours, closure, *texts]
    bound = next((form for form in forms if form.is_bound), None)
    if bound is not None and bound.is_valid():
        _store(bound, place, _user(request))
        messages.success(request, _("Saved. It is on every page within a second."))
        return redirect("office_desk", place.slug)
    context = {
        "place": Office.objects.get(pk=place.pk),
        "name": place.text().name,
        "contact": contact,
        "hours": hours,
        "closure": closure,
        "texts": texts,
        "form": bound,  # whose errors stand first on the page
        "closures": [
            (row, row.name(request.LANGUAGE_CODE)) for row in place.closures.all() if not row.is_past
        ],
    }
    return render(request, "publishing/office_desk/office.html", context, status=422 if bound else 200)


@never_cache
@require_POST
@require_role(*KEEPERS)
def remove_closure(request: HttpRequest, office: str, closure: int) -> HttpResponse:
    """The office is open on that day after all."""
    place = _office(request, office)
    row = Closure.objects.filter(office=place, pk=closure).first()
    if row is not None:  # twice is the same as once
        services.open_again_on(row, _user(request))
        messages.success(request, _("Saved. It is on every page within a second."))
    return redirect("office_desk", place.slug)


def _store(form: Facts, place: Office, by: User) -> None:
    if isinstance(form, ContactForm):
        services.change_contact(form.instance, by, form.changed_data)
    elif isinstance(form, HoursForm):
        services.change_hours(place, by, form.week)
    elif isinstance(form, ClosureForm):
        services.close_on(place, by, form.cleaned_data["day"], form.names)
    else:
        services.change_text(form.instance, by, form.changed_data)


def _texts(place: Office) -> list[OfficeText]:
    """The text in each of the office's languages; empty where there is none yet."""
    found = {text.language: text for text in place.texts.all()}
    return [found.get(code) or OfficeText(office=place, language=code) for code in place.languages]


def _office(request: HttpRequest, slug: str) -> Office:
    place = get_object_or_404(Office, slug=slug)
    if not has_role(_user(request), *KEEPERS, office=place):
        raise PermissionDenied
    return place


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
