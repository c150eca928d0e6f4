"""Every 90 days somebody else looks whether each role is still needed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Grant, GrantQuerySet, User
from legation.accounts.staff.duties import REVIEW, apart
from legation.accounts.staff.models import GrantNotice, Review
from legation.accounts.staff.permissions import grants_within
from legation.accounts.staff.renewals import tell_deciders
from legation.accounts.staff.services import APPROVERS, may_for, noted, withdraw
from legation.kernel import clock
from legation.kernel.errors import Conflict

EVERY = dt.timedelta(days=90)


@dataclass(frozen=True)
class Due:
    """A grant and the day until which somebody must have looked at it."""

    grant: Grant
    due_at: dt.datetime
    is_overdue: bool
    is_own: bool


def with_last_look(grants: GrantQuerySet) -> QuerySet[Any]:
    """Those that are reviewed, in force and no emergency, with `looked_at`: when somebody last decided on them."""
    rows = grants.in_force().filter(emergency=None)
    return rows.annotate(looked_at=Coalesce(Max("reviews__reviewed_at"), "starts_at"))


def list_for(user: User) -> list[Due]:
    """The grants of the offices over which the person decides; what is due first comes first."""
    rows = with_last_look(grants_within(user, *APPROVERS)).select_related("user", "office")
    now = clock.now()
    return [
        Due(row, row.looked_at + EVERY, row.looked_at + EVERY < now, row.user_id == user.pk)
        for row in rows.order_by("looked_at", "pk")
    ]


@transaction.atomic
def review(by: User, grant: Grant, *, keep: bool) -> None:
    """Confirm that the role is needed, or withdraw it.

    Raises NotPermitted for one's own or without the right, Conflict for a role that is over.
    """
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    may_for(by, APPROVERS, grant.office)
    apart(REVIEW, by, grant.user_id)
    if not Grant.objects.in_force().filter(pk=grant.pk, emergency=None).exists():
        raise Conflict(_("This has been decided already."))
    Review.objects.create(grant=grant, reviewer=by, kept=keep)
    if keep:
        noted("grant.confirmed", by, grant)
    else:
        withdraw(by, grant)


def overdue(by: dt.timedelta = dt.timedelta(0)) -> QuerySet[Any]:
    """The grants whose review is late by more than `by`."""
    return with_last_look(Grant.objects.all()).filter(looked_at__lt=clock.now() - EVERY - by)


@transaction.atomic
def remind() -> int:
    """Write to who decides when reviews have become overdue; once for each time."""
    late = []
    for grant in overdue().select_related("user", "office"):
        if not grant.notices.filter(kind=GrantNotice.Kind.REVIEW, sent_at__gt=clock.now() - EVERY).exists():
            GrantNotice.objects.create(grant=grant, kind=GrantNotice.Kind.REVIEW)
            late.append(grant)
    tell_deciders("review", late)
    return len(late)
