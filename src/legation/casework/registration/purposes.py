"""For what staff open registrations, and whose work that is."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from legation.accounts.staff.reading import account_of
from legation.casework.registration.models import Notice, Registration
from legation.casework.registration.permissions import may_write
from legation.privacy.gateway import Reader, purpose


def reference_of(notice: Notice) -> str:
    """How receipts name the notice for which somebody was looked up."""
    return f"notice {notice.pk}"


def _asked_who_is_safe(reader: Reader, reference: str, rows: Sequence[Model]) -> bool:
    """The reader is of the notice's office, it asked whether people are safe, and it went to each of them."""
    account = account_of(reader)
    number = reference.removeprefix("notice ")
    notice = Notice.objects.select_related("office").filter(pk=number).first() if number.isdecimal() else None
    if account is None or notice is None or not notice.asks_safety or not may_write(account, notice.office):
        return False
    wanted = {row.pk for row in rows if isinstance(row, Registration)}
    reached = notice.deliveries.filter(registration__in=wanted).exclude(queued_at=None).count()
    return len(wanted) == len(rows) == reached


SAFETY = purpose(
    "registration.safety", _("to see whether you are safe, and to help you"), may=_asked_who_is_safe
)
