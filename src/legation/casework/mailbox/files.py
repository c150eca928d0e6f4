"""The files of a letter on the pages of its case: who may read them, how they stand, what became of them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader
from legation.casework.cases.models import ENDED, Case, Kind, State
from legation.casework.cases.permissions import desk_of, may_handle
from legation.casework.cases.purposes import case_task, has_ended, is_running
from legation.casework.cases.services.steps import announce
from legation.privacy.gateway import Reader, purpose
from legation.questions.models import Attachment


def _number_of(row: Model) -> str:
    return row.reference if isinstance(row, Attachment) else ""


ANSWER = purpose("letter.answer", gettext_lazy("to answer you"), may=case_task(is_running, _number_of))
LOOK_BACK = purpose(
    "letter.look-back",
    gettext_lazy("to look something up in your closed case"),
    may=case_task(has_ended, _number_of),
)


def letter_of(attachment: Attachment) -> Case | None:
    """The confirmed letter in which the file came."""
    rows = Case.objects.confirmed().select_related("office", "subject").filter(kind=Kind.LETTER)
    return rows.filter(number=attachment.reference).first() if attachment.reference else None


def may_read_file(user: User, attachment: Attachment) -> tuple[Reader, str] | None:
    """Whoever handles the letter, once its writer has confirmed it."""
    case = letter_of(attachment)
    if case is None or not may_handle(user, case):
        return None
    return reader(user, desk_of(case)), LOOK_BACK if case.state in ENDED else ANSWER


def desk_context(case: Case, user: User) -> dict[str, Any]:
    """The files for somebody who may see the case."""
    return {"letter_files": _files_of(case), "may_read_files": may_handle(user, case)}


def status_context(case: Case) -> dict[str, Any]:
    """How the files stand, for the writer."""
    files = _files_of(case)
    waits = any(file.state == Attachment.State.QUARANTINED for file in files)
    return {"letter_files": files, "letter_waits": waits}


def tell_writer(sender: object, *, attachment: Attachment, **_kwargs: object) -> None:
    """In the transaction of the verdict, when a file that had waited for the scanner was scanned."""
    case = letter_of(attachment)
    if case is None or case.state == State.UNCONFIRMED:
        return
    with transaction.atomic(), translation.override(case.language):
        if attachment.state == Attachment.State.REFUSED:
            text = _(
                "The virus scanner found something harmful in a file that you sent, so we removed it. Write to "
                "us with the number of your case to send another."
            )
        else:
            text = _("A file that had waited was scanned: nothing harmful was found, and we can open it now.")
        announce(case, "mailbox/mail/file_judged.txt", {"text": text}, body=text)


def _files_of(case: Case) -> list[Attachment]:
    return list(Attachment.objects.filter(reference=case.number))
