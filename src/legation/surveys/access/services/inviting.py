"""Invitations and reminders: whom they reach is decided row by row, in the transaction that queues the mail.

A killed worker leaves nobody out and writes to nobody twice.
"""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from legation.accounts.models import User
from legation.accounts.staff.duties import INVITATIONS, apart
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.kernel.keys import master_key
from legation.ledger.services import Act, record
from legation.mail.models import OutgoingMail
from legation.mail.services import queue_template
from legation.privacy.gateway import deliver
from legation.surveys.access.models import BETWEEN, MOST_REMINDERS, Detail, Invitation, InvitationList
from legation.surveys.access.permissions import may_invite, may_send
from legation.surveys.access.queries import token_of_invitation
from legation.surveys.access.services.entering import address_with
from legation.surveys.models import Survey
from legation.surveys.services import spent_among

PORTION = 100
MOST_A_RUN = 3000
STOP_SIGNS = 20
State = InvitationList.State


def send(listed: InvitationList, by: User) -> None:
    """Let the invitations go out: at once where the survey is open, else when it opens.

    Raises NotPermitted for whoever brought in the list or may not publish, Conflict when they are out.
    """
    with transaction.atomic():
        row = _locked(listed)
        apart(INVITATIONS, by, row.made_by_id)
        _must(may_send(by, row.survey))
        if row.state != State.READY or row.is_letters:
            raise Conflict(_("This list cannot be sent: it was sent already, or it is not brought in."))
        if row.survey.is_closed:
            raise Conflict(_("This survey is closed."))
        row.state, row.sent_by, row.sent_at = State.SENDING, by, clock.now()
        row.save(update_fields=["state", "sent_by", "sent_at"])
        _note(row, by, "sent")
        go_on.enqueue(row.pk)


def remind(listed: InvitationList, by: User) -> None:
    """Write again to those who have not answered, at most twice, three days apart. Raises NotPermitted, Conflict."""
    with transaction.atomic():
        row = _locked(listed)
        _must(may_send(by, row.survey))
        last = row.reminded_at or row.sent_at
        if row.state != State.SENT or row.is_letters or last is None:
            raise Conflict(_("There is nobody to remind yet."))
        if row.survey.is_closed:
            raise Conflict(_("This survey is closed."))
        if row.rounds >= MOST_REMINDERS:
            raise Conflict(_("Two reminders are the most."))
        if last > clock.now() - BETWEEN:
            raise Conflict(_("Three days must lie between two mails to the same person."))
        row.state, row.rounds, row.reminded_at = State.SENDING, row.rounds + 1, clock.now()
        row.save(update_fields=["state", "rounds", "reminded_at"])
        _note(row, by, "reminded")
        go_on.enqueue(row.pk)


def halt(listed: InvitationList, by: User) -> None:
    """What is not queued yet stays here. Raises NotPermitted, Conflict."""
    with transaction.atomic():
        row = _locked(listed)
        _must(may_invite(by, row.survey))
        if row.state != State.SENDING:
            raise Conflict(_("Everything has been sent already."))
        row.state = State.STOPPED
        row.save(update_fields=["state"])
        _note(row, by, "stopped")


@task()
def go_on(list_id: int) -> int:
    """Queue what is to be queued of this list; returns how many mails."""
    return deliver_waiting(list_id)


def deliver_waiting(list_id: int) -> int:
    """Go on where the last one stopped; several at once do no harm."""
    count = 0
    while count < MOST_A_RUN:
        done, more = _portion(list_id)
        count += done
        if not more:
            break
    return count


def resume() -> int:
    """Lists whose survey has opened meanwhile, or whose worker was killed."""
    left = InvitationList.objects.filter(state=State.SENDING).values_list("pk", flat=True)
    return sum(deliver_waiting(pk) for pk in list(left))


@transaction.atomic
def _portion(list_id: int) -> tuple[int, bool]:
    """How many mails were queued, and whether somebody is left."""
    listed = InvitationList.objects.select_related("survey__form", "survey__office").get(pk=list_id)
    survey = listed.survey
    if listed.state != State.SENDING or not survey.has_begun:
        return 0, False
    if survey.is_closed:
        InvitationList.objects.filter(pk=list_id).update(state=State.SENT)
        return 0, False
    settled = Q(invited_at=None) | Q(round__lt=listed.rounds)
    people = Invitation.objects.filter(settled, list=listed, stopped_at=None, bounced_at=None)
    if connection.features.has_select_for_update_skip_locked:
        people = people.select_for_update(of=("self",), skip_locked=True)
    rows = list(people.select_related("subject").order_by("pk")[:PORTION])
    if not rows:
        InvitationList.objects.filter(pk=list_id, state=State.SENDING).update(state=State.SENT)
        return 0, False
    tokens = {row.pk: token_of_invitation(survey, row) for row in rows}
    spent = spent_among(survey, tokens.values())
    return sum(_write(listed, row, tokens[row.pk], tokens[row.pk] in spent) for row in rows), True


def _write(listed: InvitationList, row: Invitation, token: str, has_answered: bool) -> bool:
    """Queue the mail to one person, if they are to have one; either way this round is settled for them."""
    now, first = clock.now(), row.invited_at is None
    row.round = listed.rounds
    if first or not has_answered:
        row.mail = _mail(listed, row, token, is_reminder=not first)
        row.invited_at, row.reminded_at = (now, None) if first else (row.invited_at, now)
    row.save(update_fields=["round", "mail", "invited_at", "reminded_at"])
    return first or not has_answered


def _mail(listed: InvitationList, row: Invitation, token: str, *, is_reminder: bool) -> OutgoingMail:
    survey, opened = listed.survey, deliver(row, ["address", "name"])
    languages = survey.form.definition.languages
    language = row.language if row.language in languages else languages[0]
    with translation.override(language):
        stop = settings.LEGATION_ORIGIN + reverse("survey_stop", args=[survey.slug, stop_code(row)])
        context = {
            "survey": survey,
            "title": survey.title,
            "office_name": survey.office.text(language).name if survey.office else "",
            "purpose": listed.purpose,
            "name": opened["name"],
            "link": address_with(survey, token, language),
            "stop": stop,
            "is_reminder": is_reminder,
        }
    template = "survey_access/mail/invitation.txt"
    return queue_template(row.subject, opened["address"], template, context, language=language)


def stop_code(row: Invitation) -> str:
    """What the link says with which a person asks for no more mails: not the token, so that nobody answers by it."""
    key = master_key(settings.LEGATION_MASTER_KEY_FILE)
    return f"{row.pk}-{key.keyed_hash('survey stop', f'{row.pk} {row.address_hash}').hex()[:STOP_SIGNS]}"


def invitation_of(survey: Survey, code: str) -> Invitation | None:
    """The invitation that this link means; None for one that is not ours."""
    number = code.partition("-")[0]
    if not number.isdecimal() or len(number) > 15:
        return None
    rows = Invitation.objects.select_related("list", "subject").filter(pk=int(number), survey=survey)
    row = rows.first()
    if row is None or not hmac.compare_digest(stop_code(row).encode(), code.encode()):
        return None
    return row


def stop_writing(row: Invitation) -> None:
    """Never again about this survey: the address and the name go, a keyed hash stays until the list goes, so that
    another list does not bring them back. Asked twice, it is done once."""
    with transaction.atomic():
        stored = Invitation.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if stored.stopped_at is not None:
            return
        stored.stopped_at, stored.address, stored.name = clock.now(), None, None
        stored.save(update_fields=["stopped_at", "address", "name"])
        InvitationList.objects.filter(pk=stored.list_id).update(stopped=_stopped(stored.list_id))
        record(
            Act("survey.invitation-stopped", about=(stored.subject_id,), detail={"list": stored.list_id or 0})
        )


def _stopped(list_id: int) -> int:
    return Invitation.objects.filter(list=list_id).exclude(stopped_at=None).count()


def _locked(listed: InvitationList) -> InvitationList:
    rows = InvitationList.objects.select_for_update(of=("self",)).select_related("survey__office")
    return rows.get(pk=listed.pk)


def _must(allowed: bool) -> None:
    if not allowed:
        raise NotPermitted(_("This survey belongs to another office."))


def _note(row: InvitationList, by: User, what: str) -> None:
    office = row.survey.office.slug if row.survey.office else ""
    detail: Detail = {"survey": row.survey.slug, "list": row.pk or 0, "count": row.count, "round": row.rounds}
    record(Act(f"survey.list-{what}", actor=by.subject_id, office=office, detail=detail))
