"""Author is not publisher: nobody makes public what they wrote, save an emergency alert."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.ledger.services import Act, record
from legation.publishing.models import AlertPage, SitePage
from legation.publishing.pages.alerts import Level

REVIEW_WITHIN = dt.timedelta(hours=2)
# What differs between two revisions that say the same.
OF_NO_ACCOUNT = frozenset(
    {"latest_revision", "latest_revision_created_at", "live_revision", "has_unpublished_changes"}
    | {"first_published_at", "last_published_at", "live", "draft_title", "expired", "url_path", "numchild"}
)


def author_of(page: SitePage) -> int | None:
    """Primary key of who wrote the newest text: saving it again unchanged makes nobody its author."""
    author: int | None = None
    newest: dict[str, Any] | None = None
    for revision in page.revisions.order_by("-created_at", "-pk")[:20]:
        said = {key: value for key, value in revision.content.items() if key not in OF_NO_ACCOUNT}
        if newest is not None and said != newest:
            break
        newest, author = said, revision.user_id
    return author


def refusal(page: SitePage, user: User) -> Promise | None:
    """Why the person may not publish this page now; None when they may. Notes the single signature
    of an emergency alert, which somebody else has to review within two hours."""
    if author_of(page) != user.pk:
        return None
    latest = page.get_latest_revision_as_object()
    if isinstance(latest, AlertPage) and latest.level == Level.EMERGENCY:
        record(
            Act(
                "alert.emergency",
                actor=user.subject_id,
                office=page.office.slug if page.office else "",
                reason="one signature",
                detail={"page": page.pk, "review_by": (clock.now() + REVIEW_WITHIN).isoformat()},
            )
        )
        return None
    return _("You wrote this text; somebody else has to publish it. Submit it for review instead.")


def note_publication(page: SitePage, author: User | None) -> None:
    """Record that the page was published, and whose text it is."""
    record(
        Act(
            "page.published",
            about=(author.subject_id,) if author else (),
            office=page.office.slug if page.office else "",
            detail={"page": page.pk, "language": page.language, "classification": page.classification},
        )
    )
