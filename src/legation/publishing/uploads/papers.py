"""PDF files: read for markings, written anew without anything that hides or acts."""

from __future__ import annotations

import io
import logging
from typing import Any

import pikepdf
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from legation.defence.malware.services import Unreadable, disarm
from legation.publishing.uploads.markings import Line
from legation.publishing.uploads.pictures import bare_jpeg
from legation.publishing.uploads.refusals import Refused

PDF = "application/pdf"
MOST_PAGES = 2000
EDGE_LINES = 3
KEPT_NOTES = {"/Link", "/Widget"}
REMARKS = {"/Text", "/Popup", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret"}
ROOT_EXTRAS = (
    "/Metadata",
    "/PieceInfo",
    "/Collection",
    "/Perms",
    "/DSS",
    "/Legal",
    "/SpiderInfo",
    "/Threads",
)
EXTRAS = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/UserProperties", "/Measure")
AUTHORSHIP = ("/M", "/NM", "/CreationDate", "/RC", "/Subj")
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity of a file
SIGNED = _("The PDF file is signed; cleaning would break the signature. Upload it unsigned.")


def lines_of_pdf(content: bytes) -> list[Line]:
    """Pages, properties and remarks. The first and last lines of a page count as its head and foot."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if len(reader.pages) > MOST_PAGES:
            raise Refused("too large", _("The PDF file has too many pages. Divide it."))
        lines = [Line(str(value), head=True) for value in (reader.metadata or {}).values()]
        for page in reader.pages:
            lines += _lines_of_page(page)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Refused(
            "unreadable", _("The text of the PDF file cannot be read. Save it again and try once more.")
        ) from error
    return [*lines, *_properties(content)]


def cleaned_pdf(content: bytes) -> bytes:
    """The same pages, written once, without properties, remarks and earlier versions. Raises Refused."""
    try:
        with pikepdf.open(io.BytesIO(disarm(content, PDF))) as document:
            _clean(document)
            result = io.BytesIO()
            document.save(result, deterministic_id=True)
    except Unreadable as error:
        raise Refused("broken", error.sentence) from error
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, AttributeError) as error:
        raise Refused("broken", _("The PDF file is damaged. Save it again and try once more.")) from error
    return result.getvalue()


def hidden_in_pdf(content: bytes) -> list[str]:
    """Names of what the file carries beside its pages; empty when it is clean."""
    if content.count(b"startxref") > 1:
        return ["earlier versions"]
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            found = ["properties"] if "/Info" in document.trailer else []
            for thing in [document.Root, *document.objects]:
                if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                    found += [name for name in (*EXTRAS, "/EmbeddedFiles", "/JavaScript") if name in thing]
            for page in document.pages:
                found += [kind for kind in _notes(page) if kind not in KEPT_NOTES]
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError):
        return ["unreadable"]
    return found


def _lines_of_page(page: Any) -> list[Line]:
    texts = [text for text in page.extract_text().splitlines() if text.strip()]
    last = len(texts) - EDGE_LINES
    lines = [Line(text, head=at < EDGE_LINES or at >= last) for at, text in enumerate(texts)]
    for note in page.get("/Annots") or []:
        said = note.get_object().get("/Contents")
        lines += [Line(text, head=True) for text in str(said or "").splitlines()]
    return lines


def _properties(content: bytes) -> list[Line]:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            return [Line(str(value), head=True) for value in document.open_metadata().values()]
    except pikepdf.PasswordError as error:
        raise Refused("locked", _("The PDF file is locked by a password. Save it without one.")) from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, AttributeError):
        return []


def _clean(document: pikepdf.Pdf) -> None:
    _refuse_layers(document)
    for name in ("/Info", "/ID"):
        if name in document.trailer:
            del document.trailer[name]
    for name in ROOT_EXTRAS:
        if name in document.Root:
            del document.Root[name]
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            _clean_object(thing)
    for page in document.pages:
        if "/Annots" in page:
            page.Annots = pikepdf.Array([note for note in page.Annots if _stays(note)])


def _clean_object(thing: Any) -> None:
    if str(thing.get("/Type", "")) == "/Sig" or "/ByteRange" in thing:
        raise Refused("signed", SIGNED)
    for name in EXTRAS:
        if name in thing:
            del thing[name]
    filters = thing.get("/Filter") if isinstance(thing, pikepdf.Stream) else None
    if isinstance(thing, pikepdf.Stream) and str(filters) == "/DCTDecode":
        thing.write(bare_jpeg(thing.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


def _stays(note: Any) -> bool:
    kind = str(note.get("/Subtype", ""))
    if kind in REMARKS:
        return False
    if kind not in KEPT_NOTES:
        raise Refused(
            "drawings",
            _(
                "The PDF file carries drawings or notes that can be lifted off a page. Print it to a new PDF file."
            ),
        )
    for name in AUTHORSHIP:
        if name in note:
            del note[name]
    return True


def _notes(page: Any) -> list[str]:
    return [str(note.get("/Subtype", "")) for note in page.get("/Annots", [])]


def _refuse_layers(document: pikepdf.Pdf) -> None:
    layers = document.Root.get("/OCProperties")
    if layers is not None and len(layers.get("/D", pikepdf.Dictionary()).get("/OFF", [])):
        raise Refused("layers", _("The PDF file has hidden layers. Print it to a new PDF file."))
