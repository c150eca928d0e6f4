"""Bringing in a list of people. The request reads and judges the whole file and puts its good rows aside, sealed;
a task makes people of them, in portions, each written and forgotten in one transaction, or not at all."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Iterator
from typing import IO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_tasks import task

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.kernel.rows import insert
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject
from legation.privacy.sealing import lookup_hash, seal_now
from legation.surveys.access.models import Invitation, InvitationList, WaitingRows
from legation.surveys.access.reading import Row, rows_of
from legation.surveys.access.services.recording import must_be_invited_to, note
from legation.surveys.models import Survey

log = logging.getLogger(__name__)
PORTION = 200  # people; so long do others who write wait
MOST_A_RUN = 50  # portions; then others who wait for a worker have their turn
MOST_REPORTED = 100
AT_ONCE = 10  # portions that are put aside by one statement
TRIES = 3
LONGEST = dt.timedelta(days=1)  # that rows wait, whatever happens
State = InvitationList.State
UNFINISHED = (State.WAITING, State.IMPORTING)
EVERYBODY = gettext_noop("Everybody in this file is invited already.")
CLOSED = gettext_noop("The survey closed before everybody was on the list.")
BROKE_OFF = gettext_noop(
    "It broke off before everybody was on the list. Bring in the same file again: who is missing is added,"
    " nobody twice."
)


def take_in(
    survey: Survey, upload: IO[bytes], by: User, *, title: str, purpose: str, kept_days: int
) -> InvitationList:
    """Judge every row of the file and put the good ones aside to be brought in; a short list is, at once.

    The bad ones are named in the report by their line. Of the file itself nothing is kept. Raises LegationError
    for a file that is no list or has nobody in it, NotPermitted, Conflict; then nothing of it is kept at all.
    """
    must_be_invited_to(survey, by)
    listed = InvitationList(survey=survey, title=title, purpose=purpose, kept_days=kept_days, made_by=by)
    key = Subject.with_key()
    parts = [
        _sealed(key, rows) for rows in _portions(rows_of(upload, survey.form.definition.languages), listed)
    ]
    if not parts:
        raise LegationError(_nothing(listed))
    listed.waiting = sum(part.count for part in parts)
    with transaction.atomic():
        key.save(force_insert=True)
        listed.save()
        for part in parts:
            part.list = listed
        WaitingRows.objects.bulk_create(parts, batch_size=AT_ONCE)
        note(listed, by, "imported", reason=listed.purpose, count=listed.waiting)
        bring_in.enqueue(listed.pk)
    if len(parts) == 1:
        _bring_in(listed.pk)
        listed.refresh_from_db()
    return listed


@task()
def bring_in(list_id: int) -> int:
    """Make people of the rows of this list that wait; returns how many portions."""
    done, is_left = _bring_in(list_id)
    if is_left:
        bring_in.enqueue(list_id)
    return done


def resume() -> int:
    """Go on with lists whose worker was killed, and give up those that wait for a day; one that fails keeps none
    of the others waiting. Returns how many portions were brought in. Raises the first error at the end."""
    total, first = 0, None
    too_old = clock.now() - LONGEST
    for pk, made_at in list(
        InvitationList.objects.filter(state__in=UNFINISHED).order_by("pk").values_list("pk", "made_at")
    ):
        try:
            if made_at <= too_old:
                _give_up(pk)
            else:
                total += _bring_in(pk)[0]
        except Exception as error:  # whatever it is, the next list is not to wait for it
            log.exception("List %s failed", pk)
            first = first or error
    if first is not None:
        raise first
    return total


def forget_waiting(listed: InvitationList) -> None:
    """Destroy what waits to be brought in, and its key; in the caller's transaction."""
    keys = list(WaitingRows.objects.filter(list=listed).values_list("subject_id", flat=True).distinct())
    WaitingRows.objects.filter(list=listed).delete()
    for key in Subject.objects.filter(pk__in=keys):
        key.erase()


def _bring_in(list_id: int) -> tuple[int, bool]:
    """How many portions were brought in, and whether some are left. Several at once do no harm."""
    failed = 0
    for done in range(MOST_A_RUN):
        try:
            if not _portion(list_id):
                return done, False
        except IntegrityError:  # another list brought in somebody of this one at the same moment
            failed += 1
            if failed == TRIES:
                raise
    return MOST_A_RUN, True


@transaction.atomic
def _portion(list_id: int) -> bool:
    """Bring in the next portion and forget it; False when nothing is left to do."""
    listed = _unfinished(list_id)
    if listed is None:
        return False
    waiting = WaitingRows.objects.filter(list=listed).select_related("subject").order_by("pk")
    part = waiting.first()
    if part is None:
        _finish(listed)
        return False
    if listed.survey.is_closed:
        _finish(listed, CLOSED)
        return False
    text = deliver(part, ["rows"])["rows"]
    if not text:  # the database was put back to a time after which the key was destroyed
        _finish(listed, BROKE_OFF)
        return False
    _write(listed, json.loads(text))
    listed.state, listed.waiting = State.IMPORTING, listed.waiting - part.count
    listed.save(update_fields=["state", "count", "repeated", "waiting"])
    if not waiting.exclude(pk=part.pk).exists():
        _finish(listed)
    else:
        part.delete()
    return True


@transaction.atomic
def _give_up(list_id: int) -> None:
    listed = _unfinished(list_id)
    if listed is not None:
        _finish(listed, BROKE_OFF)


def _unfinished(list_id: int) -> InvitationList | None:
    """The list, locked; None when it was brought in, stopped or deleted meanwhile."""
    rows = InvitationList.objects.select_for_update(of=("self",)).select_related("survey__office")
    return rows.filter(pk=list_id, state__in=UNFINISHED).first()


def _finish(listed: InvitationList, refusal: str = "") -> None:
    """Whoever is on the list can be invited; the rest, for which there is a reason, is forgotten."""
    forget_waiting(listed)
    listed.state = State.READY if listed.count else State.REFUSED
    listed.refusal = refusal or ("" if listed.count else EVERYBODY)
    listed.save(update_fields=["state", "refusal"])
    note(listed, None, listed.state)


def _nothing(listed: InvitationList) -> str:
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


def _sealed(key: Subject, rows: list[Row]) -> WaitingRows:
    text = json.dumps([[row.address, row.language, row.name] for row in rows], ensure_ascii=False)
    part = WaitingRows(subject=key, count=len(rows), rows=text)
    seal_now(part)
    return part


def _write(listed: InvitationList, rows: list[tuple[str, str, str]]) -> None:
    """Put each person on the list who is on none of the survey."""
    by_hash = {lookup_hash("email", row[0]): row for row in rows}
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
                address=address,
                name=name or None,
                address_hash=found,
                language=language,
            )
            for person, (found, (address, language, name)) in zip(people, new.items(), strict=True)
        )
    )
    listed.count += len(new)
    listed.repeated += len(rows) - len(new)
