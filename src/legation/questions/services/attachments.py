"""Uploaded files: known by their content, sealed on disk, closed to everybody until scanned."""

from __future__ import annotations

import os
import warnings
from io import BytesIO
from pathlib import Path

import pikepdf
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from legation.kernel import clock
from legation.kernel.errors import LegationError, NotPermitted
from legation.kernel.files import write_atomically
from legation.kernel.keys import KEY_BYTES, seal, unseal
from legation.privacy import gateway
from legation.questions.models import Attachment, Draft
from legation.questions.scanning import scan

LARGEST = 20 * 1024 * 1024
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
Reader = gateway.Reader


class WrongFile(LegationError):
    """The file cannot be taken; the sentence tells the person why and what to do."""


def content_type(content: bytes) -> str:
    """The type that the bytes themselves show. Raises WrongFile for any but JPEG, PNG and PDF."""
    refused = WrongFile(_("The file must be a JPEG or PNG picture or a PDF that is whole and not locked."))
    if content.startswith(b"%PDF-"):
        try:
            with pikepdf.open(BytesIO(content)) as document:
                if len(document.pages):
                    return "application/pdf"
        except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError) as error:
            raise refused from error
        raise refused
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=list(TYPES)) as picture:
                picture.verify()
                return TYPES[str(picture.format)]
    except (OSError, SyntaxError, ValueError, KeyError, Image.DecompressionBombError, Warning) as error:
        raise refused from error


def attach(draft: Draft, question: str, filename: str, content: bytes) -> Attachment:
    """Take the file into quarantine, in place of an earlier one, and have it scanned at once.

    Raises WrongFile for what is empty, too large, of another type, or refused by the scanner; an
    attachment that could not be scanned stays in quarantine until `rescan` reaches the scanner.
    """
    if not content:
        raise WrongFile(_("The file is empty. Choose it again."))
    if len(content) > LARGEST:
        raise WrongFile(_("The file is larger than 20 MB. Choose a smaller one."))
    kind = content_type(content)
    key = os.urandom(KEY_BYTES)
    attachment = Attachment(
        subject=draft.subject,
        draft=draft,
        question=question,
        filename=shown_name(filename),
        file_key=key.hex(),
        content_type=kind,
        size=len(content),
    )
    write_atomically(path_of(attachment), seal(key, content, str(attachment.pk)), mode=0o600)
    _judge(attachment, content)
    if attachment.state == Attachment.State.REFUSED:
        path_of(attachment).unlink(missing_ok=True)
        raise WrongFile(_("The scanner found something harmful in this file, so it was not kept."))
    with transaction.atomic():
        for earlier in draft.attachments.filter(question=question):
            discard(earlier)
        attachment.save(force_insert=True)
    return attachment


def discard(attachment: Attachment) -> None:
    """Delete the row now and the bytes once that is committed."""
    path = path_of(attachment)
    attachment.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def rescan() -> int:
    """Scan what still waits in quarantine; returns how many were judged."""
    judged = 0
    for attachment in Attachment.objects.filter(state=Attachment.State.QUARANTINED).select_related("subject")[
        :50
    ]:
        opened = gateway.deliver(attachment, ["file_key"])
        if not opened["file_key"] or not path_of(attachment).exists():
            continue
        _judge(attachment, _open(attachment, opened["file_key"]))
        if attachment.state == Attachment.State.QUARANTINED:
            break
        attachment.save(update_fields=["state", "finding", "scanned_at"])
        if attachment.state == Attachment.State.REFUSED:
            path_of(attachment).unlink(missing_ok=True)
        judged += 1
    return judged


def read_by_staff(reader: Reader, why: str, attachment: Attachment) -> tuple[str, bytes]:
    """The name and the bytes, with a receipt to the person. Raises NotPermitted unless it was scanned
    and nothing was found."""
    if attachment.state != Attachment.State.CLEAN:
        raise NotPermitted(_("This file has not been scanned yet, so nobody may open it."))
    opened = gateway.read(
        reader, why, [attachment], ["filename", "file_key"], reference=attachment.reference
    )[0]
    if not opened["file_key"]:
        raise NotPermitted(_("This person’s information has been erased."))
    return opened["filename"], _open(attachment, opened["file_key"])


def names(draft: Draft) -> dict[str, str]:
    """The file names that the person gave, by attachment id."""
    return {
        str(row.pk): gateway.own(draft.subject, row, ["filename"])["filename"]
        for row in draft.attachments.select_related("subject")
    }


def path_of(attachment: Attachment) -> Path:
    """Where the sealed bytes lie."""
    name = str(attachment.pk)
    return Path(settings.LEGATION_DATA) / "uploads" / name[:2] / name


def _open(attachment: Attachment, key: str) -> bytes:
    return unseal(bytes.fromhex(key), path_of(attachment).read_bytes(), str(attachment.pk))


def _judge(attachment: Attachment, content: bytes) -> None:
    verdict = scan(content)
    if verdict.clean is None:
        return
    attachment.state = Attachment.State.CLEAN if verdict.clean else Attachment.State.REFUSED
    attachment.finding, attachment.scanned_at = verdict.name[:120], clock.now()


def shown_name(filename: str) -> str:
    """The name as it is kept and shown: printable, without folders, at most 120 characters."""
    kept = "".join(letter for letter in filename if letter.isprintable() and letter not in '/\\"')
    return kept.strip()[-120:] or "file"
