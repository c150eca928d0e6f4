"""Sending an application off: once, whole, with its case, its mail and its record."""

from __future__ import annotations

import json

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legation.accounts.models import User
from legation.casework.applications.fees import people_in
from legation.casework.applications.models import Application
from legation.casework.cases import numbers
from legation.casework.cases.models import ENDED, Case, Kind, Matter, State
from legation.casework.cases.purposes import case_task, has_ended, is_running, number_of
from legation.casework.cases.services.opening import Opening, open_case
from legation.casework.payments.services import owe
from legation.kernel.errors import LegationError
from legation.ledger.services import Act, record
from legation.offices.models import Office
from legation.privacy.gateway import Reader, purpose, read
from legation.questions.definition import Answer
from legation.questions.models import Attachment, Draft
from legation.questions.services import attachments, drafts

CONFIRM_ROUTE = "apply_confirm"


def _number_of(row: Model) -> str:
    if isinstance(row, Attachment):
        return row.reference
    return number_of(row)


WHY = purpose(
    "application.decide",
    gettext_lazy("to decide on your application"),
    may=case_task(is_running, _number_of),
)
LOOK_BACK = purpose(
    "application.look-back",
    gettext_lazy("to look something up in your closed case"),
    may=case_task(has_ended, _number_of),
)


class Incomplete(LegationError):
    """Questions that must be answered are not."""


def submit(draft: Draft, secret: str, *, language: str, member: User | None = None) -> Case:
    """Open the case of this draft; sending it again gives the same case and does nothing.

    It is open at once where the applicant has shown that the address is theirs, else once they
    follow the link in the mail. Raises Incomplete.
    """
    with transaction.atomic():
        stored = (
            Draft.objects.select_for_update(of=("self",)).select_related("form", "subject").get(pk=draft.pk)
        )
        if stored.submitted_at:
            return Case.objects.get(number=stored.reference)
        definition = stored.form.definition
        given = drafts.answers_of(stored)
        if not all(definition.complete(step, given) for step in definition.route(given)):
            raise Incomplete(_("Some answers are missing. Fill in every step that is not done."))
        answers = definition.kept(given)
        case = _open(stored, secret, answers, language, member)
        _drop_files_not_asked_for(stored, definition.file_places(answers))
        drafts.close(stored, case.number)
        Application.objects.create(
            case=case,
            service=stored.purpose,
            form=stored.form,
            answers=json.dumps(answers, ensure_ascii=False),
        )
        owe(case, units=people_in(stored.purpose, answers))
        detail = {"case": case.number, "service": stored.purpose}
        record(Act("application.submitted", about=(stored.subject_id,), office=stored.office, detail=detail))
    return case


def secret_of(draft_secret: str) -> str:
    """The secret of the case that was opened from the draft with this secret."""
    return numbers.secret_of(numbers.confirmation_token(draft_secret))


def answers_for_staff(reader: Reader, application: Application) -> dict[str, Answer]:
    """What the applicant answered, with a receipt to them; empty once they were erased."""
    why = purpose_of(application.case)
    opened = read(reader, why, [application], ["answers"], reference=application.case.number)[0]
    found: dict[str, Answer] = json.loads(opened["answers"] or "{}")
    return found


def purpose_of(case: Case) -> str:
    """The purpose for which whoever handles the case reads it."""
    return LOOK_BACK if case.state in ENDED else WHY


def is_confirmed(case: Case) -> bool:
    """Whether the applicant has shown that the address is theirs."""
    return case.state != State.UNCONFIRMED


def _open(draft: Draft, secret: str, answers: dict[str, Answer], language: str, member: User | None) -> Case:
    definition = draft.form.definition
    roles = {
        role: str(answers.get(question.id, "")) if (question := definition.role(role)) else ""
        for role in ("name", "email")
    }
    verified = drafts.is_verified(draft, roles["email"])
    case, _secret = open_case(
        Opening(
            kind=Kind.APPLICATION,
            matter=Matter.APPLICATION,
            language=language,
            name=roles["name"],
            email=roles["email"],
            submission=secret,
            reference=draft.purpose,
            office=Office.objects.filter(slug=draft.office).first() if draft.office else None,
            subject=draft.subject,
            member=member,
            confirm_route="" if verified else CONFIRM_ROUTE,
        )
    )
    return case


def _drop_files_not_asked_for(draft: Draft, asked_for: set[str]) -> None:
    for attachment in draft.attachments.all():
        if attachment.question not in asked_for:
            attachments.discard(attachment)
