"""Who the second person may be. An office with nobody else is helped by the ministry's duty desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from wagtail.models import TaskState

from legation.accounts.models import Grant, Role, User
from legation.kernel import clock
from legation.publishing.models import SitePage
from legation.publishing.pages.base import APPROVALS
from legation.publishing.review import author_of

PATIENCE = dt.timedelta(hours=24)  # absence cover: nobody waits longer than this for one colleague


def publishers_of(page: SitePage) -> set[int]:
    """The office's own publishers in the page's language."""
    return _holders(page, Q(role=Role.PUBLISHER, office=page.office_id)) if page.office_id else set()


def duty_desk(page: SitePage) -> set[int]:
    """The publishers of the ministry's duty desk, in the page's language."""
    return _holders(page, Q(role=Role.PUBLISHER, office__is_duty_desk=True))


def _everywhere(page: SitePage) -> set[int]:
    """Publishers of all offices, and administrators; nobody waits for them."""
    publishers = Q(role=Role.PUBLISHER, office=None)
    administrators = Q(role=Role.ADMINISTRATOR) & (Q(office=None) | Q(office=page.office_id))
    return _holders(page, publishers | administrators)


def _holders(page: SitePage, condition: Q) -> set[int]:
    grants = Grant.objects.in_force().filter(condition, language__in=("", page.language))
    grants = grants.filter(user__is_active=True, user__is_staff=True)
    return set(grants.values_list("user", flat=True))


def second_persons(page: SitePage, author: int | None) -> set[int]:
    """Who may publish what `author` wrote. The duty desk where the office has no other publisher, or where
    these have let it wait so long that they seem to be away."""
    own = publishers_of(page) - {author}
    helpers = duty_desk(page) if not own or _waits_long(page) else set()
    return (own | helpers | _everywhere(page)) - {author}


def _waits_long(page: SitePage) -> bool:
    states = TaskState.objects.filter(
        workflow_state__object_id=str(page.pk), status=TaskState.STATUS_IN_PROGRESS
    )
    return states.filter(started_at__lte=clock.now() - PATIENCE).exists()


def may_decide(user: Any, page: Any) -> bool:
    """Whether the person may be the second one for the newest text of this page."""
    if not isinstance(user, User) or not isinstance(page.specific, SitePage):
        return False
    if not SitePage.objects.visible_to(user).filter(pk=page.pk).exists():
        return False
    specific = page.specific
    return user.pk in second_persons(specific, author_of(specific))


def has_approved(page: Any, revision: Any, user: Any) -> bool:
    """Whether the person just approved this text in its review: then they publish it, whatever their office."""
    states = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED, finished_by=user)
    return states.filter(task__publicationtask__isnull=False).exists()


def waiting_for(user: User) -> list[TaskState]:
    """What was submitted, in any office, and waits for this person; the oldest first."""
    states = TaskState.objects.reviewable_by(user).select_related("workflow_state__requested_by")
    return list(states.order_by("started_at"))


def connect() -> None:
    """Called once, when Django starts."""
    APPROVALS.append(has_approved)
