"""Author is not publisher: nobody makes public what they wrote, save an emergency alert."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from wagtail.models import PageLogEntry

from legation.accounts.models import User
from legation.accounts.staff.duties import PUBLICATION, is_apart
from legation.ledger.services import Act, record
from legation.publishing.models import AlertPage, SitePage
from legation.publishing.pages.alerts import Level
from legation.publishing.pages.base import publishing_now

LOOKED_AT = 200  # revisions, to find the one in which the text came up
# What differs between two revisions that say the same.
OF_NO_ACCOUNT = frozenset(
    {"latest_revision", "latest_revision_created_at", "live_revision", "has_unpublished_changes"}
    | {"first_published_at", "last_published_at", "live", "draft_title", "expired", "url_path", "numchild"}
)


# Told of each emergency alert that went live: the page, who published it, who wrote it.
EMERGENCIES: list[Callable[[SitePage, User | None, int | None], None]] = []


def author_of(page: SitePage, at: Any = None) -> int | None:
    """Primary key of who wrote the text of the revision `at` (default: the newest).

    Saving a text again unchanged makes nobody its author.
    """
    revisions = page.revisions.order_by("-created_at", "-pk")
    if at is not None:
        revisions = revisions.filter(created_at__lte=at.created_at)
    author: int | None = None
    newest: dict[str, Any] | None = None
    for revision in revisions[:LOOKED_AT].iterator():
        said = {key: value for key, value in revision.content.items() if key not in OF_NO_ACCOUNT}
        if newest is not None and said != newest:
            break
        newest, author = said, revision.user_id
    return author


def refusal(page: SitePage, user: User, revision: Any = None) -> str | Promise | None:
    """Why the person may not publish this text (default: the newest) now; None when they may.

    An emergency alert may go out on one signature; `note_publication` sees to it that somebody looks.
    """
    if is_apart(user, author_of(page, revision)):
        return None
    text = revision.as_object() if revision is not None else page.get_latest_revision_as_object()
    if isinstance(text, AlertPage) and text.level == Level.EMERGENCY:
        return None
    return PUBLICATION.refusal


def note_publication(page: SitePage, revision: Any) -> None:
    """Record that the page went live: the actor published it, the other person named wrote it."""
    publisher = publishing_now.get() or _who_scheduled(page, revision)
    written_by = author_of(page, revision)
    author = User.objects.filter(pk=written_by).first() if written_by else None
    record(
        Act(
            "page.published",
            actor=publisher.subject_id if publisher else None,
            about=(author.subject_id,) if author else (),
            office=page.office.slug if page.office else "",
            detail={
                "page": page.pk,
                "language": page.language,
                "classification": page.classification,
                "published_by": str(publisher.subject_id) if publisher else None,
                "written_by": str(author.subject_id) if author else None,
            },
        )
    )
    if isinstance(page, AlertPage) and page.level == Level.EMERGENCY:
        for told in EMERGENCIES:
            told(page, publisher, written_by)


def _who_scheduled(page: SitePage, revision: Any) -> User | None:
    """Whoever gave the yes for a text that now goes live by the clock."""
    entries = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.schedule", revision=revision)
    entry = entries.order_by("-timestamp").select_related("user").first()
    return entry.user if entry else None
