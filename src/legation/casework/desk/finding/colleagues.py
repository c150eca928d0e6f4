"""Who works at the desks of somebody's offices."""

from __future__ import annotations

from django.db.models import Q

from legation.accounts.models import Grant, User
from legation.accounts.staff.permissions import offices_of
from legation.casework.cases.permissions import HANDLERS


def colleagues(user: User) -> list[User]:
    """Everybody who handles cases of an office of this person, by name; they themselves too."""
    grants = Grant.objects.in_force().filter(
        Q(office__in=offices_of(user, *HANDLERS)) | Q(office=None), role__in=HANDLERS
    )
    people = User.objects.filter(pk__in=grants.values("user"), is_active=True, is_staff=True)
    return sorted(people.select_related("subject"), key=lambda one: one.get_full_name())
