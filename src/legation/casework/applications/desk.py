"""The officer's side of an application: its answers on the page of its case, and who may read its files.

The decision is a reply of the case: one officer proposes it with reasons, another approves it.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader
from legation.casework.applications import services
from legation.casework.applications.models import Application
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import desk_of, may_handle
from legation.privacy.gateway import Reader
from legation.questions.models import Attachment
from legation.questions.telling import place_in_words, told


def may_read_file(user: User, attachment: Attachment) -> tuple[Reader, str] | None:
    """Whoever handles the application's case, once the applicant has confirmed it."""
    rows = Application.objects.select_related("case__subject", "case__office")
    application = rows.filter(case__number=attachment.reference).first() if attachment.reference else None
    if application is None or not services.is_confirmed(application.case):
        return None
    if not may_handle(user, application.case):
        return None
    return reader(user, desk_of(application.case)), services.purpose_of(application.case)


def desk_context(case: Case, user: User) -> dict[str, object]:
    """What the case page shows of the application to somebody who may see the case."""
    rows = Application.objects.select_related("form", "case__subject", "case__office")
    application = rows.filter(case=case).first()
    if application is None:
        return {}
    answers = services.answers_for_staff(reader(user, desk_of(case)), application)
    definition = application.form.definition
    current = _texts_in(answers)
    return {
        "application_title": definition.title,
        "application_rows": [
            {"key": f"{part.heading}: {question.label}" if part.heading else question.label, "value": value}
            for part in told(definition, answers)
            for question, value in part.rows
        ],
        "application_files": [
            {
                "attachment": row,
                "question": place_in_words(definition, answers, row.question) or _("File"),
                "is_replaced": str(row.pk) not in current,
            }
            for row in Attachment.objects.filter(reference=case.number)
        ],
    }


def _texts_in(answer: object) -> set[str]:
    """Every text in an answer, also in those of its entries: the keys of files that answer now are among them."""
    if isinstance(answer, Mapping):
        return {text for part in answer.values() for text in _texts_in(part)}
    if isinstance(answer, list):
        return {text for part in answer for text in _texts_in(part)}
    return {str(answer)}
