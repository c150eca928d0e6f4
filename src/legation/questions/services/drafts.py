"""Beginning, saving, resuming, sending off and erasing drafts."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError
from legation.kernel.keys import master_key
from legation.ledger.services import Act, record
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject
from legation.privacy.sealing import lookup_hash
from legation.questions.answers import ENTRY, HERE, Answer, Entry, Where, entries, entry_id
from legation.questions.carrying import Former, carry
from legation.questions.definition import Definition, Kind, Question, Step
from legation.questions.models import Draft, FormDefinition, in_thirty_days
from legation.questions.services import attachments

SECRET_BYTES = 24
LONGEST_TYPED = 100_000  # signs
Typed = dict[str, list[str]]


class TooMany(LegationError):
    """A repeating step has as many entries as it may."""


def begin(
    form: FormDefinition,
    *,
    purpose: str,
    office: str,
    language: str,
    answers: Mapping[str, Answer],
    member: User | None = None,
) -> tuple[Draft, str]:
    """A new draft and its secret, which nothing but the person's own address holds from here on; of a
    member it is kept too, so that they find their draft again."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        draft = Draft.objects.create(
            secret_hash=_hash(secret),
            subject=Subject.objects.create(),
            form=form,
            purpose=purpose,
            office=office,
            language=language,
            answers=json.dumps(dict(answers), ensure_ascii=False),
            member=member,
            secret=secret if member else None,
        )
    return draft, secret


def find(secret: str, *, purpose: str) -> Draft | None:
    """The draft of this secret, sent or not, unless its days are over; carried over to the version of
    the form in force where that one asks for it."""
    draft = (
        Draft.objects.select_related("form", "subject")
        .filter(secret_hash=_hash(secret), purpose=purpose)
        .first()
    )
    if draft is None or draft.submitted_at:
        return draft
    return _brought_up(draft) if draft.expires_at > clock.now() else None


def open_of(member: User, *, purpose: str, office: str = "") -> tuple[Draft, str] | None:
    """The draft that the member saved last for this, with its secret; None: there is none."""
    drafts = Draft.objects.open().filter(member=member, purpose=purpose).select_related("subject", "form")
    if office:
        drafts = drafts.filter(office=office)
    draft = drafts.order_by("-saved_at").first()
    secret = deliver(draft, ["secret"])["secret"] if draft else ""
    return (draft, secret) if draft and secret else None


def answers_of(draft: Draft) -> dict[str, Answer]:
    """What the person has answered so far; empty once they were erased."""
    found: dict[str, Answer] = json.loads(deliver(draft, ["answers"])["answers"] or "{}")
    return found


def typed_of(draft: Draft) -> dict[str, Typed]:
    """What was typed wrongly on pages that the person left, by page, named `step.entry`."""
    found: dict[str, Typed] = json.loads(deliver(draft, ["typed"])["typed"] or "{}")
    return found


@contextmanager
def changing(draft: Draft) -> Iterator[tuple[Draft, dict[str, Answer]]]:
    """The draft and its answers as they are stored now, locked; what the block makes of the answers is
    saved, so that two open tabs lose nothing, and the draft gets new days.

    Raises Conflict when it was sent meanwhile.
    """
    with transaction.atomic():
        stored = (
            Draft.objects.select_for_update(of=("self",)).select_related("subject", "form").get(pk=draft.pk)
        )
        if stored.submitted_at:
            raise Conflict(_("This form has been sent already."))
        answers = answers_of(stored)
        yield stored, answers
        _put_files(stored, answers)
        stored.answers = json.dumps(answers, ensure_ascii=False)
        stored.saved_at, stored.expires_at = clock.now(), in_thirty_days()
        stored.save(update_fields=["answers", "typed", "former", "form", "saved_at", "expires_at"])


def save(
    draft: Draft,
    changes: Mapping[str, Answer],
    cleared: Iterable[str] = (),
    *,
    where: Where = HERE,
    typed: Typed | None = None,
) -> Draft:
    """Merge the answers into the form, or into one entry of a repeating step, which begins with the
    first save. `typed`: what could not be saved of this page and shall be there when it is opened again.

    Raises Conflict when it was sent meanwhile, TooMany for an entry more than there may be.
    """
    with changing(draft) as (stored, answers):
        target = _entry(stored.form.definition, answers, where) if where.entry else answers
        for key in cleared:
            target.pop(key, None)
        target.update(changes)
        _keep_typed(stored, where, typed)
    return stored


def begin_entries(draft: Draft, step: Step) -> Draft:
    """Note that the person has seen the list of a repeating step, be it empty."""
    with changing(draft) as (stored, answers):
        answers.setdefault(step.id, [])
    return stored


def remove_entry(draft: Draft, where: Where) -> Draft:
    """Take an entry out, with its files; nothing happens when it is not there."""
    with changing(draft) as (stored, answers):
        left = [entry for entry in entries(answers, where.step) if entry_id(entry) != where.entry]
        if where.step in answers:
            answers[where.step] = left
        for attachment in stored.attachments.filter(question__startswith=where.file("")):
            if where.entry:
                attachments.discard(attachment)
        _keep_typed(stored, where, None)
    return stored


def former_of(draft: Draft) -> list[Former]:
    """The answers to questions that a newer version of the form does not ask."""
    return [Former(**item) for item in json.loads(deliver(draft, ["former"])["former"] or "[]")]


def _brought_up(draft: Draft) -> Draft:
    newer = FormDefinition.objects.filter(slug=draft.form.slug, version__gt=draft.form.version)
    latest = newer.filter(in_force=True).first()
    if latest is None or not newer.filter(carries=True).exists():
        return draft
    try:
        with changing(draft) as (stored, answers):
            former = former_of(stored)
            versions = FormDefinition.objects.in_bulk({item.form for item in former})
            carried = carry(answers, former, stored.form, latest, versions)
            answers.clear()
            answers.update(carried.answers)
            stored.form = latest
            stored.former = json.dumps([asdict(item) for item in carried.former], ensure_ascii=False)
            record(Act("draft.carried", detail={"form": latest.slug, "version": latest.version}))
    except Conflict:
        draft.refresh_from_db()
        return draft
    return stored


def _entry(definition: Definition, answers: dict[str, Answer], where: Where) -> Entry:
    """The entry to change; a new one at the end where there is none. Raises TooMany."""
    step = definition.step(where.step)
    given = entries(answers, where.step)
    for entry in given:
        if entry_id(entry) == where.entry:
            return entry
    if step is None or step.repeat is None or len(given) >= step.repeat.most:
        raise TooMany(_("There is no room for one more. Remove one to add another."))
    new: Entry = {ENTRY: where.entry}
    answers[where.step] = [*given, new]
    return new


def _keep_typed(draft: Draft, where: Where, typed: Typed | None) -> None:
    everything = typed_of(draft)
    key = f"{where.step}.{where.entry}"
    before = everything.pop(key, None)
    if typed and sum(len(text) for texts in typed.values() for text in texts) <= LONGEST_TYPED:
        everything[key] = typed
    if everything.get(key) != before:
        draft.typed = json.dumps(everything, ensure_ascii=False)


def _put_files(draft: Draft, answers: dict[str, Answer]) -> None:
    """What answers the questions for files: those that are there now, whoever else sent or removed one."""
    files = attachments.by_question(draft)

    def put(target: dict[str, Answer], question: Question, where: Where) -> None:
        target.pop(question.id, None)
        if rows := files.get(where.file(question.id)):
            target[question.id] = [str(row.pk) for row in rows]

    for step in draft.form.definition.steps:
        for question in step.questions:
            if question.kind is not Kind.FILE:
                continue
            if step.repeat is None:
                put(answers, question, HERE)
            for entry in entries(answers, step.id) if step.repeat else ():
                put(entry, question, Where(step.id, entry_id(entry)))


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
        raise Conflict(_("This form has been sent already."))
    stored.attachments.update(draft=None, reference=reference)
    stored.submitted_at, stored.reference, stored.answers = clock.now(), reference, "{}"
    stored.typed = stored.former = stored.secret = None
    stored.code_hash = ""
    stored.save(
        update_fields=["submitted_at", "reference", "answers", "typed", "former", "secret", "code_hash"]
    )
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
