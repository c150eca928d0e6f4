"""“I am safe” and “I need help”: the answer to a notice, by its link alone."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from legation.casework.cases.models import ENDED, Case, Event, Kind, Matter, State
from legation.casework.cases.services import Opening, open_case, supplement
from legation.casework.cases.services.opening import opened_by
from legation.casework.cases.services.steps import enter, step
from legation.casework.registration.models import Delivery
from legation.kernel import clock
from legation.ledger.services import Act, record
from legation.mail.unsafe import is_unsafe
from legation.offices import queries
from legation.privacy.gateway import deliver

SEALED = ("name", "email", "phone", "place", "companions", "contact")


def answer(delivery: Delivery, said: Delivery.Answer, words: str = "") -> tuple[Case, str] | None:
    """Note the answer; the last one counts. The first call for help opens a case at the office, with what it
    needs to help: the case and its secret, None without one. Calling again puts the words into the same case,
    and opens another when that one has ended: nobody looks into it any more."""
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",)).select_related(
            "notice__office", "registration__subject", "registration__office", "registration__area__office"
        )
        row = rows.get(pk=delivery.pk)
        row.answer, row.answered_at = said, clock.now()
        opened = _open(row, words) if said == Delivery.Answer.HELP else None
        if opened:
            row.case_number = opened[0].number
        row.save(update_fields=["answer", "answered_at", "case_number"])
        record(
            Act(
                "notice.answered",
                about=(row.registration.subject_id,),
                office=row.notice.office.slug,
                detail={"notice": row.notice_id, "answer": str(said)},
            )
        )
    return opened


def _open(row: Delivery, words: str) -> tuple[Case, str]:
    submission = f"notice {row.notice_id} {row.registration.secret}"
    while found := opened_by(submission):
        if found[0].state not in ENDED:
            _add(found[0], words)
            return found
        submission = f"{submission} {found[0].number}"
    return _open_new(row, words, submission)


def _add(case: Case, words: str) -> None:
    """What the person says besides; where they were asked something, it is their answer."""
    if not words:
        return
    if case.state == State.WAITING:
        supplement(case, words)
        return
    with step(case.pk, "updated") as locked:
        enter(locked, Event.SUPPLEMENTED, body=words)


def _open_new(row: Delivery, words: str, submission: str) -> tuple[Case, str]:
    person = row.registration
    known = deliver(person, SEALED)
    return open_case(
        Opening(
            kind=Kind.LETTER,
            matter=Matter.CONSULAR,
            language=person.language,
            name=known["name"],
            email=known["email"],
            submission=submission,
            words=_told(row, known, words),
            reference=f"notice {row.notice_id}",
            office=None if row.notice.office.is_duty_desk else row.notice.office,
            country=person.country,
            member=person.member,
            unsafe=is_unsafe(person.subject),
            is_demonstration=person.is_demonstration,
        )
    )


def _told(row: Delivery, known: dict[str, str], words: str) -> str:
    """What the officer reads first, in the office's own language: they act on it, the person knows it."""
    person = row.registration
    languages = [code for code in row.notice.office.languages if translation.check_for_language(code)]
    with translation.override(next(iter(languages), settings.LANGUAGE_CODE)):
        country = queries.country_name(person.country, translation.get_language() or "en")
        area = f", {person.area.name}" if person.area else ""
        lines = [
            _("I need help. This is my answer to your notice “%s”.") % row.notice.title,
            words,
            f"{_('Where')}: {country}{area}\n{known['place']}".strip(),
            f"{_('Telephone number')}: {known['phone']}" if known["phone"] else "",
            f"{_('With me')}:\n{known['companions']}" if known["companions"] else "",
            f"{_('Whom to call at home')}: {known['contact']}" if known["contact"] else "",
        ]
    return "\n\n".join(line for line in lines if line)
