"""Uploaded files: known by their content, sealed on disk, closed to everybody until scanned."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from legation.defence.malware.services import Unreadable, content_type, disarm, scan
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, NotPermitted
from legation.kernel.files import write_atomically
from legation.kernel.keys import KEY_BYTES, seal, unseal
from legation.privacy import gateway
from legation.questions.models import Attachment, Draft

LARGEST = 20 * 1024 * 1024
Reader = gateway.Reader


class WrongFile(LegationError):
    """The file cannot be taken; the sentence tells the person why and what to do."""


def attach(draft: Draft, question: str, filename: str, content: bytes) -> Attachment:
    """Take the file into quarantine, in place of an earlier one, and have it scanned at once.

    Raises WrongFile for what is empty, too large, of another type, or refused by the scanner, and
    Conflict when the draft was sent meanwhile; an attachment that could not be scanned stays in
    quarantine until `rescan` reaches the scanner.
    """
    if not content:
        raise WrongFile(_("The file is empty. Choose it again."))
    if len(content) > LARGEST:
        raise WrongFile(_("The file is larger than 20 MB. Choose a smaller one."))
    kind = content_type(content)
    if kind is None:
        raise WrongFile(_("The file must be a JPEG or PNG picture or a PDF, and nothing else beside."))
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
    _judge(attachment, content)
    if attachment.state == Attachment.State.REFUSED:
        raise WrongFile(_("The scanner found something harmful in this file, so it was not kept."))
    try:
        disarm(content, kind)
    except Unreadable as refusal:
        raise WrongFile(refusal.sentence) from refusal
    write_atomically(path_of(attachment), seal(key, content, str(attachment.pk)), mode=0o600)
    try:
        _put_in_place(attachment, draft.pk)
    except Exception:
        path_of(attachment).unlink(missing_ok=True)
        raise
    return attachment


def _put_in_place(attachment: Attachment, draft_pk: int) -> None:
    """In place of an earlier one of the same question, whoever else sends one at the same moment."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_pk)
        if draft.submitted_at:
            raise Conflict("This form has been sent already.")
        for earlier in draft.attachments.filter(question=attachment.question):
            discard(earlier)
        attachment.save(force_insert=True)


def discard(attachment: Attachment) -> None:
    """Delete the row now and the bytes once that is committed."""
    path = path_of(attachment)
    attachment.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def rescan(everything: bool = False) -> int:
    """Scan what still waits in quarantine, or with `everything` each file that is kept; returns how
    many were judged."""
    states = [Attachment.State.QUARANTINED, *([Attachment.State.CLEAN] if everything else [])]
    judged = 0
    for attachment in Attachment.objects.filter(state__in=states).select_related("subject").iterator():
        opened = gateway.deliver(attachment, ["file_key"])
        if not opened["file_key"] or not path_of(attachment).exists():
            continue
        if not _judge(attachment, _open(attachment, opened["file_key"])):
            break
        attachment.save(update_fields=["state", "finding", "scanned_at"])
        if attachment.state == Attachment.State.REFUSED:
            path_of(attachment).unlink(missing_ok=True)
        judged += 1
    return judged


def exposed() -> int:
    """How many files count as clean though no scan found them so."""
    return Attachment.objects.filter(state=Attachment.State.CLEAN, scanned_at=None).count()


def remove_erased() -> int:
    """Remove the files of people who were erased: nobody can read them any more; returns how many."""
    rows = list(Attachment.objects.filter(subject__erased_at__isnull=False)[:500])
    for attachment in rows:
        with transaction.atomic():
            discard(attachment)
    return len(rows)


def read_by_staff(reader: Reader, why: str, attachment: Attachment) -> tuple[str, bytes]:
    """The name and the bytes, made harmless, with a receipt to the person. Raises NotPermitted unless
    it was scanned and nothing was found."""
    if attachment.state != Attachment.State.CLEAN:
        raise NotPermitted(_("This file has not been scanned yet, so nobody may open it."))
    opened = gateway.read(
        reader, why, [attachment], ["filename", "file_key"], reference=attachment.reference
    )[0]
    if not opened["file_key"]:
        raise NotPermitted(_("This person’s information has been erased."))
    return opened["filename"], disarm(_open(attachment, opened["file_key"]), attachment.content_type)


def names(draft: Draft) -> dict[str, str]:
    """The file names that the person gave, by attachment id."""
    return {
        str(row.pk): gateway.deliver(row, ["filename"])["filename"]
        for row in draft.attachments.select_related("subject")
    }


def path_of(attachment: Attachment) -> Path:
    """Where the sealed bytes lie."""
    name = str(attachment.pk)
    return Path(settings.LEGATION_DATA) / "uploads" / name[:2] / name


def _open(attachment: Attachment, key: str) -> bytes:
    return unseal(bytes.fromhex(key), path_of(attachment).read_bytes(), str(attachment.pk))


def _judge(attachment: Attachment, content: bytes) -> bool:
    """False while the scanner is away."""
    verdict = scan(content)
    if verdict.clean is None:
        return False
    attachment.state = Attachment.State.CLEAN if verdict.clean else Attachment.State.REFUSED
    attachment.finding, attachment.scanned_at = verdict.name[:120], clock.now()
    return True


def shown_name(filename: str) -> str:
    """The name as it is kept and shown: printable, without folders, at most 120 characters."""
    kept = "".join(letter for letter in filename if letter.isprintable() and letter not in '/\\"')
    return kept.strip()[-120:] or "file"
