"""The ZIP packages of office programs: opened within limits, closed again without traces of their own."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _

from legation.publishing.uploads.markings import Line
from legation.publishing.uploads.refusals import Refused

MOST_PARTS = 5000
MOST_BYTES = 200_000_000
LINE_ELEMENTS = {"p", "h", "si", "is", "v", "lpwstr", "oddHeader", "oddFooter", "evenHeader", "evenFooter"}
LINE_ELEMENTS |= {"firstHeader", "firstFooter", "title", "subject", "keywords", "keyword", "description"}
LINE_ELEMENTS |= {"category", "contentStatus", "user-defined", "creator", "Company", "Manager", "text"}
HEADS = re.compile(r"header|footer|docProps/|meta\.xml|styles\.xml|slideMaster|slideLayout", re.IGNORECASE)
EXCEL_CODES = re.compile(r"&(?:[LCRPNDTFAZGBIUES]|\d+|\"[^\"]*\"|K[0-9A-F]{6})")
BROKEN = _("The file is damaged. Save it again and try once more.")
Parts = dict[str, bytes]


def opened(content: bytes) -> Parts:
    """Every part by its name. Raises Refused for what is broken, locked or swollen."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise Refused("too large", _("The file is too large when unpacked. Divide it."))
            if any(entry.flag_bits & 1 for entry in entries):
                raise Refused("locked", _("The file is locked by a password. Save it without one."))
            if any(entry.filename.startswith("/") or ".." in entry.filename for entry in entries):
                raise Refused("broken", BROKEN)
            return {entry.filename: package.read(entry) for entry in entries}
    # All that zipfile raises for packages that are cut, swollen, locked or packed in ways it does not know.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Refused("broken", BROKEN) from error


def closed(parts: Parts, *, first: str = "") -> bytes:
    """A package of these parts with no times, comments or extra fields; `first` comes first, unpacked."""
    result = io.BytesIO()
    names = sorted(parts, key=lambda name: (name != first, name != "[Content_Types].xml", name))
    with zipfile.ZipFile(result, "w") as package:
        for name in names:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, parts[name])
    return result.getvalue()


def lines_of_parts(parts: Parts) -> list[Line]:
    """The paragraphs, cells, headers and properties of every part in XML."""
    lines: list[Line] = []
    for name, content in parts.items():
        if name.endswith((".xml", ".rdf")) and content.strip():
            lines += _lines_of_xml(content, head=bool(HEADS.search(name)))
    return lines


def _lines_of_xml(content: bytes, *, head: bool) -> Iterable[Line]:
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refused("broken", BROKEN) from error
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name in LINE_ELEMENTS:
            heading = head or name.endswith(("Header", "Footer"))
            text = EXCEL_CODES.sub("\n", "".join(element.itertext()))
            yield from (Line(part.strip(), head=heading) for part in text.splitlines() if part.strip())
