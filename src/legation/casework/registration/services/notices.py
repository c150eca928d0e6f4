"""Writing a notice, a second person's signature, sending it to everybody once, and stopping it.

Whom it reaches is fixed in the moment of sending. Each mail is queued in a transaction of its own together
with the note that it was, so that a killed worker leaves nothing out and sends nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from legation.accounts.models import User
from legation.accounts.staff.duties import NOTICE, apart
from legation.casework.registration import links
from legation.casework.registration.models import REVIEW_WITHIN, Delivery, Notice
from legation.casework.registration.permissions import may_review, may_sign, may_write
from legation.casework.registration.queries import audience
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.mail.services import queue_template
from legation.offices.models import Office
from legation.privacy.gateway import deliver

BATCH = 100
State = Notice.State
Texts = dict[str, dict[str, str]]


def write(
    office: Office,
    *,
    actor: User,
    texts: Texts,
    countries: Sequence[str] = (),
    areas: Sequence[str] = (),
    is_emergency: bool = False,
    asks_safety: bool = False,
    notice: Notice | None = None,
    revision: int | None = None,
) -> Notice:
    """A draft, or the same draft with other words; whoever changed it last is its writer.

    Raises NotPermitted for another office's people, Conflict when it was sent or changed meanwhile.
    """
    _must(may_write(actor, office))
    with transaction.atomic():
        row = (
            Notice(office=office) if notice is None else _now(notice, {State.DRAFT, State.WAITING}, revision)
        )
        _must(row.office_id == office.pk)
        row.texts, row.countries, row.areas = texts, list(countries), list(areas)
        row.is_emergency, row.asks_safety = is_emergency, asks_safety
        row.written_by, row.written_at, row.state = actor, clock.now(), State.DRAFT
        row.revision += 1
        row.save()
        _note(row, "written", actor)
    return row


def propose(notice: Notice, *, actor: User, revision: int | None = None) -> Notice:
    """Ask a second person to send it. Raises NotPermitted, Conflict."""
    with _step(notice, {State.DRAFT}, revision) as row:
        _must(may_write(actor, row.office))
        row.state, row.remark = State.WAITING, ""
        _note(row, "proposed", actor)
    return row


def give_back(notice: Notice, remark: str, *, actor: User, revision: int | None = None) -> Notice:
    """A second person wants it changed. Raises NotPermitted, Conflict."""
    with _step(notice, {State.WAITING}, revision) as row:
        _must(may_sign(actor, row))
        apart(NOTICE, actor, row.written_by_id)
        row.state, row.remark = State.DRAFT, remark
        _note(row, "returned", actor)
    return row


def send(notice: Notice, *, actor: User, revision: int | None = None) -> Notice:
    """The second person sends it. Raises NotPermitted for the writer, Conflict when it changed meanwhile."""
    with _step(notice, {State.WAITING}, revision) as row:
        _must(may_sign(actor, row))
        apart(NOTICE, actor, row.written_by_id)
        _start(row, actor)
    return row


def send_emergency(notice: Notice, *, actor: User, revision: int | None = None) -> Notice:
    """An emergency goes out at once on one signature; somebody else has two hours to look at it.

    Raises NotPermitted, or Conflict for what is no emergency.
    """
    with _step(notice, {State.DRAFT, State.WAITING}, revision) as row:
        _must(may_write(actor, row.office))
        if not row.is_emergency:
            raise Conflict(_("Only an emergency goes out on one signature."))
        row.review_due_at = clock.now() + REVIEW_WITHIN
        _start(row, actor, reason="one signature")
    return row


def stop(notice: Notice, *, actor: User) -> Notice:
    """What is not yet queued stays here; what is out cannot be called back. Settles a review that is open.

    Raises NotPermitted, Conflict.
    """
    with _step(notice, {State.SENDING, State.SENT}, None) as row:
        reviews = may_review(actor, row)
        _must(reviews or may_write(actor, row.office))
        if row.state == State.SENT and not reviews:
            raise Conflict(_("Everything has been sent already."))
        row.state = State.STOPPED
        if reviews:
            row.reviewed_by, row.reviewed_at = actor, clock.now()
        _note(row, "stopped", actor)
    return row


def confirm_review(notice: Notice, *, actor: User) -> Notice:
    """A second person has looked at an emergency notice and lets it stand. Raises NotPermitted, Conflict."""
    with _step(notice, {State.SENDING, State.SENT, State.STOPPED}, None) as row:
        if not row.awaits_review:
            raise Conflict(_("This has been decided already."))
        _must(may_review(actor, row))
        row.reviewed_by, row.reviewed_at = actor, clock.now()
        _note(row, "reviewed", actor)
    return row


def _start(row: Notice, actor: User, *, reason: str = "") -> None:
    people = list(audience(row).reachable().values_list("pk", flat=True))
    rows = [Delivery(notice=row, registration_id=pk) for pk in people]
    Delivery.objects.bulk_create(rows, batch_size=500)
    row.state, row.sent_by, row.sent_at, row.reached = State.SENDING, actor, clock.now(), len(people)
    _note(row, "sent", actor, reason=reason)
    deliver_notice.enqueue(row.pk)


@task()
def deliver_notice(notice_id: int) -> int:
    """Queue every mail that is not queued yet; returns how many."""
    return deliver_waiting(notice_id)


def deliver_waiting(notice_id: int) -> int:
    """Go on where the last one stopped, also after it was killed; several at once do no harm."""
    count = 0
    waiting = Delivery.objects.filter(notice=notice_id, queued_at=None, notice__state=State.SENDING)
    while batch := list(waiting.values_list("pk", flat=True)[:BATCH]):
        count += sum(_deliver(pk) for pk in batch)
    if not Delivery.objects.filter(notice=notice_id, queued_at=None).exists():
        Notice.objects.filter(pk=notice_id, state=State.SENDING).update(state=State.SENT)
    return count


def resume() -> int:
    """Notices that a killed worker left unfinished; returns how many mails were queued."""
    left = Notice.objects.filter(state=State.SENDING).values_list("pk", flat=True)
    return sum(deliver_waiting(pk) for pk in list(left))


def _deliver(pk: int) -> bool:
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",)).select_related(
            "notice__office", "registration__subject"
        )
        row = rows.filter(pk=pk, queued_at=None, notice__state=State.SENDING).first()
        if row is None:
            return False
        person = row.registration
        opened = deliver(person, ["name", "email"])
        language, title, text = row.notice.in_words(person.language, *person.languages)
        frame = language if translation.check_for_language(language) else person.language
        context: Mapping[str, object] = {
            "notice_title": title,
            "text": text,
            "name": opened["name"],
            "office": row.notice.office,
            "office_name": row.notice.office.text(frame).name,
            "is_emergency": row.notice.is_emergency,
            "answer": _answer_link(row, frame) if row.notice.asks_safety else "",
            "mine": links.link(person, "registration_mine", links.signed(person, "mine"), frame),
        }
        mail = queue_template(
            person.subject, opened["email"], "registration/mail/notice.txt", context, language=frame
        )
        row.mail, row.queued_at = mail, clock.now()
        row.save(update_fields=["mail", "queued_at"])
    return True


def _answer_link(row: Delivery, language: str) -> str:
    token = links.signed(row.registration, "answer", str(row.pk))
    return links.link(row.registration, "registration_answer", token, language)


@contextmanager
def _step(notice: Notice, states: set[State], revision: int | None) -> Iterator[Notice]:
    with transaction.atomic():
        row = _now(notice, states, revision)
        yield row
        row.revision += 1
        row.save()


def _now(notice: Notice, states: set[State], revision: int | None) -> Notice:
    row = Notice.objects.select_for_update(of=("self",)).select_related("office").get(pk=notice.pk)
    if row.state not in states or revision not in (None, row.revision):
        raise Conflict(_("The notice has changed meanwhile. Look at it again, then decide."))
    return row


def _must(permitted: bool) -> None:
    if not permitted:
        raise NotPermitted(_("This notice belongs to another office."))


def _note(row: Notice, what: str, actor: User, *, reason: str = "") -> None:
    detail = {"notice": row.pk or 0, "reached": row.reached}
    record(
        Act(f"notice.{what}", actor=actor.subject_id, office=row.office.slug, reason=reason, detail=detail)
    )
