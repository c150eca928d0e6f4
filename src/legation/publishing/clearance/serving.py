"""When an image or file is served to the public, and what must be told to the edge when that changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from legation.edge.bulletin import Change
from legation.publishing.announcements.services import announce_on_commit
from legation.publishing.models import SitePage


@dataclass(frozen=True)
class Standing:
    """Whether it is served, and which published pages (primary keys) show it."""

    served: bool
    shown_on: frozenset[int] = field(default_factory=frozenset)


def standing(row: Any) -> Standing:
    """Served: Public, past its embargo, and where pages use it, at least one of them is published."""
    if not row.is_open:
        return Standing(served=False)
    pages, elsewhere = uses(row)
    shown = frozenset(SitePage.objects.published().filter(pk__in=pages).values_list("pk", flat=True))
    return Standing(served=bool(shown) or elsewhere or not pages, shown_on=shown)


def uses(row: Any) -> tuple[set[int], bool]:
    """Primary keys of the pages that use it, and whether something that is no page does."""
    references = ReferenceIndex.get_references_to(row)
    kind = ContentType.objects.get_for_model(Page)
    pages = references.filter(base_content_type=kind).values_list("object_id", flat=True)
    return {int(pk) for pk in pages}, references.exclude(base_content_type=kind).exists()


def tags_of(row: Any, place: Standing) -> set[str]:
    """What a kept copy of the file depends on."""
    return {row.tag, *(f"page:{pk}" for pk in place.shown_on)}


def tell_of_file(row: Any) -> None:
    """On commit: no copy of the file is left anywhere, and pages that show it are made anew."""
    pages, _elsewhere = uses(row)
    kept = Change.UPDATE if row.is_open else Change.WITHDRAW
    announce_on_commit(Change.WITHDRAW, {row.tag})
    if pages:
        announce_on_commit(kept, {f"page:{pk}" for pk in pages})


def index_uses(page: SitePage) -> None:
    """Note at once which images and files a page uses: what is served depends on it."""
    ReferenceIndex.create_or_update_for_object(page)
