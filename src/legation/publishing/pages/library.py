"""The document library of an office or of the ministry: forms, fee lists and reports to take away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField

from legation.kernel import clock
from legation.publishing.pages.base import SitePage

ENTRIES = [
    (
        "document",
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(max_length=160)),
                ("text", blocks.CharBlock(max_length=300, required=False, label=_("what it is"))),
                ("topic", blocks.CharBlock(max_length=60, required=False, label=_("topic"))),
                ("language", blocks.ChoiceBlock(choices=settings.LANGUAGES, label=_("language"))),
                ("day", blocks.DateBlock(label=_("date"))),
                ("file", DocumentChooserBlock(label=_("file"))),
            ]
        ),
    )
]
# What a file is called, by its ending.
FORMATS = {
    "pdf": "PDF",
    "docx": "Word",
    "xlsx": "Excel",
    "odt": "OpenDocument",
    "ods": "OpenDocument",
    "csv": "CSV",
    "txt": _("plain text"),
}


@dataclass(frozen=True)
class Entry:
    """One document that the public may have."""

    title: str
    text: str
    topic: str
    language: str
    day: Any
    url: str
    format: str
    size: int


class LibraryPage(SitePage):
    """Documents with what they are, in which language, of when, how large; only those that are Public."""

    entries = StreamField(ENTRIES, blank=True, verbose_name=_("documents"))

    template = "publishing/library_page.html"
    parent_page_types: ClassVar = ["publishing.HomePage", "publishing.OfficePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [*SitePage.content_panels, FieldPanel("entries")]

    class Meta:
        verbose_name = _("document library")

    def shown(self) -> list[Entry]:
        """What the public may have, newest first."""
        rows = [block.value for block in self.entries if block.value["file"] and block.value["file"].is_open]
        return sorted((_entry(row) for row in rows), key=lambda entry: entry.day, reverse=True)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        every = self.shown()
        years = sorted({entry.day.year for entry in every}, reverse=True)
        topics = sorted({entry.topic for entry in every if entry.topic})
        year, topic = request.GET.get("year", ""), request.GET.get("topic", "")
        context |= {
            "years": [str(year) for year in years],
            "topics": topics,
            "year": year,
            "topic": topic,
            "documents": [
                entry for entry in every if year in ("", str(entry.day.year)) and topic in ("", entry.topic)
            ],
        }
        return context

    def tags(self) -> set[str]:
        return super().tags() | {"offices"}

    def shown_until(self) -> dt.datetime | None:
        embargoes = (block.value["file"].embargo_until for block in self.entries if block.value["file"])
        coming = [moment for moment in embargoes if moment and moment > clock.now()]
        return min((at for at in (super().shown_until(), *coming) if at), default=None)

    def plain_text(self) -> str:
        words = [f"{entry.title} {entry.text} {entry.topic}" for entry in self.shown()]
        return "\n".join([super().plain_text(), *words])


def _entry(row: Any) -> Entry:
    file = row["file"]
    ending = str(file.file_extension).lower()
    return Entry(
        title=row["title"],
        text=row["text"] or "",
        topic=row["topic"] or "",
        language=row["language"],
        day=row["day"],
        url=file.url,
        format=str(FORMATS.get(ending, ending.upper())),
        size=file.get_file_size() or 0,
    )


def library_below(page: SitePage) -> LibraryPage | None:
    """The library that stands directly below a home page or an office."""
    found: LibraryPage | None = LibraryPage.objects.published().few().child_of(page).first()
    return found
