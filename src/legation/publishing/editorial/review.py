"""Deciding over what was submitted, by somebody who has seen what it changes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from legation.accounts.models import User
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.publishing.models import SitePage

APPROVE, RETURN = "approve", "reject"


def waiting(pages: Any) -> list[tuple[SitePage, TaskState]]:
    """Of these pages those that wait for a decision, the longest first."""
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    states = states.select_related("workflow_state__requested_by", "task").order_by("started_at")
    by_page = {int(state.workflow_state.object_id): state for state in states}
    rows = pages.filter(pk__in=by_page).select_related("locale", "office")
    found = [(page, by_page[page.pk]) for page in rows]
    return sorted(found, key=lambda row: (row[1].started_at, row[0].pk))


def may_decide(page: SitePage, user: User) -> bool:
    """Whether the page waits for a decision that this person may take."""
    task = page.current_workflow_task
    return task is not None and any(action[0] == APPROVE for action in task.get_actions(page, user))


@transaction.atomic
def decide(page: SitePage, user: User, action: str, *, revision: int, comment: str) -> None:
    """Approve, or return to its author, the revision whose differences the person saw.

    Raises NotPermitted, or Conflict when there is another text meanwhile.
    """
    page = SitePage.objects.select_for_update().get(pk=page.pk).specific
    state = page.current_workflow_task_state
    if state is None:
        raise Conflict(_("Somebody decided meanwhile."))
    if not may_decide(page, user):
        raise NotPermitted(_("Others decide over this page."))
    if page.latest_revision_id != revision:
        raise Conflict(_("The text was changed meanwhile. Look at the differences again."))
    try:
        with transaction.atomic():
            state.task.specific.on_action(state.specific, user, action, comment=comment)
    except PermissionDenied as error:
        raise NotPermitted(str(error) or _("Others decide over this page.")) from error
    record(
        Act(
            "page.approved" if action == APPROVE else "page.returned",
            actor=user.subject_id,
            office=page.office.slug if page.office else "",
            detail={"page": page.pk, "revision": revision, "language": page.language},
        )
    )
