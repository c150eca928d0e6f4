"""Files in a letter: taken in while it is written, sealed for its writer, and sent with it.

They wait in a draft of their own, which only the form knows by its secret. Without the letter they are
erased after two days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import get_language

from legation.casework.cases.models import Case
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.questions.files import Attached
from legation.questions.models import Attachment, Draft
from legation.questions.services import attachments, drafts
from legation.questions.services.forms import in_force, publish

SLUG, QUESTION = "letter-files", "files"
KEPT = dt.timedelta(days=2)
FIELD = "enclosed"
FORM: dict[str, object] = {
    "title": {"en": "Files in a letter"},
    "languages": ["en"],
    "steps": [
        {
            "id": "letter",
            "title": {"en": "Letter"},
            "questions": [{"id": QUESTION, "kind": "file", "label": {"en": "Files"}, "required": False}],
        }
    ],
}


@dataclass
class Enclosures:
    """The files of one letter, and the secret by which its form names them; empty before the first."""

    secret: str = ""
    draft: Draft | None = None

    @property
    def were_sent(self) -> bool:
        """They belong to a case already."""
        return self.draft is not None and self.draft.submitted_at is not None

    def rows(self) -> list[Attachment]:
        """The files, oldest first."""
        return list(self.draft.attachments.select_related("subject")) if self.draft else []

    def shown(self) -> list[Attached]:
        """The files as the form shows them."""
        waiting = Attachment.State.QUARANTINED
        return [
            Attached(row.pk, attachments.name_of(row), row.size, row.state == waiting) for row in self.rows()
        ]


def of(request: HttpRequest) -> Enclosures:
    """Those that the form names; none where the secret is wrong or their days are over."""
    secret = request.POST.get(FIELD, "")[:100]
    draft = drafts.find(secret, purpose=SLUG) if secret else None
    return Enclosures(secret, draft) if draft else Enclosures()


def add(enclosed: Enclosures, sent: Sequence[UploadedFile], most: int) -> list[str]:
    """Take the files in, each by itself; a sentence for each that cannot be taken."""
    refusals = []
    for upload in sent:
        if enclosed.draft is None:
            enclosed.draft, enclosed.secret = _begin()
        try:
            attachments.attach(enclosed.draft, QUESTION, upload.name or "", upload, most=most)
        except (attachments.WrongFile, Conflict) as refusal:
            name = attachments.shown_name(upload.name or "")
            refusals.append(f"\u2068{name}\u2069: {refusal.sentence}")  # isolated: it may run the other way
    return refusals


def remove(enclosed: Enclosures, file_id: str) -> None:
    """Take a file back; one that is not of this letter, or was sent meanwhile, stays."""
    if enclosed.draft is not None:
        try:
            attachments.remove(enclosed.draft, file_id)
        except Conflict:
            enclosed.draft.refresh_from_db()


def lock(enclosed: Enclosures) -> None:
    """For the rest of the transaction nobody else adds, removes or sends these files."""
    if enclosed.draft is not None:
        rows = Draft.objects.select_for_update(of=("self",)).select_related("subject", "form")
        enclosed.draft = rows.get(pk=enclosed.draft.pk)


def send_with(case: Case, enclosed: Enclosures) -> None:
    """Give the files to the case, in the caller's transaction, after `lock`."""
    if enclosed.draft is not None and not enclosed.were_sent:
        drafts.close(enclosed.draft, case.number)


def _begin() -> tuple[Draft, str]:
    form = in_force(SLUG) or publish(SLUG, FORM)
    draft, secret = drafts.begin(form, purpose=SLUG, office="", language=get_language() or "en", answers={})
    draft.expires_at = clock.now() + KEPT
    draft.save(update_fields=["expires_at"])
    return draft, secret
