"""Sending a letter on to a competent body outside the ministry, because its person wants that.

A service that they asked for, not a disclosure: they see what goes where before, and without their
word, or once they took it back, nothing goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader
from legation.casework.cases import clock as case_clock
from legation.casework.cases.models import Case, Event, State, Transfer
from legation.casework.cases.permissions import desk_of, may_handle
from legation.casework.cases.purposes import TRANSFER
from legation.casework.cases.services.ending import OPEN_TRANSFERS, finish
from legation.casework.cases.services.merging import follow
from legation.casework.cases.services.moving import must_be_free
from legation.casework.cases.services.steps import ended, enter, must, send, step
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.mail.services import queue_template
from legation.mail.unsafe import is_unsafe
from legation.privacy.gateway import read_parts

PARTS = {
    "words": _("Your letter"),
    "name": _("Your name"),
    "email": _("Your e-mail address"),
    "country": _("The country you live in"),
}
SALT = "legation.cases.transfer"
LINK_AGE = 60 * 24 * 60 * 60


@dataclass(frozen=True)
class Destination:
    """A competent body, where it reads letters, what it would get of the case, and what we write to it."""

    body: str
    address: str
    parts: Sequence[str]
    note: str = ""


def offer_transfer(case: Case, to: Destination, *, actor: User, revision: int | None = None) -> Transfer:
    """Ask the person whether we may send it on; the clock stands still until they say.

    Raises Conflict for somebody whom it is not safe to contact (the body would write to them).
    """
    with step(case.pk, "offered", revision=revision) as locked:
        must(may_handle(actor, locked))
        _must_be_safe(locked)
        must_be_free(locked)
        row = Transfer.objects.create(
            case=locked,
            body=to.body,
            address=to.address,
            parts=[name for name in PARTS if name in to.parts],
            note=to.note or None,
            asked_by=actor,
            asked_at=clock.now(),
        )
        locked.assignee = locked.assignee or actor
        locked.state = State.WAITING
        case_clock.pause(locked, clock.now())
        enter(locked, Event.OFFERED, actor=actor, body=to.body)
        context = {"transfer": row, "parts": [PARTS[name] for name in row.parts], "note": to.note}
        send(locked, "may_we_send", {**context, "link": link_of(row)})
    return row


def link_of(row: Transfer) -> str:
    """The address at which the person decides; it shows what would be sent, not the letter itself."""
    signed = signing.dumps([row.pk, row.case.secret_hash[:12]], salt=SALT)
    with translation.override(row.case.language):
        return settings.LEGATION_ORIGIN + reverse("case_transfer", args=[signed])


def transfer_of(signed: str) -> Transfer | None:
    """What a link asks about; None when it is not ours or too old."""
    try:
        pk, part = signing.loads(signed, salt=SALT, max_age=LINK_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    row = Transfer.objects.select_related("case__subject", "case__office").filter(pk=pk).first()
    return row if row is not None and row.case.secret_hash.startswith(part) else None


def decide_transfer(case: Case, *, agree: bool, row_id: int | None = None) -> Case:
    """The person agrees, or does not want it, or takes back their word before it was sent; the clock runs
    again. Saying the same twice does nothing. `row_id`: the one that the person was shown. Raises Conflict
    when there is nothing to decide any more."""
    with step(case.pk, "decided") as locked:
        row = locked.transfers.select_for_update().filter(state__in=OPEN_TRANSFERS).first()
        if row is None or row_id not in (None, row.pk):
            raise Conflict(_("It was sent already, or is not to be sent any more."))
        wanted = Transfer.State.AGREED if agree else Transfer.State.DECLINED
        if row.state == wanted:
            return locked
        waited = row.state == Transfer.State.ASKED
        row.state, row.decided_at = wanted, clock.now()
        row.save(update_fields=["state", "decided_at"])
        if waited:
            _go_on(locked)
        enter(locked, Event.CONSENTED if agree else Event.DECLINED, body=row.body)
    return locked


def drop_transfer(case: Case, why: str, *, actor: User, revision: int | None = None) -> Case:
    """The desk does not send it on after all; the person reads why."""
    with step(case.pk, "dropped", revision=revision) as locked:
        must(may_handle(actor, locked))
        row = locked.transfers.select_for_update().filter(state__in=OPEN_TRANSFERS).first()
        if row is None:
            raise Conflict(_("There is nothing to send on."))
        waited = row.state == Transfer.State.ASKED
        row.state = Transfer.State.DROPPED
        row.save(update_fields=["state"])
        if waited:
            _go_on(locked)
        enter(locked, Event.DROPPED, actor=actor, body=why)
    return locked


def send_on(case: Case, *, actor: User, revision: int | None = None) -> Transfer:
    """Send what the person agreed to, once, and tell them. The case ends with it."""
    with step(case.pk, "transferred", revision=revision) as locked:
        must(may_handle(actor, locked))
        row = locked.transfers.select_for_update().filter(state=Transfer.State.AGREED).first()
        if row is None:
            raise Conflict(_("The person has not agreed that this is sent on."))
        _must_be_safe(locked)
        row.case = locked
        why = reader(actor, desk_of(locked))
        found, notes = read_parts(
            why, TRANSFER, [([locked], row.parts), ([row], ["note"])], reference=locked.number
        )
        _mail(row, found[0], notes[0]["note"])
        row.state, row.sent_by, row.sent_at = Transfer.State.SENT, actor, clock.now()
        row.save(update_fields=["state", "sent_by", "sent_at"])
        finish(locked, State.TRANSFERRED)
        enter(locked, Event.TRANSFERRED, actor=actor, body=f"{row.body}\n{row.address}")
        follow(locked, Event.TRANSFERRED, text=f"{row.body}\n{row.address}")
        ended.send(sender=Case, case=locked)
        send(locked, "sent_on", {"transfer": row, "parts": [PARTS[name] for name in row.parts]})
    return row


def _mail(row: Transfer, found: dict[str, str], note: str) -> None:
    """To the body, in the first language of the office that sends it."""
    office = desk_of(row.case)
    language = office.languages[0] if office and office.languages else settings.LANGUAGE_CODE
    context = {"case": row.case, "transfer": row, "note": note, "found": found, "office": office}
    queue_template(row.case.subject, row.address, "cases/mail/for_body.txt", context, language=language)


def _go_on(case: Case) -> None:
    """We waited for the person's word; a question that was put to them after it waits on."""
    if case.state == State.WAITING:
        case.state = case.in_hand
        case_clock.resume(case, clock.now())


def _must_be_safe(case: Case) -> None:
    if is_unsafe(case.subject):
        raise Conflict(_("It is not safe to contact this person, and another body might write to them."))
