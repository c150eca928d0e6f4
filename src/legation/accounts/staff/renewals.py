"""Roles end; a renewal is a new grant that takes the place of the old one, by the same two people."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Grant, Role, User
from legation.accounts.staff.duties import RENEWAL, apart
from legation.accounts.staff.models import GrantNotice, Renewal
from legation.accounts.staff.services import (
    PROPOSERS,
    check_terms,
    may_for,
    noted,
    roles_changed,
    supersede,
    waits_for_second,
)
from legation.accounts.staff.telling import holders, tell
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.kernel.errors import Conflict

MONTH, WEEK = dt.timedelta(days=30), dt.timedelta(days=7)
# A grant shorter than twice the notice gets none: it would come as soon as the grant is given.
NOTICES = ((GrantNotice.Kind.WEEK, WEEK), (GrantNotice.Kind.MONTH, MONTH))


@transaction.atomic
def renew(by: User, grant: Grant, term: dt.timedelta) -> Grant:
    """Give the role anew, or propose it where a second person must approve; the old one counts until then.

    Raises NotPermitted for one's own or without the right, Conflict for a role that is over or waits already.
    """
    old = Grant.objects.select_for_update().get(pk=grant.pk)
    may_for(by, PROPOSERS, old.office)
    apart(RENEWAL, by, old.user_id)
    if not Grant.objects.in_force().filter(pk=old.pk, emergency=None).exists():
        raise Conflict(_("Only a role that is in force can be renewed."))
    if Grant.objects.proposed().filter(renewal__replaces=old).exists():
        raise Conflict(_("Its renewal waits for a second person already."))
    check_terms(old.user, Role(old.role), old.language, term)
    waits = waits_for_second(Role(old.role), Classification(old.clearance))
    new = Grant.objects.create(
        user=old.user,
        role=old.role,
        office=old.office,
        language=old.language,
        clearance=old.clearance,
        granted_by=by,
        expires_at=clock.now() + term,
        awaits_approval=waits,
    )
    Renewal.objects.create(grant=new, replaces=old)
    noted("grant.renewal-proposed" if waits else "grant.renewed", by, new)
    if not waits:
        supersede(new)
        roles_changed(old.user)
    return new


@transaction.atomic
def remind() -> int:
    """Write to whoever's role ends within 30 and within 7 days, and to who may renew it; each once."""
    now = clock.now()
    found: list[Grant] = []
    for kind, notice in NOTICES:
        ending = Grant.objects.in_force().filter(emergency=None, expires_at__lte=now + notice)
        ending = ending.exclude(notices__kind=kind).select_related("user__subject", "office")
        for grant in ending:
            if grant.expires_at - grant.starts_at < 2 * notice:
                continue
            GrantNotice.objects.create(grant=grant, kind=kind)
            if grant not in found:
                found.append(grant)
    for grant in found:
        tell([grant.user], "ending", {"grant": grant})
    tell_deciders("ending_list", found)
    return len(found)


def tell_deciders(template: str, grants: Iterable[Grant]) -> None:
    """One mail to each administrator, with all the grants over which they decide."""
    lists: dict[User, list[Grant]] = defaultdict(list)
    for grant in grants:
        for user in holders(*PROPOSERS, office=grant.office):
            if user.pk != grant.user_id:
                lists[user].append(grant)
    for user, theirs in lists.items():
        tell([user], template, {"grants": theirs})
