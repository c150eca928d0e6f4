"""Beginning, saving, resuming, sending off and erasing drafts."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core import signing
from django.db import transaction

from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.kernel.keys import master_key
from legation.ledger.services import Act, record
from legation.mail.services import queue_template
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject
from legation.privacy.sealing import lookup_hash
from legation.questions.definition import Answer, Kind
from legation.questions.models import DRAFT_DAYS, Draft, FormDefinition, in_thirty_days
from legation.questions.services import attachments

SECRET_BYTES = 24
RESUME_SALT = "legation.questions.resume"


def begin(
    form: FormDefinition, *, purpose: str, office: str, language: str, answers: Mapping[str, Answer]
) -> tuple[Draft, str]:
    """A new draft and its secret, which nothing but the person's own address holds from here on."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        draft = Draft.objects.create(
            secret_hash=_hash(secret),
            subject=Subject.objects.create(),
            form=form,
            purpose=purpose,
            office=office,
            language=language,
            answers=json.dumps(dict(answers)),
        )
    return draft, secret


def find(secret: str, *, purpose: str) -> Draft | None:
    """The draft of this secret, sent or not, unless its days are over."""
    draft = (
        Draft.objects.select_related("form", "subject")
        .filter(secret_hash=_hash(secret), purpose=purpose)
        .first()
    )
    return draft if draft and (draft.submitted_at or draft.expires_at > clock.now()) else None


def answers_of(draft: Draft) -> dict[str, Answer]:
    """What the person has answered so far; empty once they were erased."""
    found: dict[str, Answer] = json.loads(deliver(draft, ["answers"])["answers"] or "{}")
    return found


def save(draft: Draft, changes: Mapping[str, Answer], cleared: Iterable[str] = ()) -> Draft:
    """Merge the answers into the draft as it is stored now, so that two open tabs lose nothing.

    Raises Conflict when it was sent meanwhile.
    """
    with transaction.atomic():
        stored = (
            Draft.objects.select_for_update(of=("self",)).select_related("subject", "form").get(pk=draft.pk)
        )
        if stored.submitted_at:
            raise Conflict("This form has been sent already.")
        merged = {key: value for key, value in answers_of(stored).items() if key not in set(cleared)}
        merged = {**merged, **changes, **_files_of(stored)}
        stored.answers = json.dumps(
            {key: value for key, value in merged.items() if value != []}, ensure_ascii=False
        )
        stored.saved_at, stored.expires_at = clock.now(), in_thirty_days()
        stored.save(update_fields=["answers", "saved_at", "expires_at"])
    return stored


def _files_of(draft: Draft) -> dict[str, Answer]:
    """What answers the questions for files: those that are there now, whoever else sent or removed one."""
    files = attachments.by_question(draft)
    return {
        question.id: [str(row.pk) for row in files.get(question.id, [])]
        for question in draft.form.definition
        if question.kind is Kind.FILE
    }


def mail_resume_link(
    draft: Draft, secret: str, address: str, *, path: str, language: str, title: str
) -> None:
    """Send the link with which the person goes on later, on any device. `path` ends before the token.

    The link also shows, once followed, that the address is theirs.
    """
    token = signing.dumps({"s": secret, "e": lookup_hash("email", address)}, salt=RESUME_SALT)
    queue_template(
        draft.subject,
        address,
        "mail/questions_resume.txt",
        {"link": f"{settings.LEGATION_ORIGIN}{path}{token}/", "title": title, "days": DRAFT_DAYS},
        language=language,
    )


def secret_of_link(token: str) -> tuple[str, str] | None:
    """The draft's secret and the hash of the address to which the link was sent; None when forged or old."""
    try:
        found = signing.loads(token, salt=RESUME_SALT, max_age=DRAFT_DAYS * 24 * 60 * 60)
        return str(found["s"]), str(found["e"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def verify_address(draft: Draft, address_hash: str) -> None:
    """Note that the link sent to this address was followed."""
    Draft.objects.filter(pk=draft.pk).update(verified=address_hash)
    draft.verified = address_hash


def is_verified(draft: Draft, address: str) -> bool:
    """Whether the person has shown that this address is theirs."""
    return bool(address) and draft.verified == lookup_hash("email", address)


def close(draft: Draft, reference: str) -> Draft:
    """Mark the draft as sent, in the caller's transaction; its answers and files have moved to
    `reference` and the copy here is emptied. Raises Conflict when it was sent already."""
    stored = Draft.objects.select_for_update(of=("self",)).select_related("subject", "form").get(pk=draft.pk)
    if stored.submitted_at:
        raise Conflict("This form has been sent already.")
    stored.attachments.update(draft=None, reference=reference)
    stored.submitted_at, stored.reference, stored.answers = clock.now(), reference, "{}"
    stored.save(update_fields=["submitted_at", "reference", "answers"])
    return stored


def erase_stale() -> int:
    """Erase every draft whose days are over: the person's key, the files, the row; returns how many.

    Of a draft that was sent only the empty row goes: the rest belongs to what it became.
    """
    Draft.objects.filter(submitted_at__isnull=False, expires_at__lte=clock.now()).delete()
    return sum(_erase(pk) for pk in list(Draft.objects.stale().values_list("pk", flat=True)[:500]))


def _erase(pk: int) -> bool:
    """False when it was saved again meanwhile, which gave it new days."""
    with transaction.atomic():
        rows = Draft.objects.stale().select_for_update(of=("self",)).select_related("subject")
        draft = rows.filter(pk=pk).first()
        if draft is None:
            return False
        for attachment in draft.attachments.all():
            attachments.discard(attachment)
        subject = draft.subject
        draft.delete()
        subject.erase()
        record(Act("draft.erased", reason="its days were over", detail={"draft": pk}))
    return True


def _hash(secret: str) -> str:
    key = master_key(settings.LEGATION_MASTER_KEY_FILE)
    return key.keyed_hash("draft secret", secret).hex()
