"""Asking to correct exactly some answers, and the correction: the case waits meanwhile, its clock stands still,
and both versions are kept."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.applications.models import Application, Correction
from legation.casework.applications.queries import application_of
from legation.casework.cases import clock as case_clock
from legation.casework.cases.models import ENDED, Case, Event, State
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services.steps import enter, step
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.mail.services import queue_template
from legation.privacy.gateway import Owner, by_secret, deliver, own
from legation.questions.definition import Answer
from legation.questions.models import Attachment, Draft
from legation.questions.placing import Place, places, replaced
from legation.questions.services import attachments

SALT = "legation.applications.correction"
LINK_AGE = 120 * 24 * 60 * 60
REMIND_BEFORE = dt.timedelta(days=3)
NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def correctable(application: Application) -> list[Place]:
    """What an officer may name: every answer, those in the entries of a repeating step one by one."""
    return places(application.form.definition, _answers(application))


def ask(
    case: Case, questions: Sequence[str], reason: str, days: int, *, actor: User, revision: int
) -> Correction:
    """Ask the applicant to correct these answers within so many days. Raises NotPermitted, or Conflict when the
    case does not allow it or a correction is open."""
    with step(case.pk, "asked", revision=revision) as locked:
        if not may_handle(actor, locked):
            raise NotPermitted(_("This case belongs to another office."))
        application = application_of(locked)
        known = {place.name: place for place in correctable(application)} if application else {}
        if application is None or not questions or not set(questions) <= set(known):
            raise Conflict(_("Choose what is to be corrected."))
        if locked.corrections.filter(state=Correction.State.OPEN).exists():
            raise Conflict(_("A correction is being waited for already."))
        answers = _answers(application)
        row = Correction.objects.create(
            case=locked,
            questions=list(questions),
            reason=reason,
            earlier_answers=json.dumps(
                {name: answer for name in questions if (answer := known[name].answer(answers)) is not None},
                ensure_ascii=False,
            ),
            vessel=_vessel(locked, application),
            asked_by=actor,
            until=clock.now() + dt.timedelta(days=days),
        )
        if locked.assignee is None:
            locked.assignee = actor
        locked.state = State.WAITING
        case_clock.pause(locked, clock.now())
        enter(locked, Event.ASKED, actor=actor, body=reason)
        _mail(locked, row, "asked", reason)
    return row


def link_of(row: Correction) -> str:
    """The address of the correction, for mails: it opens these answers alone."""
    signed = signing.dumps([row.pk, row.case.secret_hash[:12]], salt=SALT)
    with translation.override(row.case.language):
        return settings.LEGATION_ORIGIN + reverse("correction", args=[signed])


def opened(signed: str) -> tuple[Correction, Owner] | None:
    """The correction that a link opens, and whose it is; None when it is not ours, too old, or over."""
    try:
        pk, part = signing.loads(signed, salt=SALT, max_age=LINK_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Correction.objects.select_related("case__subject", "case__office", "vessel__subject")
    row = rows.filter(pk=pk).first()
    if row is None or not row.case.secret_hash.startswith(part):
        return None
    return row, by_secret(row.case.subject, part, row.case.secret_hash[:12])


def is_open(row: Correction) -> bool:
    """Whether it can still be made."""
    return row.state == Correction.State.OPEN and row.case.state not in ENDED


def shown_answers(row: Correction, owner: Owner) -> dict[str, Answer]:
    """Every answer of the application, opened for the person themselves."""
    application = application_of(row.case)
    if application is None:
        return {}
    found: dict[str, Answer] = json.loads(own(owner, application, ["answers"])["answers"] or "{}")
    return found


def files_of(row: Correction) -> dict[str, list[Attachment]]:
    """The files that answer the named questions now: those sent for this correction, else the earlier ones."""
    sent = attachments.by_question(row.vessel) if row.vessel else {}
    before: Mapping[str, Answer] = json.loads(deliver(row, ["earlier_answers"])["earlier_answers"] or "{}")
    found: dict[str, list[Attachment]] = {}
    for name in row.questions:
        keys = before.get(name)
        if sent.get(name):
            found[name] = sent[name]
        elif isinstance(keys, list):
            kept = Attachment.objects.filter(reference=row.case.number, question=name).select_related(
                "subject"
            )
            found[name] = [file for file in kept if str(file.pk) in keys]
    return found


def make(row: Correction, given: Mapping[str, Answer]) -> None:
    """Put the corrected answers in place of the earlier ones; the clock runs again.

    `given` are the answers to what was asked, by the names of their places, files left out. Raises Conflict when it is over.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=row.case_id)
        name = "supplemented" if case.state == State.WAITING else "updated"
        with step(case.pk, name) as locked:
            stored = Correction.objects.select_related("case__subject", "vessel__subject").get(pk=row.pk)
            application = application_of(locked)
            if not is_open(stored) or application is None:
                raise Conflict(_("This correction is over."))
            files = {
                key: [str(file.pk) for file in found] for key, found in files_of(stored).items() if found
            }
            changed: dict[str, Answer] = {**given, **files}
            answers = replaced(_answers(application), stored.questions, changed)
            answers = application.form.definition.kept(answers)
            application.answers = json.dumps(answers, ensure_ascii=False)
            application.save(update_fields=["answers"])
            stored.later_answers = json.dumps(changed, ensure_ascii=False)
            _end(stored, Correction.State.MADE)
            if locked.state == State.WAITING:
                resume(locked)
            enter(locked, Event.SUPPLEMENTED)


def resume(case: Case) -> None:
    """The office goes on; the caller has the case in a step."""
    case.state = State.ASSIGNED if case.assignee_id else State.OPEN
    case_clock.resume(case, clock.now())


def end_with_case(case: Case) -> None:
    """The case is over, and so is what it waited for. Within the caller's transaction."""
    for row in case.corrections.filter(state=Correction.State.OPEN).select_related("vessel"):
        _discard_files(row)
        _end(row, Correction.State.ENDED)


def remind() -> int:
    """Remind those whose time is nearly over, once; returns how many."""
    near = Correction.objects.filter(
        state=Correction.State.OPEN,
        reminded_at=None,
        until__lte=clock.now() + REMIND_BEFORE,
        until__gt=clock.now(),
    )
    count = 0
    for row in near.select_related("case")[:500]:
        with step(row.case_id, "updated") as locked:
            if Correction.objects.filter(pk=row.pk, reminded_at=None).update(reminded_at=clock.now()):
                _mail(locked, row, "reminded", deliver(row, ["reason"])["reason"])
                count += 1
    return count


def lapse() -> int:
    """End what was not made in time: the office decides on what it has; returns how many."""
    over = Correction.objects.filter(state=Correction.State.OPEN, until__lte=clock.now())
    count = 0
    for row in over.select_related("case")[:500]:
        with step(row.case_id, "updated") as locked:
            stored = Correction.objects.select_related("vessel").get(pk=row.pk)
            if stored.state != Correction.State.OPEN:
                continue
            _discard_files(stored)
            _end(stored, Correction.State.LAPSED)
            if locked.state == State.WAITING:
                resume(locked)
            with translation.override(locked.language):
                words = str(_("The time for the correction is over. We decide on what we have."))
            enter(locked, Event.UPDATED, body=words)
            _mail(locked, stored, "lapsed", words)
            count += 1
    return count


def _vessel(case: Case, application: Application) -> Draft:
    return Draft.objects.create(
        secret_hash=secrets.token_hex(32),  # of no secret: nobody resumes it
        subject=case.subject,
        form=application.form,
        purpose="correction",
        language=case.language,
        answers="{}",
        expires_at=NEVER,  # an expired draft erases its person, and this one's has a case
    )


def _end(row: Correction, state: Correction.State) -> None:
    vessel, row.vessel = row.vessel, None
    row.state, row.ended_at = state, clock.now()
    row.save()
    if vessel is not None:
        vessel.attachments.update(draft=None, reference=row.case.number)
        vessel.delete()


def _discard_files(row: Correction) -> None:
    for file in row.vessel.attachments.all() if row.vessel else ():
        attachments.discard(file)


def _answers(application: Application) -> dict[str, Answer]:
    found: dict[str, Answer] = json.loads(deliver(application, ["answers"])["answers"] or "{}")
    return found


def _mail(case: Case, row: Correction, what: str, reason: str) -> None:
    row.case = case
    addressed = deliver(case, ["name", "email"])
    values = {
        "case": case,
        "name": addressed["name"],
        "what": what,
        "reason": reason,
        "until": row.until,
        "link": link_of(row),
    }
    with timezone.override(case_clock.calendar_of(case.office).zone):
        template = "applications/mail/correction.txt"
        queue_template(case.subject, addressed["email"], template, values, language=case.language)
