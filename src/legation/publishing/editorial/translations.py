"""Which translations keep up with their source: the page in the office's first language."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.copy_for_translation import ParentNotTranslatedError
from wagtail.models import Locale

from legation.accounts.models import User
from legation.edge.bulletin import Change
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.offices.models import Office
from legation.publishing import services
from legation.publishing.editorial.models import TranslationCheck
from legation.publishing.editorial.permissions import WRITERS, may_work_on
from legation.publishing.models import SitePage
from legation.publishing.queries import published


class State(StrEnum):
    """How a translation stands to its source."""

    SOURCE = "source"
    CURRENT = "current"
    STALE = "stale"
    DRAFT = "draft"
    MISSING = "missing"


@dataclass(frozen=True)
class Cell:
    """One page in one language; `page` is None where it is missing."""

    language: str
    state: State
    page: SitePage | None
    may_act: bool = False


@dataclass
class Row:
    """A page by its source, with one cell for each language of the office."""

    source: SitePage
    cells: list[Cell] = field(default_factory=list)


def languages_of(office: Office | None) -> list[str]:
    """The languages of the office, its first one first; of the joint site all."""
    return list(office.languages) if office else [code for code, _name in settings.LANGUAGES]


def source_among(pages: Iterable[SitePage], office: Office | None) -> SitePage:
    """Of one page in several languages, the one that the others follow."""
    first = languages_of(office)[0]
    return min(pages, key=lambda page: (page.language != first, page.pk))


def checked_at(page: SitePage) -> dt.datetime | None:
    """When the translation was last compared with its source: published, or declared up to date."""
    check = getattr(page, "translation_check", None)
    moments = [page.last_published_at, check.checked_at if check else None]
    return max((moment for moment in moments if moment), default=None)


def is_stale(page: SitePage, source: SitePage) -> bool:
    """Whether the source was published later than the translation was compared with it."""
    if page.pk == source.pk or not (source.live and page.live) or source.last_published_at is None:
        return False
    checked = checked_at(page)
    return checked is None or source.last_published_at > checked


def newer_source(page: SitePage) -> SitePage | None:
    """The published source of this page when it is newer; None for what is up to date."""
    rows = (
        published().filter(translation_key=page.translation_key).select_related("locale", "translation_check")
    )
    group = {row.pk: row for row in rows}
    if page.pk not in group or len(group) < 2:
        return None
    source = source_among(group.values(), page.office)
    return source if is_stale(group[page.pk], source) else None


def lagging(since: dt.datetime) -> list[SitePage]:
    """Published translations whose source was published before `since` and not compared since then."""
    groups: dict[object, list[SitePage]] = defaultdict(list)
    for page in published().select_related("locale", "office", "translation_check"):
        groups[page.translation_key].append(page)
    found = []
    for pages in groups.values():
        source = source_among(pages, pages[0].office)
        if source.last_published_at and source.last_published_at < since:
            found += [page for page in pages if is_stale(page, source)]
    return found


def board(pages: Any, office: Office | None, user: User) -> list[Row]:
    """One row for each page of the office, in the order of the site."""
    rows = pages.filter(office=office).select_related("locale", "office", "translation_check")
    groups: dict[object, list[SitePage]] = defaultdict(list)
    for page in rows.order_by("path"):
        groups[page.translation_key].append(page)
    return [_row(group, office, user) for group in groups.values()]


def _row(group: list[SitePage], office: Office | None, user: User) -> Row:
    source = source_among(group, office)
    known = {page.language: page for page in group}
    row = Row(source)
    for language in languages_of(office):
        page = known.get(language)
        row.cells.append(Cell(language, _state(page, source), page, may_write(user, office, language)))
    return row


def _state(page: SitePage | None, source: SitePage) -> State:
    if page is None:
        return State.MISSING
    if page.pk == source.pk:
        return State.SOURCE if page.live else State.DRAFT
    if not page.live:
        return State.DRAFT
    return State.STALE if is_stale(page, source) else State.CURRENT


def may_write(user: User, office: Office | None, language: str) -> bool:
    """Whether the person writes for this office in this language."""
    for grant in user.grants.in_force().filter(role__in=WRITERS):
        in_office = grant.office_id is None or (office is not None and grant.office_id == office.pk)
        if in_office and grant.language in ("", language):
            return True
    return False


@transaction.atomic
def mark_checked(page: SitePage, user: User) -> None:
    """Declare the translation up to date. Raises NotPermitted."""
    if not may_work_on(user, page, *WRITERS):
        raise NotPermitted(_("Only those who write for the office in this language declare that."))
    TranslationCheck.objects.update_or_create(
        page_id=page.pk, defaults={"checked_at": clock.now(), "checked_by": user}
    )
    record(
        Act(
            "translation.checked",
            actor=user.subject_id,
            office=page.office.slug if page.office else "",
            detail={"page": page.pk, "language": page.language},
        )
    )
    services.tell(Change.UPDATE, page)


@transaction.atomic
def begin(source: SitePage, language: str, user: User) -> SitePage:
    """A draft in the language, with the source's words to be replaced; the one that is there already.

    Raises NotPermitted, or Conflict when the page above it is not translated.
    """
    office = source.office
    if language not in languages_of(office) or not may_write(user, office, language):
        raise NotPermitted(_("Only those who write for the office in this language translate for it."))
    known = SitePage.objects.filter(translation_key=source.translation_key, locale__language_code=language)
    if page := known.first():
        return page
    locale, _made = Locale.objects.get_or_create(language_code=language)
    try:
        page = source.specific.copy_for_translation(locale)
    except ParentNotTranslatedError as error:
        raise Conflict(_("Translate the page above it first.")) from error
    record(
        Act(
            "translation.begun",
            actor=user.subject_id,
            office=office.slug if office else "",
            detail={"page": page.pk, "source": source.pk, "language": language},
        )
    )
    return page


def source_before(page: SitePage, source: SitePage) -> Any:
    """The source as it was when the translation was last compared with it; None when that is not kept."""
    checked = checked_at(page)
    revisions = source.revisions.order_by("created_at", "pk")
    earlier = revisions.filter(created_at__lte=checked).last() if checked else None
    revision = earlier or revisions.exclude(pk=source.live_revision_id).first()
    return revision.as_object() if revision else None
