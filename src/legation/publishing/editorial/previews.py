"""Links that show a draft to somebody without an account, for a few days."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.publishing.editorial.models import PreviewLink
from legation.publishing.editorial.permissions import PREVIEWERS, may_work_on
from legation.publishing.models import SitePage

SECRET_BYTES = 32


@transaction.atomic
def make(page: SitePage, user: User, *, days: int) -> tuple[PreviewLink, str]:
    """A new link and its whole address, which is told this once.

    Raises NotPermitted, or Conflict for a Restricted page or a term that is too long.
    """
    if not may_work_on(user, page, *PREVIEWERS):
        raise NotPermitted(_("Only editors and publishers of the office make previews of its pages."))
    term = dt.timedelta(days=days)
    if not dt.timedelta(0) < term <= PreviewLink.MAX_TERM:
        raise Conflict(_("A preview is open for at most 14 days."))
    if is_restricted(page):
        raise Conflict(_("A Restricted page cannot be previewed by a link."))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = PreviewLink.objects.create(
        page_id=page.pk, digest=_digest(secret), made_by=user, expires_at=clock.now() + term
    )
    _note("preview.made", link, user)
    with translation.override(page.language):
        path = reverse("preview_show", args=[secret])
    return link, f"{settings.LEGATION_ORIGIN}{path}"


@transaction.atomic
def revoke(link: PreviewLink, user: User) -> None:
    """The link shows nothing any more. Raises NotPermitted."""
    if not may_work_on(user, link.page, *PREVIEWERS):
        raise NotPermitted(_("Only editors and publishers of the office close its previews."))
    open_still = PreviewLink.objects.filter(pk=link.pk, revoked_at=None)
    if open_still.update(revoked_at=clock.now(), revoked_by=user):
        _note("preview.revoked", link, user)


def opened(secret: str) -> tuple[PreviewLink, SitePage] | None:
    """The link and the newest draft of its page; None when it is over or may not be shown.

    Raises PreviewLink.DoesNotExist for a secret that never was one.
    """
    link = PreviewLink.objects.select_related("page").get(digest=_digest(secret))
    if not link.is_open or is_restricted(link.page):
        return None
    draft: SitePage = link.page.specific.get_latest_revision_as_object()
    return link, draft


def count_view(link: PreviewLink) -> None:
    """One more look; of whom is not kept."""
    PreviewLink.objects.filter(pk=link.pk).update(views=models.F("views") + 1, last_viewed_at=clock.now())


def is_restricted(page: SitePage) -> bool:
    """Whether the page, its draft or a page above it is Restricted."""
    draft = page.specific.get_latest_revision_as_object()
    above = SitePage.objects.ancestor_of(page, inclusive=True)
    return (
        draft.classification == Classification.RESTRICTED
        or above.filter(classification=Classification.RESTRICTED).exists()
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _note(action: str, link: PreviewLink, user: User) -> None:
    office = link.page.office
    record(
        Act(
            action,
            actor=user.subject_id,
            office=office.slug if office else "",
            detail={"page": link.page_id, "link": link.pk, "until": link.expires_at.isoformat()},
        )
    )
