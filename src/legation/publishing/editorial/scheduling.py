"""What goes live and what ends by the clock. Only what somebody approved goes live."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.ledger.services import Act, record
from legation.publishing.models import SitePage
from legation.publishing.queries import published

log = logging.getLogger(__name__)


def run() -> tuple[int, int]:
    """Take off what has expired, then publish what is due and approved; returns how many of each.

    One page that fails does not hold up the others; it is tried again next time.
    """
    now = clock.now()
    expired = SitePage.objects.filter(live=True, expire_at__lte=now).order_by("expire_at")
    ended = sum(_attempt(_expire, pk) for pk in list(expired.values_list("pk", flat=True)))
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
    begun = sum(_attempt(_go_live, pk) for pk in list(due.values_list("pk", flat=True)))
    return ended, begun


def _attempt(act: Any, pk: int) -> bool:
    try:
        with transaction.atomic():
            return bool(act(pk))
    except Exception:  # one bad page must not stop the others; the log says which
        log.exception("%s of %s failed", act.__name__, pk)
        return False


def _expire(pk: int) -> bool:
    page = SitePage.objects.select_for_update().filter(pk=pk, live=True, expire_at__lte=clock.now()).first()
    if page is None:
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    record(Act("page.expired", office=_slug(page), detail={"page": page.pk, "language": page.language}))
    return True


def _go_live(pk: int) -> bool:
    due = Revision.objects.select_for_update().filter(pk=pk, approved_go_live_at__lte=clock.now())
    revision = due.first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True


def _slug(page: SitePage) -> str:
    return page.office.slug if page.office else ""


@dataclass(frozen=True)
class Planned:
    """A page with a moment at which it goes live or ends, and what stands in the way."""

    page: SitePage
    goes_live_at: dt.datetime | None
    expires_at: dt.datetime | None
    approved: bool
    obstacles: list[str | Promise]


def planned(pages: Any) -> list[Planned]:
    """Of these pages, those with such a moment, the earliest first."""
    now = clock.now()
    rows = []
    drafts = pages.filter(has_unpublished_changes=True).exclude(latest_revision=None)
    coming = drafts.filter(latest_revision__content__go_live_at__isnull=False)
    approved = Revision.objects.page_revisions().filter(approved_go_live_at__isnull=False)
    approvals = {
        int(row.object_id): row.approved_go_live_at
        for row in approved.only("object_id", "approved_go_live_at")
    }
    wanted = set(coming.values_list("pk", flat=True)) | approvals.keys()
    wanted |= set(pages.filter(live=True, expire_at__gt=now).values_list("pk", flat=True))
    for page in pages.filter(pk__in=wanted).select_related("locale", "office", "latest_revision"):
        row = _plan(page, approvals.get(page.pk))
        if row.goes_live_at or row.expires_at:
            rows.append(row)
    far = now + dt.timedelta(days=36500)
    return sorted(rows, key=lambda row: (row.goes_live_at or row.expires_at or far, row.page.pk))


def _plan(page: SitePage, approved_at: dt.datetime | None) -> Planned:
    draft = page.latest_revision.content if page.latest_revision else {}
    written = _moment(draft.get("go_live_at")) if page.has_unpublished_changes else None
    classification = draft.get("classification", page.classification)
    expires = page.expire_at if page.live else _moment(draft.get("expire_at"))
    obstacles: list[str | Promise] = []
    if written and not approved_at:
        waiting = page.current_workflow_state is not None
        obstacles.append(_("Waits for approval") if waiting else _("Not submitted for review"))
    if (written or approved_at) and classification != Classification.PUBLIC:
        obstacles.append(_("Not classified as Public"))
    parent = SitePage.objects.parent_of(page).first()
    if (written or approved_at) and parent and not published().filter(pk=parent.pk).exists():
        obstacles.append(_("The page above it is not published"))
    return Planned(page, approved_at or written, expires, bool(approved_at), obstacles)


def _moment(text: str | None) -> dt.datetime | None:
    found = parse_datetime(text) if text else None
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found
