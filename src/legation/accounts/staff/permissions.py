"""What a signed-in person may do, asked in one place."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from legation.accounts.models import Grant, GrantQuerySet, Role, User
from legation.kernel.classification import Classification
from legation.offices.models import Office
from legation.privacy.gateway import Reader
from legation.web.audience import mark, of_roles


def has_role(user: User | AnonymousUser, *roles: Role, office: Office | None = None) -> bool:
    """Whether the person holds one of the roles for `office` (None: for any office) right now."""
    if not isinstance(user, User) or not (user.is_active and user.is_staff):
        return False
    grants = user.grants.in_force().filter(role__in=roles)
    if office is not None:
        grants = grants.filter(office=office) | grants.filter(office=None)
    return grants.exists()


def has_role_for(user: User, *roles: Role, office: Office | None) -> bool:
    """Whether the person holds one of the roles for this office; for None, one that counts everywhere."""
    if office is not None:
        return has_role(user, *roles, office=office)
    everywhere = user.grants.in_force().filter(role__in=roles, office=None)
    return user.is_active and user.is_staff and everywhere.exists()


def offices_of(user: User, *roles: Role) -> list[Office]:
    """The offices for which the person holds one of the roles."""
    grants = user.grants.in_force().filter(role__in=roles)
    if grants.filter(office=None).exists():
        return list(Office.objects.all())
    return list(Office.objects.filter(pk__in=grants.values("office")))


def administers(user: User, *roles: Role, office: Office | None) -> bool:
    """Like `has_role_for`, for acts on roles: an emergency grant does not count, so that no lasting power comes
    out of a passing one."""
    grants = user.grants.in_force().filter(role__in=roles, emergency=None)
    here = grants.filter(office=None) | grants.filter(office=office) if office else grants.filter(office=None)
    return user.is_active and user.is_staff and here.exists()


def grants_within(user: User, *roles: Role) -> GrantQuerySet:
    """The grants, of anybody, for the offices over whose roles the person decides; all where that is everywhere."""
    held = user.grants.in_force().filter(role__in=roles, emergency=None)
    if held.filter(office=None).exists():
        return Grant.objects.all()
    return Grant.objects.filter(office__in=held.values("office"))


def offices_within(user: User, *roles: Role) -> QuerySet[Office]:
    """The offices over whose roles the person decides."""
    held = user.grants.in_force().filter(role__in=roles, emergency=None)
    everywhere = held.filter(office=None).exists()
    return Office.objects.all() if everywhere else Office.objects.filter(pk__in=held.values("office"))


def clearance_of(user: User | AnonymousUser) -> Classification:
    """Up to which classification the person may see and choose: the highest of their grants in force."""
    if not isinstance(user, User) or not (user.is_active and user.is_staff):
        return Classification.PUBLIC
    held = user.grants.in_force().values_list("clearance", flat=True)
    return max(
        (Classification(value) for value in held), key=lambda one: one.rank, default=Classification.PUBLIC
    )


def reader(user: User, office: Office | None = None) -> Reader:
    """The person as a reader of personal data, acting for an office."""
    return Reader(user.subject_id, office.slug if office else "", account=user)


P = ParamSpec("P")


def require_role(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """View decorator: sign-in first, 403 for anybody without one of the roles. Declares the audience."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not has_role(request.user, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return mark(guarded, of_roles(roles))

    return decorate
