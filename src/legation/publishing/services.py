"""What happens when a page changes: links are noted, every copy is marked stale or taken away."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.search import index

from legation.edge.bulletin import Change
from legation.publishing.announcements.services import announce_on_commit
from legation.publishing.pages.base import OutboundLink, SitePage
from legation.publishing.queries import published

HREF = re.compile(r"""<a\b[^>]*?\bhref=["']([^"']+)["']""")
LONGEST_ADDRESS = 2000


def page_changed(page: SitePage) -> None:
    """After a page was saved: note its links, index it, tell every edge. Within its transaction."""
    note_links(page)
    index.insert_or_update_object(page)
    if published().filter(pk=page.pk).exists():
        tell(Change.UPDATE, page)
    else:
        tell(Change.WITHDRAW, page)


def tell(change: Change, page: SitePage) -> None:
    """On commit: every copy that shows the page, or a list in which it stands, is stale or gone."""
    below = SitePage.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)
    others = SitePage.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True)
    affected = {page.pk, *others, *(below if change is Change.WITHDRAW else ())}
    tags = {"offices", "alerts", *(f"page:{pk}" for pk in affected)}
    if page.office:
        tags.add(f"office:{page.office.slug}")
    announce_on_commit(change, tags)


def office_changed(slug: str) -> None:
    """After an office's hours, texts or closures were saved."""
    announce_on_commit(Change.UPDATE, {"offices", f"office:{slug}"})


def note_links(page: SitePage) -> None:
    """Keep the list of addresses to which visitors may be led from this page."""
    found = {digest(url): url for url in outbound_addresses(page)}
    known = set(page.outbound_links.values_list("digest", flat=True))
    page.outbound_links.exclude(digest__in=found).delete()
    OutboundLink.objects.bulk_create(
        OutboundLink(page_id=page.pk, url=url, digest=mark)
        for mark, url in found.items()
        if mark not in known
    )


def host_of(address: str) -> str:
    """Whose website it is; the address itself where that cannot be read, such as `https://[::1`."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address


def outbound_addresses(page: SitePage) -> set[str]:
    """Every address on another website that the page shows."""
    addresses = {unescape(address) for address in HREF.findall(page.html_sources())}
    addresses.update(page.further_links())
    return {address for address in addresses if is_outbound(address) and len(address) <= LONGEST_ADDRESS}


def is_outbound(address: str) -> bool:
    """Whether the address leads to another website."""
    return address.startswith(("https://", "http://")) and not address.startswith(
        (f"{settings.LEGATION_ORIGIN}/",)
    )


def digest(url: str) -> str:
    """A short form of an address for looking it up."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
