"""What is tidied daily: dead sessions, lapsed roles, registrations that were never confirmed."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from legation.accounts.models import Grant, User
from legation.accounts.staff.services import grants_changed
from legation.kernel import clock
from legation.schedule.jobs import recurring

DAY = dt.timedelta(days=1)
UNCONFIRMED_FOR = dt.timedelta(days=8)


@recurring("accounts.sessions", DAY)
def forget_dead_sessions() -> int:
    """Delete sessions that are over, with the address and browser noted for them."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    alive = Session.objects.values("session_key")
    gone, _by_model = UserSession.objects.exclude(session_key__in=alive).delete()
    return int(gone)


@recurring("accounts.roles", DAY)
def retire() -> int:
    """Whoever has no role in force is staff no longer. (Access ended with the role itself.) Nobody is above
    the roles, whatever was written into the database."""
    User.objects.filter(is_superuser=True).update(is_superuser=False)
    in_force = Grant.objects.in_force().values("user")
    retired = list(User.objects.filter(is_staff=True).exclude(pk__in=in_force))
    for user in retired:
        with transaction.atomic():
            user.is_staff = False
            user.save(update_fields=["is_staff"])
            grants_changed.send(sender=User, user=user)
    return len(retired)


@recurring("accounts.unconfirmed", DAY)
def forget_unconfirmed() -> int:
    """Delete registrations whose link nobody followed: they were never members."""
    confirmed = EmailAddress.objects.filter(verified=True).values("user")
    rows = User.objects.filter(
        date_joined__lt=clock.now() - UNCONFIRMED_FOR, is_staff=False, is_active=True, last_login=None
    ).exclude(pk__in=confirmed)
    stale = list(rows.select_related("subject")[:1000])
    for user in stale:
        with transaction.atomic():
            subject = user.subject
            user.delete()
            subject.erase()
    return len(stale)
