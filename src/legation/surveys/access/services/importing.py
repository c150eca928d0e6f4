"""Bringing in a list of people, in portions, each written or not written; and letters with links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, NotPermitted
from legation.kernel.rows import insert
from legation.ledger.services import Act, record
from legation.privacy.models import Subject
from legation.privacy.sealing import lookup_hash
from legation.surveys.access.models import MOST_LETTERS, Detail, Invitation, InvitationList
from legation.surveys.access.permissions import may_invite
from legation.surveys.access.queries import letter_tokens
from legation.surveys.access.reading import Row, rows_of
from legation.surveys.access.services.entering import TOKENS
from legation.surveys.models import Survey

PORTION = 500
MOST_REPORTED = 100
State = InvitationList.State


def import_list(
    survey: Survey, upload: IO[bytes], by: User, *, title: str, purpose: str, kept_days: int
) -> InvitationList:
    """Take every good row of the file once; who stands in another list of the survey is not taken again.

    The bad ones are named in the report by their line. A list whose import broke off says so and is not sent:
    importing the same file again takes the rest. Raises LegationError for a file that is no list, NotPermitted,
    Conflict.
    """
    _may(by, survey)
    listed = InvitationList.objects.create(
        survey=survey, title=title, purpose=purpose, kept_days=kept_days, made_by=by
    )
    try:
        for portion in _portions(rows_of(upload, survey.form.definition.languages), listed):
            _write(listed, portion)
    except IntegrityError as error:
        raise Conflict(_("Somebody else is bringing in a list for this survey. Try again.")) from error
    finally:
        if not listed.count:
            listed.delete()
    if not listed.count:
        raise LegationError(_nothing(listed))
    with transaction.atomic():
        listed.state = State.READY
        listed.save()
        _note(listed, by, "imported")
    return listed


def make_letters(survey: Survey, count: int, by: User, *, title: str) -> InvitationList:
    """So many links for paper; whose letter has which, nobody knows. Raises NotPermitted, Conflict."""
    _may(by, survey)
    if not 0 < count <= MOST_LETTERS:
        raise Conflict(_("At most 5,000 letters at a time."))
    with transaction.atomic():
        listed = InvitationList.objects.create(
            survey=survey, title=title, is_letters=True, count=count, made_by=by, state=State.READY
        )
        _note(listed, by, "letters")
    return listed


def fetch_letters(listed: InvitationList, by: User) -> list[str]:
    """The tokens of the letters, once. Raises Conflict when somebody has them, NotPermitted."""
    _may(by, listed.survey)
    with transaction.atomic():
        row = (
            InvitationList.objects.select_for_update(of=("self",)).select_related("survey").get(pk=listed.pk)
        )
        if not row.is_letters or row.fetched_at is not None:
            raise Conflict(_("These links were fetched already. Make new ones if they were lost."))
        row.fetched_at, row.state = clock.now(), State.SENT
        row.save(update_fields=["fetched_at", "state"])
        _note(row, by, "fetched")
        return list(letter_tokens(row))


def _nothing(listed: InvitationList) -> str:
    if listed.repeated:
        return _("Everybody in this file is invited already.")
    if not listed.report:
        return _("There is nobody in this file.")
    line, why = listed.report[0]
    return _("No row of this file can be taken. Line %(line)s: %(why)s") % {"line": line, "why": _(str(why))}


def _portions(rows: Iterator[Row], listed: InvitationList) -> Iterator[list[Row]]:
    """The good rows, so many at a time; the others go into the report."""
    part: list[Row] = []
    for row in rows:
        if row.problem:
            listed.refused += 1
            if len(listed.report) < MOST_REPORTED:
                listed.report.append([row.line, row.problem])
            continue
        part.append(row)
        if len(part) == PORTION:
            yield part
            part = []
    if part:
        yield part


@transaction.atomic
def _write(listed: InvitationList, rows: list[Row]) -> None:
    by_hash = {lookup_hash("email", row.address): row for row in rows}
    known = set(
        Invitation.objects.filter(survey=listed.survey, address_hash__in=list(by_hash)).values_list(
            "address_hash", flat=True
        )
    )
    new = {found: row for found, row in by_hash.items() if found not in known}
    people = Subject.create_many(len(new))
    insert(
        *(
            Invitation(
                list=listed,
                survey=listed.survey,
                subject=person,
                address=row.address,
                name=row.name or None,
                address_hash=found,
                language=row.language,
            )
            for person, (found, row) in zip(people, new.items(), strict=True)
        )
    )
    listed.count += len(new)
    listed.repeated += len(rows) - len(new)
    listed.save(update_fields=["count", "repeated", "refused", "report"])


def _may(by: User, survey: Survey) -> None:
    if not may_invite(by, survey):
        raise NotPermitted(_("This survey belongs to another office."))
    if survey.access != TOKENS:
        raise Conflict(_("This survey is not for invited people only."))
    if survey.is_closed:
        raise Conflict(_("This survey is closed."))


def _note(listed: InvitationList, by: User, what: str) -> None:
    survey = listed.survey
    office = survey.office.slug if survey.office else ""
    detail: Detail = {"survey": survey.slug, "list": listed.pk or 0, "count": listed.count}
    record(
        Act(f"survey.list-{what}", actor=by.subject_id, office=office, detail=detail, reason=listed.purpose)
    )
