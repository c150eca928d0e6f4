"""The desk for joining and leaving."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.mfa import has_factor
from legation.accounts.models import Role, User
from legation.accounts.staff import invitations, leaving
from legation.accounts.staff.forms import InvitationForm
from legation.accounts.staff.models import Departure, Invitation, InvitationQuerySet
from legation.accounts.staff.permissions import grants_within, has_role_for, offices_within, require_role
from legation.accounts.staff.services import PROPOSERS
from legation.accounts.staff.views import staff_of
from legation.kernel.classification import Classification
from legation.kernel.errors import LegationError

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require_role(*PROPOSERS)
def people(request: HttpRequest) -> HttpResponse:
    """The staff of one's offices; invite somebody, or say that somebody has left."""
    user = staff_of(request)
    form = InvitationForm(request.POST or None, offices=offices_within(user, *PROPOSERS))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invitations.invite(
                user,
                data["email"],
                Role(data["role"]),
                office=data["office"],
                language=data["language"],
                months=data["months"],
                clearance=Classification(data["clearance"] or Classification.INTERNAL),
            )
        except LegationError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("Invited. The mail is on its way."))
            return redirect("staff_people")
    grants = grants_within(user, *PROPOSERS).in_force()
    context = {
        "form": form,
        "people": User.objects.filter(pk__in=grants.values("user")).exclude(pk=user.pk).order_by("email"),
        "waiting": invitations.addressed(user, _waiting(user)[:SHOWN]),
        "departures": _departures(user),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/staff/people.html", context, status=status)


@require_POST
@never_cache
@require_role(*PROPOSERS)
def withdraw_invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    user = staff_of(request)
    row = get_object_or_404(_waiting(user), pk=invitation_id)
    try:
        invitations.withdraw(user, row)
    except LegationError as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, _("Withdrawn."))
    return redirect("staff_people")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@require_role(*PROPOSERS)
def leave(request: HttpRequest, user_id: int) -> HttpResponse:
    """What ends when this person leaves; then the one act that ends it."""
    by = staff_of(request)
    reach = grants_within(by, *PROPOSERS).in_force().values("user")
    person = get_object_or_404(User, pk=user_id, pk__in=reach)
    if request.method == "POST":
        try:
            row = leaving.left(by, person)
        except LegationError as error:
            messages.error(request, str(error.sentence))
        else:
            told = _("Roles withdrawn: %(roles)s. Sessions ended: %(sessions)s. Cases given back: %(cases)s.")
            counts = {"roles": row.roles, "sessions": row.sessions, "cases": row.cases}
            messages.success(request, told % counts)
        return redirect("staff_people")
    # Where they work for other offices is no business of this one.
    shown = grants_within(by, *PROPOSERS).in_force().filter(user=person).select_related("office")
    return render(request, "accounts/staff/leave.html", {"person": person, "grants": shown})


@require_safe
@never_cache
@login_required
def invitation(request: HttpRequest) -> HttpResponse:
    """Where the mail leads: which role waits for the signed-in person, and what they do next."""
    user = staff_of(request)
    given = invitations.accept_waiting(user)
    context = {
        "rows": invitations.waiting_for(user).select_related("office").prefetch_related("office__texts"),
        "given": given,
        "has_factor": has_factor(user),
        "is_staff": user.grants.in_force().exists(),
    }
    return render(request, "accounts/invitation.html", context)


def _waiting(user: User) -> InvitationQuerySet:
    rows = Invitation.objects.waiting().select_related("office", "subject")
    if has_role_for(user, *PROPOSERS, office=None):
        return rows
    return rows.filter(office__in=offices_within(user, *PROPOSERS))


def _departures(user: User) -> list[Departure]:
    """The last ones, of people who held a role in one's offices."""
    once = grants_within(user, *PROPOSERS).values("user")
    return list(Departure.objects.filter(user__in=once).select_related("user")[:SHOWN])
