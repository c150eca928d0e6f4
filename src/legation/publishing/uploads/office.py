"""Files of office programs (OOXML and OpenDocument): what hides is taken out, or the file is refused."""

from __future__ import annotations

import re
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from legation.publishing.uploads.packages import Parts, closed, opened
from legation.publishing.uploads.pictures import bare_jpeg, cleaned_picture
from legation.publishing.uploads.refusals import Refused

MACROS = _("The file contains macros. Save it without them, as .docx, .xlsx, .pptx or OpenDocument.")
COMMENTS = _("The file contains comments. Delete them and upload it again.")
CHANGES = _("The file contains tracked changes. Accept or reject them all and upload it again.")
HIDDEN = _("The file contains hidden text. Show or delete it and upload it again.")
SHEETS = _("The file contains hidden sheets, rows or columns. Show or delete them and upload it again.")
SLIDES = _("The file contains hidden slides or speaker notes. Delete them and upload it again.")
SOURCES = _(
    "The file contains embedded or linked files or the source data of a pivot table. Keep values only."
)

# (part's name, what stands in it, reason, sentence); a pattern of None: the part's being there is enough.
REFUSED: list[tuple[str, str | None, str, object]] = [
    (r"vbaProject|vbaData|(^|/)(Basic|Scripts)/|activeX/|macrosheets/", None, "macros", MACROS),
    (r"\[Content_Types\]\.xml", r"macroEnabled", "macros", MACROS),
    (r"comments?[^/]*\.xml$|threadedComments/|commentAuthors", None, "comments", COMMENTS),
    (r"(^|/)content\.xml", r"<office:annotation[ >]", "comments", COMMENTS),
    (
        r"^word/",
        r"<w:(ins|del|moveFrom|moveTo|rPrChange|pPrChange|tblPrChange|sectPrChange|cellIns|cellDel)[ >/]",
        "tracked changes",
        CHANGES,
    ),
    (r"(^|/)content\.xml", r"<text:tracked-changes|<table:tracked-changes", "tracked changes", CHANGES),
    (r"xl/revisions/", None, "tracked changes", CHANGES),
    (r"^word/", r"<w:vanish(\s*/>|\s+w:val=\"(1|true|on)\")", "hidden text", HIDDEN),
    (r"(^|/)content\.xml", r"text:display=\"none\"|<text:hidden-", "hidden text", HIDDEN),
    (r"xl/workbook\.xml", r"<sheet [^>]*state=\"(hidden|veryHidden)\"", "hidden sheets", SHEETS),
    (r"xl/worksheets/", r"<(row|col) [^>]*hidden=\"(1|true)\"", "hidden sheets", SHEETS),
    (
        r"(^|/)content\.xml",
        r"table:(display=\"false\"|visibility=\"(collapse|filter)\")",
        "hidden sheets",
        SHEETS,
    ),
    (r"ppt/slides/[^/]*\.xml", r"<p:sld [^>]*show=\"(0|false)\"", "hidden slides", SLIDES),
    (r"ppt/notesSlides/", None, "speaker notes", SLIDES),
    (
        r"(^|/)content\.xml",
        r"<presentation:notes[^>]*>.*<text:p[^>]*>[^<]|presentation:visibility=\"hidden\"",
        "speaker notes",
        SLIDES,
    ),
    (
        r"embeddings/|externalLinks/|pivotCache/|oleObject|Object \d+/.*\.(bin|ole)",
        None,
        "embedded files",
        SOURCES,
    ),
]
DROPPED = re.compile(
    r"^docProps/|^docMetadata/|^customXml/|^_xmlsignatures/|printerSettings|^word/people\.xml|^xl/persons/"
    r"|^ppt/revisionInfo|^ppt/changesInfos|^ppt/tags/|^Thumbnails/|(^|/)meta\.xml$|(^|/)settings\.xml$|^Configurations2/"
    r"|^META-INF/.*signatures|^Versions/|^VersionList\.xml|\.rdf$"
)
KEPT = re.compile(r"^word/settings\.xml$|^xl/|^ppt/presentation")
RELATION = re.compile(rb"<Relationship\b[^>]*/>")
OVERRIDE = re.compile(rb"<Override\b[^>]*PartName=\"/([^\"]*)\"[^>]*/>")
ENTRY = re.compile(
    rb"<manifest:file-entry\b[^>]*manifest:full-path=\"([^\"]*)\"[^>]*(?:/>|>\s*</manifest:file-entry>)"
)
TARGET = re.compile(rb"Target=\"([^\"]*)\"")
TRACES = [
    re.compile(rb'\s+w:rsid\w*="[^"]*"'),
    re.compile(rb"<w:rsids>.*?</w:rsids>", re.DOTALL),
    re.compile(rb"<w:attachedTemplate\b[^>]*/>"),
    re.compile(rb"<w15:docId\b[^>]*/>|<w14:docId\b[^>]*/>"),
    re.compile(rb"<fileSharing\b[^>]*/>"),
    re.compile(rb'(?<=<x15ac:absPath url=")[^"]*'),
    re.compile(rb'\s+(?:refreshedBy|userName|documentId)="[^"]*"'),
    re.compile(rb"<p:custDataLst>.*?</p:custDataLst>", re.DOTALL),
]
PRINTER = re.compile(rb'(<pageSetup\b[^>]*?)\s+r:id="[^"]*"')
LEFT = re.compile(rb'w:rsid\w*="|<dc:creator>[^<]|<cp:lastModifiedBy>[^<]|absPath url="[^"]|w:author="')


def cleaned_office(content: bytes, extension: str) -> bytes:
    """The same document without properties, names and identifiers. Raises Refused for what hides within."""
    parts = opened(content)
    is_open_document = "mimetype" in parts
    _refuse_what_is_not(parts, extension)
    for pattern, sign, reason, sentence in REFUSED:
        for name, part in parts.items():
            if re.search(pattern, name) and (sign is None or re.search(sign.encode(), part, re.DOTALL)):
                raise Refused(reason, sentence)  # type: ignore[arg-type]  # a lazy text
    kept = {name: _cleaned(name, part) for name, part in parts.items() if not _dropped(name)}
    gone = {name for name in parts if _dropped(name)}
    for name in list(kept):
        if name.endswith(".rels"):
            kept[name] = RELATION.sub(lambda match: _relation(match[0], gone), kept[name])
    _unlist(kept, gone)
    return closed(kept, first="mimetype" if is_open_document else "")


def hidden_in_office(content: bytes) -> list[str]:
    """Names of what the file says of people, programs and earlier versions; empty when it is clean."""
    try:
        parts = opened(content)
    except Refused:
        return ["unreadable"]
    found = [name for name in parts if _dropped(name)]
    return found + [name for name, part in parts.items() if name.endswith(".xml") and LEFT.search(part)]


def _refuse_what_is_not(parts: Parts, extension: str) -> None:
    """The name must say what it is."""
    wanted = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
    if extension in wanted:
        fits = wanted[extension] in parts
    else:
        kinds = {
            "odt": b"opendocument.text",
            "ods": b"opendocument.spreadsheet",
            "odp": b"opendocument.presentation",
        }
        fits = kinds[extension] in parts.get("mimetype", b"") and "content.xml" in parts
    if not fits:
        raise Refused("broken", _("The file is not what its name says. Save it again and try once more."))


def _dropped(name: str) -> bool:
    if KEPT.search(name) and "printerSettings" not in name and not name.startswith("xl/persons/"):
        return False
    return bool(DROPPED.search(name))


def _cleaned(name: str, part: bytes) -> bytes:
    if name.endswith(".xml"):
        for pattern in TRACES:
            part = pattern.sub(b"", part)
        return PRINTER.sub(rb"\1", part)
    suffix = PurePath(name).suffix.lower()
    if suffix in (".jpg", ".jpeg"):
        return bare_jpeg(part)
    return cleaned_picture(part) if suffix in (".png", ".gif", ".webp") else part


def _relation(relation: bytes, gone: set[str]) -> bytes:
    """The relation, or nothing where it leads to what was taken out or to a template on somebody's disk."""
    target = TARGET.search(relation)
    path = target[1].decode("utf-8", "replace").lstrip("./") if target else ""
    leads_nowhere = any(name == path or name.endswith(f"/{path}") for name in gone) if path else False
    return b"" if leads_nowhere or b"/attachedTemplate" in relation else relation


def _unlist(parts: Parts, gone: set[str]) -> None:
    types, manifest = "[Content_Types].xml", "META-INF/manifest.xml"

    def still(match: re.Match[bytes]) -> bytes:
        name = match[1].decode("utf-8", "replace")
        return (
            b""
            if name in gone or (name.endswith("/") and any(part.startswith(name) for part in gone))
            else match[0]
        )

    if types in parts:
        parts[types] = OVERRIDE.sub(still, parts[types])
    if manifest in parts:
        parts[manifest] = re.sub(
            ENTRY, lambda match: match[0] if match[1] == b"/" else still(match), parts[manifest]
        )
