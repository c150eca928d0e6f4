"""Who of the staff works on which pages: those of the offices and languages of their grants."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import Http404, HttpRequest

from legation.accounts.models import Role, User
from legation.offices.models import Office
from legation.publishing.models import SitePage

WRITERS = (Role.EDITOR, Role.TRANSLATOR, Role.PUBLISHER, Role.ADMINISTRATOR)
PREVIEWERS = (Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR)
PUBLISHERS = (Role.PUBLISHER, Role.ADMINISTRATOR)


def staff(request: HttpRequest) -> User:
    """The signed-in person, behind `require_role`."""
    assert isinstance(request.user, User)
    return request.user


def pages_of(user: User | AnonymousUser, *roles: Role) -> Any:
    """The pages on which the person may work in one of the roles, within their clearance."""
    if not isinstance(user, User) or not (user.is_active and user.is_staff):
        return SitePage.objects.none()
    conditions = []
    for grant in user.grants.in_force().filter(role__in=roles):
        condition = models.Q(office=grant.office_id) if grant.office_id else models.Q(pk__isnull=False)
        if grant.language:
            condition &= models.Q(locale__language_code=grant.language)
        conditions.append(condition)
    if not conditions:
        return SitePage.objects.none()
    return SitePage.objects.visible_to(user).filter(reduce(or_, conditions))


def page_for(user: User, pk: int, *roles: Role) -> SitePage:
    """One of these pages, as its own kind. Raises Http404 for any other."""
    page = pages_of(user, *roles).filter(pk=pk).first() if pk < 2**63 else None
    if page is None:
        raise Http404
    specific: SitePage = page.specific
    return specific


def may_work_on(user: User | AnonymousUser, page: Any, *roles: Role) -> bool:
    """Whether the page is one of these."""
    return bool(pages_of(user, *roles).filter(pk=page.pk).exists())


def offices_for(user: User) -> list[Office]:
    """The offices whose editorial work the person sees."""
    grants = user.grants.in_force().filter(role__in=WRITERS)
    if grants.filter(office=None).exists():
        return list(Office.objects.order_by("slug"))
    return list(Office.objects.filter(pk__in=grants.values("office")).order_by("slug"))


def works_everywhere(user: User) -> bool:
    """Whether the person also works on the joint site."""
    return user.grants.in_force().filter(role__in=WRITERS, office=None).exists()
