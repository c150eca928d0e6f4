"""Uploaded files: known by their content, sealed on disk, closed to everybody until scanned."""

from __future__ import annotations

import io
import logging
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from legation.defence.malware.services import Unreadable, content_type, made_harmless, scan
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, NotPermitted
from legation.kernel.keys import KEY_BYTES, BrokenSeal
from legation.privacy import gateway
from legation.questions.models import Attachment, Draft
from legation.questions.services import vault
from legation.questions.services.vault import Part, path_of
from legation.questions.signals import file_judged
from legation.web.uploads import nameless_file

__all__ = ["LARGEST", "Part", "Reader", "WrongFile", "attach", "path_of"]
log = logging.getLogger(__name__)
LARGEST = 20 * 1024 * 1024
LARGEST_TOGETHER = 100 * 1024 * 1024
PREVIEW_TYPE = "image/jpeg"
Reader = gateway.Reader


class WrongFile(LegationError):
    """The file cannot be taken; the sentence tells the person why and what to do."""


@dataclass(frozen=True)
class Opened:
    """A file for reading: every piece has been checked once already."""

    name: str
    content_type: str
    size: int
    pieces: Iterator[bytes]


def attach(draft: Draft, question: str, filename: str, source: IO[bytes], *, most: int = 1) -> Attachment:
    """Take the file into quarantine and have it scanned at once; never more than a piece is in memory.

    A question for one file takes it in place of the earlier one. Raises WrongFile for what is empty,
    too large, too many, of another type, or refused by the scanner, and Conflict when the draft was
    sent meanwhile; a file that could not be scanned stays in quarantine until `rescan` reaches the
    scanner.
    """
    with _on_disk(source) as file:
        size = file.seek(0, io.SEEK_END)
        if not size:
            raise WrongFile(_("The file is empty. Choose it again."))
        if size > LARGEST:
            raise WrongFile(_("The file is larger than 20 MB. Choose a smaller one."))
        _check_room(draft, question, size, most)
        kind = content_type(file)
        if kind is None:
            raise WrongFile(_("The file must be a JPEG or PNG picture or a PDF, and nothing else beside."))
        key = os.urandom(KEY_BYTES).hex()
        attachment = Attachment(
            subject=draft.subject,
            draft=draft,
            question=question,
            filename=shown_name(filename),
            file_key=key,
            content_type=kind,
            size=size,
        )
        _judge(attachment, file)
        if attachment.state == Attachment.State.REFUSED:
            raise WrongFile(_("The scanner found something harmful in this file, so it was not kept."))
        try:
            _keep(attachment, key, file)
            _put_in_place(attachment, draft.pk, most)
        except BaseException:
            vault.remove(attachment)
            raise
    return attachment


@contextmanager
def _on_disk(source: IO[bytes]) -> Iterator[IO[bytes]]:
    """A real file: the source itself, else a copy without a name."""
    try:
        source.fileno()
    except (AttributeError, io.UnsupportedOperation):
        with nameless_file() as file:
            source.seek(0)
            shutil.copyfileobj(source, file)
            file.flush()
            yield file
    else:
        yield source


def _keep(attachment: Attachment, key: str, file: IO[bytes]) -> None:
    """The original, sealed as it came, and what is made of it for reading."""
    try:
        with made_harmless(file, attachment.content_type) as harmless:
            vault.keep(attachment, key, Part.COPY, harmless.content)
            vault.keep(attachment, key, Part.PREVIEW, harmless.preview)
    except Unreadable as refusal:
        raise WrongFile(refusal.sentence) from refusal
    vault.keep(attachment, key, Part.ORIGINAL, file)


def _check_room(draft: Draft, question: str, size: int, most: int) -> None:
    """Raises WrongFile where one more file is too many, or all together are too large."""
    others = Attachment.objects.filter(draft_id=draft.pk)
    if most == 1:
        others = others.exclude(question=question)
    elif others.filter(question=question).count() >= most:
        sentence = ngettext(
            "At most %(count)s file can be given here. Remove one to choose another.",
            "At most %(count)s files can be given here. Remove one to choose another.",
            most,
        )
        raise WrongFile(sentence % {"count": most})
    together = others.aggregate(size=Sum("size"))["size"] or 0
    if together + size > LARGEST_TOGETHER:
        raise WrongFile(_("All files of a form may be 100 MB together. Remove one or choose a smaller one."))


def _put_in_place(attachment: Attachment, draft_pk: int, most: int) -> None:
    """Whoever else sends a file at the same moment: the limits hold, and one file stays where one fits."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_pk)
        if draft.submitted_at:
            raise Conflict(_("This form has been sent already."))
        _check_room(draft, attachment.question, attachment.size, most)
        if most == 1:
            for earlier in draft.attachments.filter(question=attachment.question):
                discard(earlier)
        attachment.save(force_insert=True)


def remove(draft: Draft, attachment_id: str) -> str:
    """Take a file back: the question that it answered; empty when there is no such file of the draft.

    Raises Conflict when the draft was sent meanwhile.
    """
    with transaction.atomic():
        stored = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if stored.submitted_at:
            raise Conflict(_("This form has been sent already."))
        row = next((row for row in stored.attachments.all() if str(row.pk) == attachment_id), None)
        if row is None:
            return ""
        discard(row)
        return row.question


def discard(attachment: Attachment) -> None:
    """Delete the row now and the bytes once that is committed."""
    pk = attachment.pk
    attachment.delete()
    transaction.on_commit(lambda: vault.remove(Attachment(pk=pk)))


def rescan(everything: bool = False) -> int:
    """Scan what still waits in quarantine, or with `everything` each file that is kept; returns how
    many were judged."""
    states = [Attachment.State.QUARANTINED, *([Attachment.State.CLEAN] if everything else [])]
    judged = 0
    for attachment in Attachment.objects.filter(state__in=states).select_related("subject").iterator():
        key = gateway.deliver(attachment, ["file_key"])["file_key"]
        if not key:
            continue
        before = attachment.state
        try:
            with vault.opened(attachment, key) as file:
                if not _judge(attachment, file):
                    break
        except (FileNotFoundError, BrokenSeal):
            log.warning("the attachment %s cannot be read", attachment.pk)
            continue
        judged += _store_judgement(attachment, before)
    return judged


def _store_judgement(attachment: Attachment, before: str) -> bool:
    """False when the file was taken back meanwhile."""
    with transaction.atomic():
        stored = Attachment.objects.filter(pk=attachment.pk).update(
            state=attachment.state, finding=attachment.finding, scanned_at=attachment.scanned_at
        )
        if stored and attachment.state != before:
            file_judged.send(Attachment, attachment=attachment)
    if attachment.state == Attachment.State.REFUSED:
        vault.remove(attachment)
    return bool(stored)


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


def read_by_staff(reader: Reader, why: str, attachment: Attachment, part: Part = Part.COPY) -> Opened:
    """The file made harmless, or its preview, with a receipt to the person. Raises NotPermitted unless
    it was scanned and nothing was found, FileNotFoundError where there is no preview.

    The original stays sealed: nobody opens it in the course of work.
    """
    if attachment.state != Attachment.State.CLEAN:
        raise NotPermitted(_("This file has not been scanned yet, so nobody may open it."))
    found = gateway.read(reader, why, [attachment], ["filename", "file_key"], reference=attachment.reference)[
        0
    ]
    if not found["file_key"]:
        raise NotPermitted(_("This person’s information has been erased."))
    return _open(attachment, found["filename"], found["file_key"], part)


def _open(attachment: Attachment, name: str, key: str, part: Part) -> Opened:
    if part is Part.ORIGINAL:
        raise NotPermitted(_("The original stays sealed."))
    if not path_of(attachment, Part.COPY).exists():  # taken in before copies were kept
        with vault.opened(attachment, key) as file:
            _keep(attachment, key, file)
    size = vault.check(attachment, key, part)
    if part is Part.PREVIEW and not size:
        raise FileNotFoundError("there is no preview")
    kind = PREVIEW_TYPE if part is Part.PREVIEW else attachment.content_type
    return Opened(name, kind, size, vault.pieces(attachment, key, part))


def by_question(draft: Draft) -> dict[str, list[Attachment]]:
    """The files of a draft, oldest first."""
    found: dict[str, list[Attachment]] = defaultdict(list)
    for row in draft.attachments.select_related("subject"):
        found[row.question].append(row)
    return dict(found)


def name_of(attachment: Attachment) -> str:
    """The file name that the person gave, for showing it to them."""
    return gateway.deliver(attachment, ["filename"])["filename"]


def _judge(attachment: Attachment, file: IO[bytes]) -> bool:
    """False while the scanner is away."""
    verdict = scan(file)
    if verdict.clean is None:
        return False
    attachment.state = Attachment.State.CLEAN if verdict.clean else Attachment.State.REFUSED
    attachment.finding, attachment.scanned_at = verdict.name[:120], clock.now()
    return True


def shown_name(filename: str) -> str:
    """The name as it is kept and shown: printable, without folders, at most 120 characters."""
    kept = "".join(letter for letter in filename if letter.isprintable() and letter not in '/\\"')
    return kept.strip()[-120:] or "file"
