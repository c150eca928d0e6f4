"""Pages that a member saved. Which pages there are is known to publishing, which fills the port."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.models import SavedPage
from legation.accounts.members.subjects import owner
from legation.accounts.models import User
from legation.accounts.recording import by_member
from legation.kernel.errors import Conflict
from legation.privacy.gateway import own

MOST = 200


@dataclass(frozen=True)
class PublicPage:
    """A page that everybody may see now: its own address on this site, its title, its language."""

    address: str
    title: str
    language: str


# An address, as somebody sent it → the public page there, or None for anything else.
Finder = Callable[[str], PublicPage | None]
_finders: list[Finder] = []


def offer_pages(finder: Finder) -> None:
    """Publishing says here which page is public at an address."""
    if finder not in _finders:
        _finders.append(finder)


def find(address: str) -> PublicPage | None:
    """The public page at an address of this site; None for any other address, which is never followed."""
    return next((page for finder in _finders if (page := finder(address))), None)


@dataclass(frozen=True)
class Saved:
    """A saved page as it is now; `page` None: it is no longer public."""

    pk: int
    saved_at: dt.datetime
    page: PublicPage | None


def of(user: User) -> list[Saved]:
    """Newest first; a page that was withdrawn shows nothing of itself."""
    return [Saved(pk, at, find(address)) for pk, at, address in addresses(user)]


def addresses(user: User) -> list[tuple[int, dt.datetime, str]]:
    """Key, time and address of each saved page, newest first."""
    theirs = owner(user)
    rows = SavedPage.objects.filter(user=user).select_related("user__subject")
    return [(row.pk, row.saved_at, own(theirs, row, ["address"])["address"]) for row in rows]


@transaction.atomic
def save(user: User, address: str) -> PublicPage:
    """Save the public page at the address; once. Raises Conflict when there is none, or too many are saved."""
    page = find(address)
    if page is None:
        raise Conflict(_("There is no public page at this address any more."))
    User.objects.select_for_update().get(pk=user.pk)
    saved = [known for _pk, _at, known in addresses(user)]
    if page.address in saved:
        return page
    if len(saved) >= MOST:
        raise Conflict(_("You have saved as many pages as we keep. Remove some first."))
    SavedPage.objects.create(user=user, address=page.address)
    by_member(user, "member.page-saved")
    return page


@transaction.atomic
def remove(user: User, pk: int) -> bool:
    """Remove one of the member's own; False when it is not there."""
    gone = bool(SavedPage.objects.filter(user=user, pk=pk).delete()[0])
    if gone:
        by_member(user, "member.page-removed")
    return gone
