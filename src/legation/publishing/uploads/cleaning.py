"""An upload is read, judged and cleaned before a byte of it is stored."""

from __future__ import annotations

import re
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from legation.defence.malware.services import scan
from legation.publishing.uploads.markings import Line, marking_in, marking_of_name
from legation.publishing.uploads.office import cleaned_office, hidden_in_office
from legation.publishing.uploads.packages import lines_of_parts, opened
from legation.publishing.uploads.papers import cleaned_pdf, hidden_in_pdf, lines_of_pdf
from legation.publishing.uploads.pictures import cleaned_picture, hidden_in_picture, lines_of_picture
from legation.publishing.uploads.refusals import Refused

PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp", "avif"})
OFFICE = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})
TEXTS = frozenset({"txt", "csv"})
OLD = frozenset({"doc", "xls", "ppt", "rtf", "dot", "xlt", "pps"})
WITH_MACROS = frozenset({"docm", "xlsm", "pptm", "dotm", "xltm", "xlsb", "potm", "ppsm", "xlam"})
DOCUMENTS = PICTURES | OFFICE | TEXTS | {"pdf"}
EDGE = 3
LARGEST = 50 * 1024 * 1024


def cleaned(name: str, content: bytes) -> bytes:
    """What may be stored in the file's place. Raises Refused with the sentence for whoever uploads it."""
    kind = _kind(name)
    if len(content) > LARGEST:
        raise Refused("too large", _("The file is too large: 50 MB at most."))
    if marking_of_name(name) or marking_in(_lines(kind, content)):
        raise Refused(
            "secrecy marking",
            _(
                "The file bears a national secrecy marking. Such material does not belong on this system; "
                "nothing of it was kept. Handle it as the rules for its classification say."
            ),
        )
    if scan(content).clean is False:
        raise Refused("malware", _("The file is harmful: the malware scanner found something in it."))
    result = _clean(kind, content)
    if hidden_in(name, result):
        raise Refused(
            "not clean", _("Hidden information in the file cannot be removed. Save it anew from its source.")
        )
    return result


def hidden_in(name: str, content: bytes) -> list[str]:
    """Names of hidden metadata that a stored file still carries; empty when it is clean."""
    kind = PurePath(name).suffix.lower().removeprefix(".")
    if kind in PICTURES:
        return hidden_in_picture(content)
    if kind in OFFICE:
        return hidden_in_office(content)
    return hidden_in_pdf(content) if kind == "pdf" else []


def _kind(name: str) -> str:
    kind = PurePath(name).suffix.lower().removeprefix(".")
    if kind in WITH_MACROS:
        raise Refused(
            "macros", _("Files with macros are not taken. Save it without them, such as .docx or .xlsx.")
        )
    if kind in OLD:
        raise Refused(
            "old format", _("Old formats cannot be cleaned. Save it as PDF, .docx, .xlsx or .pptx.")
        )
    if kind not in DOCUMENTS:
        raise Refused(
            "unknown format",
            _("This kind of file is not taken. Save it as PDF, an office document, plain text or a picture."),
        )
    return kind


def _lines(kind: str, content: bytes) -> list[Line]:
    if kind in PICTURES:
        return lines_of_picture(content)
    if kind == "pdf":
        return lines_of_pdf(content)
    if kind in OFFICE:
        return lines_of_parts(opened(content))
    text = _text(content)
    parts = re.split(r"[\n\r,;\t]", text) if kind == "csv" else text.splitlines()
    return [Line(part, head=at < EDGE) for at, part in enumerate(parts)]


def _clean(kind: str, content: bytes) -> bytes:
    if kind in PICTURES:
        return cleaned_picture(content)
    if kind == "pdf":
        return cleaned_pdf(content)
    return cleaned_office(content, kind) if kind in OFFICE else _text(content).encode()


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("broken", _("The text cannot be read. Save it as UTF-8."))
