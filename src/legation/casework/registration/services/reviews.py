"""An emergency notice went out on one signature: somebody is reminded after an hour, the duty desk after two."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from legation.accounts.models import User
from legation.casework.registration.models import REVIEW_WITHIN, Notice
from legation.casework.registration.permissions import at_duty_desk, others
from legation.kernel import clock
from legation.ledger.services import Act, record
from legation.mail.services import queue_template


def remind() -> int:
    """Mail to whoever may look at it; returns for how many notices."""
    now = clock.now()
    rows = Notice.objects.filter(reviewed_at=None)
    late = rows.filter(review_due_at__lte=now, escalated_at=None)
    coming = rows.filter(review_due_at__lte=now + REVIEW_WITHIN / 2, reminded_at=None, escalated_at=None)
    count = sum(_tell(pk, escalates=True) for pk in list(late.values_list("pk", flat=True)))
    return count + sum(_tell(pk, escalates=False) for pk in list(coming.values_list("pk", flat=True)))


@transaction.atomic
def _tell(pk: int, *, escalates: bool) -> bool:
    rows = Notice.objects.select_for_update(of=("self",)).select_related("office")
    row = rows.filter(pk=pk, reviewed_at=None, escalated_at=None).first()
    if row is None or (row.reminded_at and not escalates):
        return False
    row.reminded_at = row.reminded_at or clock.now()
    row.escalated_at = clock.now() if escalates else None
    row.save(update_fields=["reminded_at", "escalated_at"])
    desk = at_duty_desk() - {row.sent_by_id}
    people = (desk or others(row)) if escalates else (others(row) or desk)
    context = {
        "notice": row,
        "late": escalates,
        "link": settings.LEGATION_ORIGIN + reverse("notice_show", args=[row.pk]),
    }
    for user in User.objects.filter(pk__in=people).select_related("subject"):
        language = user.language or settings.LANGUAGE_CODE
        queue_template(user.subject, user.email, "registration/mail/review.txt", context, language=language)
    what = "review-escalated" if escalates else "review-reminded"
    record(Act(f"notice.{what}", office=row.office.slug, detail={"notice": row.pk}))
    return True
