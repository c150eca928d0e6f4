"""Who may read a case in order to give an opinion, and for how long; and who reads opinions."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import has_role, offices_of
from legation.accounts.staff.reading import account_of
from legation.casework.cases.models import ENDED, Case
from legation.casework.cases.permissions import HANDLERS, is_barred, may_handle
from legation.casework.cases.purposes import case_task
from legation.casework.desk.opinions.models import Opinion, OpinionQuerySet
from legation.casework.desk.rows import number_of
from legation.privacy.gateway import Reader, purpose


def asked_of(user: User) -> OpinionQuerySet:
    """What waits for this person: asked of them, or of an office at which they handle cases; never on a case
    that is over or whose decision they made, nor where they asked themselves."""
    theirs = Q(expert=user) | Q(office__in=offices_of(user, *HANDLERS))
    rows = Opinion.objects.waiting().filter(theirs).exclude(asked_by=user).exclude(case__state__in=ENDED)
    if not has_role(user, *HANDLERS):
        return rows.none()
    barred = [row.pk for row in rows.select_related("case") if is_barred(user, row.case)]
    return rows.exclude(pk__in=barred)


def _is_asked(reader: Reader, reference: str, rows: Sequence[Model]) -> bool:
    account = account_of(reader)
    if account is None or any(number_of(row) != reference for row in rows):
        return False
    waiting = asked_of(account).filter(case__number=reference)
    asked = {row.pk for row in waiting}
    return bool(asked) and all(row.pk in asked for row in rows if isinstance(row, Opinion))


def _weighs(user: User, case: Case) -> bool:
    return may_handle(user, case)


OPINE = purpose("case.opinion", _("to give an expert opinion to the officer of your case"), may=_is_asked)
WEIGH = purpose(
    "case.weigh", _("to read what experts say about your case"), may=case_task(_weighs, number_of)
)
