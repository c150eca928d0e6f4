"""Taking a published page off, for a reason that the public reads, and putting it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from legation.accounts.models import User
from legation.edge.bulletin import Change
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.publishing import services
from legation.publishing.editorial.models import Withdrawal
from legation.publishing.editorial.permissions import PUBLISHERS, may_work_on
from legation.publishing.models import HomePage, SitePage
from legation.publishing.queries import published

HOME_DEPTH = 2
# The duty desk, for instance, for an emergency alert that it reviews.
ALSO_MAY_WITHDRAW: list[Callable[[User, SitePage], bool]] = []
MOST_PARTS = 20
LONGEST_ADDRESS = 1000


@dataclass(frozen=True)
class Notice:
    """What the public reads; with `redirect_to` visitors are led there instead."""

    reason: str
    explanation: str = ""
    redirect_to: SitePage | None = None


def candidates(page: SitePage, user: User) -> list[SitePage]:
    """The page and its translations, as far as they are live and the person may withdraw them."""
    rows = SitePage.objects.filter(translation_key=page.translation_key, live=True)
    return [row for row in rows.select_related("locale", "office") if may_work_on(user, row, *PUBLISHERS)]


@transaction.atomic
def withdraw(pages: Iterable[SitePage], notice: Notice, user: User) -> list[Withdrawal]:
    """Take the pages off now; every copy at the edge is gone once this is committed.

    Raises NotPermitted, or Conflict when a page is not live or cannot be withdrawn.
    """
    return [_withdraw(page, notice, user) for page in pages]


def _withdraw(page: SitePage, notice: Notice, user: User) -> Withdrawal:
    if not may_work_on(user, page, *PUBLISHERS) and not any(may(user, page) for may in ALSO_MAY_WITHDRAW):
        raise NotPermitted(_("Only a publisher of the office withdraws its pages."))
    _refuse_bad_target(page, notice.redirect_to)
    page = SitePage.objects.select_for_update().get(pk=page.pk).specific
    if not page.live:
        raise Conflict(_("This page is not published."))
    if page.depth <= HOME_DEPTH:
        raise Conflict(_("The home page cannot be withdrawn."))
    target = target_in(notice.redirect_to, page)
    row = Withdrawal.objects.create(
        page_id=page.pk,
        office=page.office,
        address=address_of(page),
        title=page.title,
        language=page.language,
        reason=notice.reason,
        explanation=notice.explanation,
        redirect_to_id=target.pk if target else None,
        withdrawn_by=user,
    )
    UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)  # asked above
    page.revisions.update(approved_go_live_at=None)
    services.tell(Change.WITHDRAW, page)
    _note("page.withdrawn", row, user)
    return row


def _refuse_bad_target(page: SitePage, target: SitePage | None) -> None:
    if target is None:
        return
    if target.translation_key == page.translation_key or target.is_descendant_of(page):
        raise Conflict(_("The page to which visitors are led must be another one."))
    if not published().filter(pk=target.pk).exists():
        raise Conflict(_("Visitors can be led only to a page that is published on this site."))


def target_in(target: SitePage | None, page: SitePage) -> SitePage | None:
    """The page to which visitors are led, in the language of the page where it is published in it."""
    if target is None:
        return None
    rows = published().filter(translation_key=target.translation_key, locale=page.locale)
    return rows.first() or target


def page_at(address: str) -> SitePage | None:
    """The published page at an address of this site, given whole or as a path; None for any other."""
    own = settings.LEGATION_ORIGIN
    path = address.strip().removeprefix(own).partition("#")[0].partition("?")[0]
    language, _slash, rest = path.strip("/").partition("/")
    if not path.startswith("/") or "\0" in path or len(path) > LONGEST_ADDRESS:
        return None
    home = HomePage.objects.filter(locale__language_code=language).first()
    if home is None:
        return None
    found: SitePage | None = (
        published().filter(url_path=f"{home.url_path}{rest}/" if rest else home.url_path).first()
    )
    return found


@transaction.atomic
def restore(row: Withdrawal, user: User) -> None:
    """Put the page back as it was when it was withdrawn.

    Raises NotPermitted, or Conflict when it cannot come back.
    """
    page = row.page
    if page is None or not may_work_on(user, page, *PUBLISHERS):
        raise NotPermitted(_("Only a publisher of the office restores its pages."))
    if not Withdrawal.objects.select_for_update().in_force().filter(pk=row.pk).exists():
        raise Conflict(_("It was restored meanwhile."))
    _close(row, user)
    # Nobody's new words, and approved once: what was live comes back as it was.
    revision = page.specific.save_revision(user=None, clean=False, changed=False, log_action=False)
    revision.publish(changed=False)


def note_return(page: SitePage) -> None:
    """After a page was published: nothing is withdrawn any more at its address."""
    for row in Withdrawal.objects.in_force().filter(address=address_of(page)):
        _close(row, None)


def _close(row: Withdrawal, user: User | None) -> None:
    done = Withdrawal.objects.in_force().filter(pk=row.pk)
    if done.update(restored_at=clock.now(), restored_by=user):
        _note("page.restored", row, user)


def standing_at(path: str) -> Withdrawal | None:
    """The withdrawal that answers at this path: of the page there, or of the nearest one above it."""
    parts = path.strip("/").split("/")
    if len(parts) > MOST_PARTS or "\0" in path:
        return None
    steps = ["/" + "/".join(parts[:count]) + "/" for count in range(len(parts), 0, -1)]
    rows = {row.address: row for row in reversed(Withdrawal.objects.in_force().filter(address__in=steps))}
    return next((rows[step] for step in steps if step in rows), None)


def address_of(page: SitePage) -> str:
    """The page's path on this site."""
    return urlsplit(page.get_url() or "").path


def _note(action: str, row: Withdrawal, user: User | None) -> None:
    record(
        Act(
            action,
            actor=user.subject_id if user else None,
            office=row.office.slug if row.office else "",
            reason=row.reason,
            detail={
                "page": row.page_id,
                "address": row.address,
                "redirect": row.redirect_to_id,
                "language": row.language,
            },
        )
    )
