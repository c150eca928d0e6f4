"""What keeps files under `site.classified`: clean, and private until everything allows them."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image

from legation.kernel.classification import Classification
from legation.promises import Control, Finding, Site, hours, register
from legation.publishing.clearance.serving import standing
from legation.publishing.models import SiteDocument, SiteImage
from legation.publishing.uploads.cleaning import cleaned, hidden_in
from legation.publishing.uploads.markings import Line, marking_in

SAMPLE = 20
MARKED = (Line("Minutes"), Line("極機密"), Line("of a meeting"))
GPS, DESCRIPTION = 0x8825, 0x010E


@register
class FilesAreCleanAndPrivate(Control):
    """No file that is served carries hidden metadata; none is served before everything allows it."""

    promise = "site.classified"
    name = "files-private"
    every = hours(1)
    valid_for = hours(6)
    how = _("Save any picture of the site and look at its properties: neither place nor author stand in it.")

    def check(self, site: Site) -> Finding:
        if hidden_in("trial.jpg", cleaned("trial.jpg", picture_with_place())):
            return Finding.bad("The place where a picture was taken stays in it.")
        if not marking_in(MARKED):
            return Finding.bad("A secrecy marking, made on trial, was not recognised.")
        open_files, closed_files = _newest()
        for row in open_files:
            if hidden := hidden_in(row.file.name, _content(row)):
                return Finding.bad(f"A file that is served carries hidden metadata: {hidden[0]}.")
        for name in [name for row in closed_files for name in _names(row)]:
            if site.get(f"/media/{quote(name)}").status == 200:
                return Finding.bad(
                    "A file is served though it is not Public, or not yet, or its page is not."
                )
        return Finding.good(
            f"{len(open_files)} files that are served carry nothing hidden; {len(closed_files)} that are not "
            "Public, not yet, or on no published page are not served."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A Public picture in whose file the place stands where it was taken."""
        name = default_storage.save(
            f"original_images/{secrets.token_hex(8)}.jpg", ContentFile(picture_with_place())
        )
        row = SiteImage(title="Kingfisher", file=name, classification=Classification.PUBLIC)
        row.width = row.height = 8
        row.save()
        try:
            yield
        finally:
            SiteImage.objects.filter(pk=row.pk).delete()
            default_storage.delete(name)


def picture_with_place() -> bytes:
    """A small picture that says where it was taken."""
    exif = Image.Exif()
    exif[DESCRIPTION] = "Kingfisher"
    exif.get_ifd(GPS)[2] = (25.0, 2.0, 3.0)
    result = io.BytesIO()
    Image.new("RGB", (8, 8), (10, 120, 200)).save(result, "JPEG", exif=exif.tobytes())
    return result.getvalue()


def _newest() -> tuple[list[Any], list[Any]]:
    """Served and not served, the newest of each kind."""
    rows: list[Any] = [
        *SiteImage.objects.order_by("-pk")[:SAMPLE],
        *SiteDocument.objects.order_by("-pk")[:SAMPLE],
    ]
    served = [row for row in rows if standing(row).served and default_storage.exists(row.file.name)]
    return served, [row for row in rows if row not in served]


def _content(row: Any) -> bytes:
    with default_storage.open(row.file.name) as file:
        return bytes(file.read())


def _names(row: Any) -> list[str]:
    renditions = row.renditions.values_list("file", flat=True) if isinstance(row, SiteImage) else []
    return [row.file.name, *renditions]
