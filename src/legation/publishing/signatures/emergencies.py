"""An emergency alert is public at once; within two hours a second person confirms or withdraws it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.duties import ALERT, is_apart
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.mail.services import queue_template
from legation.publishing import review
from legation.publishing.editorial import withdrawals
from legation.publishing.editorial.models import Reason
from legation.publishing.models import SitePage
from legation.publishing.signatures.models import EmergencyReview, Outcome
from legation.publishing.signatures.people import duty_desk, publishers_of, second_persons


def note(page: SitePage, publisher: User | None, author: int | None) -> None:
    """After an emergency alert went live: on one signature it waits for the second, on two it is settled."""
    open_now = EmergencyReview.objects.filter(page_id=page.pk, decided_at=None).first()
    if publisher is None or publisher.pk != author:
        if open_now and publisher:
            _settle(open_now, publisher, Outcome.CONFIRMED)
        return
    now = clock.now()
    row = open_now or EmergencyReview(page_id=page.pk, published_at=now, due_at=now + EmergencyReview.WITHIN)
    row.published_by = publisher
    row.save()
    _note("alert.emergency", row, publisher, reason="one signature")


def open_for(user: User) -> list[EmergencyReview]:
    """The alerts that wait for this person."""
    rows = EmergencyReview.objects.filter(decided_at=None).select_related("page", "published_by")
    return [row for row in rows if may_review(user, row)]


def may_review(user: User, row: EmergencyReview) -> bool:
    """Publishers of the office and the duty desk, save who published it."""
    page = row.page.specific
    allowed = second_persons(page, row.published_by_id) | publishers_of(page) | duty_desk(page)
    visible = SitePage.objects.visible_to(user).filter(pk=page.pk).exists()
    return visible and user.pk in allowed and is_apart(user, row.published_by_id)


@transaction.atomic
def confirm(user: User, row: EmergencyReview) -> None:
    """The alert stays. Raises NotPermitted, or Conflict when it is decided already."""
    _settle(_to_decide(user, row), user, Outcome.CONFIRMED)


@transaction.atomic
def withdraw(user: User, row: EmergencyReview, explanation: str) -> None:
    """The alert is taken off everywhere. Raises NotPermitted, or Conflict when it is decided already."""
    row = _to_decide(user, row)
    page = row.page.specific
    if page.live:
        withdrawals.withdraw([page], withdrawals.Notice(Reason.WRONG, explanation, None), user)
    _settle(row, user, Outcome.WITHDRAWN)


def _to_decide(user: User, row: EmergencyReview) -> EmergencyReview:
    row = EmergencyReview.objects.select_for_update().get(pk=row.pk)
    if row.decided_at:
        raise Conflict(_("This has been decided already."))
    if not may_review(user, row):
        raise NotPermitted(ALERT.refusal)
    return row


def _settle(row: EmergencyReview, user: User, outcome: Outcome) -> None:
    row.decided_by, row.decided_at, row.outcome = user, clock.now(), outcome
    row.save(update_fields=["decided_by", "decided_at", "outcome"])
    _note(f"alert.{outcome}", row, user)


def remind() -> int:
    """Mail after one hour to whoever may look at it, after two to the duty desk; returns how many alerts."""
    now = clock.now()
    rows = EmergencyReview.objects.filter(decided_at=None)
    late = rows.filter(due_at__lte=now, escalated_at=None)
    coming = rows.filter(published_at__lte=now - EmergencyReview.REMINDED_AFTER, reminded_at=None)
    count = sum(_escalate(pk) for pk in list(late.values_list("pk", flat=True)))
    return count + sum(_remind(pk) for pk in list(coming.values_list("pk", flat=True)))


@transaction.atomic
def _remind(pk: int) -> bool:
    row = EmergencyReview.objects.select_for_update().filter(pk=pk, decided_at=None, reminded_at=None).first()
    if row is None:
        return False
    page = row.page.specific
    people = publishers_of(page) - {row.published_by_id} or duty_desk(page) - {row.published_by_id}
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    _mail(row, people, "mail/signatures_reminder.txt")
    _note("alert.review-reminded", row, None)
    return True


@transaction.atomic
def _escalate(pk: int) -> bool:
    row = (
        EmergencyReview.objects.select_for_update().filter(pk=pk, decided_at=None, escalated_at=None).first()
    )
    if row is None:
        return False
    row.escalated_at = clock.now()
    row.reminded_at = row.reminded_at or row.escalated_at
    row.save(update_fields=["escalated_at", "reminded_at"])
    page = row.page.specific
    people = duty_desk(page) or second_persons(page, row.published_by_id)
    _mail(row, people - {row.published_by_id}, "mail/signatures_escalation.txt")
    _note("alert.review-escalated", row, None)
    return True


def _mail(row: EmergencyReview, people: set[int], template: str) -> None:
    page = row.page
    context = {"row": row, "page": page, "office": page.office, "origin": settings.LEGATION_ORIGIN}
    for user in User.objects.filter(pk__in=people).select_related("subject"):
        language = user.language or settings.LANGUAGE_CODE
        queue_template(user.subject, user.email, template, context, language=language)


def _note(action: str, row: EmergencyReview, user: User | None, *, reason: str = "") -> None:
    record(
        Act(
            action,
            actor=user.subject_id if user else None,
            about=(row.published_by.subject_id,),
            office=row.page.office.slug if row.page.office else "",
            reason=reason,
            detail={"page": row.page_id, "review": row.pk, "review_by": row.due_at.isoformat()},
        )
    )


def _may_withdraw(user: User, page: SitePage) -> bool:
    row = EmergencyReview.objects.filter(page_id=page.pk, decided_at=None).first()
    return row is not None and may_review(user, row)


def connect() -> None:
    """Called once, when Django starts."""
    review.EMERGENCIES.append(note)
    withdrawals.ALSO_MAY_WITHDRAW.append(_may_withdraw)
