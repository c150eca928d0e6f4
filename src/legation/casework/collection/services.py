"""Choosing the way, making ready, handing over and sending. Each locks the case and its handover, and enters
what happened, its record and its mail in one transaction; what was handed over is handed over once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader
from legation.casework.cases.models import Case, Kind, Outcome, Reply
from legation.casework.cases.permissions import desk_of, may_handle
from legation.casework.cases.purposes import case_task
from legation.casework.cases.services import announce
from legation.casework.collection.models import Handover, Way
from legation.casework.payments.models import Charge
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.privacy.gateway import purpose, read

SALT = "legation.collection"
LINK_AGE = 365 * 24 * 60 * 60
GIVEN = (Outcome.GRANTED, Outcome.PARTLY)
State = Handover.State


def _number_of(row: Model) -> str:
    if isinstance(row, Handover):
        return row.case.number
    return row.number if isinstance(row, Case) else ""


def _hands_over(user: User, case: Case) -> bool:
    return may_handle(user, case) and Handover.objects.filter(case=case).exists()


HAND_OVER = purpose(
    "collection.hand-over",
    _("to hand over or send what you applied for"),
    may=case_task(_hands_over, _number_of),
)


def expect(case: Case, reply: Reply) -> None:
    """A decision left: something is to be handed over, or nothing any more. Within the caller's transaction."""
    if case.kind != Kind.APPLICATION:
        return
    if reply.outcome in GIVEN:
        Handover.objects.get_or_create(case=case)
    else:
        Handover.objects.filter(case=case, state__in=(State.EXPECTED, State.READY)).delete()


def link_of(case: Case) -> str:
    """The address of the receipt, for mails: it opens that alone, not the case, and without a cookie."""
    signed = signing.dumps([case.pk, case.secret_hash[:12]], salt=SALT)
    with translation.override(case.language):
        return settings.LEGATION_ORIGIN + reverse("collection", args=[signed])


def case_of(signed: str) -> Case | None:
    """The case whose receipt a link opens; None when it is not ours or too old."""
    try:
        pk, part = signing.loads(signed, salt=SALT, max_age=LINK_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    case = Case.objects.confirmed().select_related("office", "subject").filter(pk=pk).first()
    return case if case is not None and case.secret_hash.startswith(part) else None


def choose(case: Case, way: Way, address: str = "") -> Handover:
    """The person says how it reaches them. Raises Conflict when it is too late or nothing is handed over."""
    with _locked(case) as (_case, found):
        row = _there(found)
        if row.is_over:
            raise Conflict(_("It is too late to change this."))
        row.way, row.address = way, address if way == Way.POST else None
        row.save(update_fields=["way", "address"])
        record(_act("collection.chosen", row))
    return row


def make_ready(case: Case, items: str, *, by: User) -> Handover:
    """It lies ready at the office, and the person is told. Raises NotPermitted, or Conflict when it does not
    lead on."""
    with _locked(case) as (locked, found):
        row = _handled(locked, found, by)
        if row.state != State.EXPECTED:
            raise Conflict(_("This was done already."))
        row.state, row.items = State.READY, items
        row.ready_at, row.ready_by = clock.now(), by
        row.save()
        record(_act("collection.ready", row, by))
        if row.way == Way.COUNTER:
            _tell(locked, "ready", items=items)
    return row


def hand_over(case: Case, *, by: User, proof: str = "") -> Handover:
    """The person has it, and showed the receipt; `proof`: how they were known without it. Raises NotPermitted,
    or Conflict when it is not ready, the fee is owed, or it was handed over already."""
    with _locked(case) as (locked, found):
        row = _ends(locked, found, by)
        _end(row, State.COLLECTED, by, proof)
        record(_act("collection.collected", row, by))
        _tell(locked, "collected", items=row.items)
    return row


def send(case: Case, tracking: str, *, by: User) -> Handover:
    """It went into the post under this number. Raises as `hand_over`, and Conflict when the person collects it."""
    with _locked(case) as (locked, found):
        row = _ends(locked, found, by)
        if row.way != Way.POST:
            raise Conflict(_("This person collects it at the counter."))
        _end(row, State.POSTED, by, tracking)
        record(_act("collection.posted", row, by))
        _tell(locked, "posted", items=row.items, tracking=tracking)
    return row


def opened_for(row: Handover, user: User) -> Mapping[str, str]:
    """Whose it is and where it goes, with a receipt to the person. Raises NotPermitted."""
    who, case = reader(user, desk_of(row.case)), row.case
    name = read(who, HAND_OVER, [case], ["name"], reference=case.number)[0]["name"]
    if not row.address:
        return {"name": name, "address": ""}
    return {"name": name, **read(who, HAND_OVER, [row], ["address"], reference=case.number)[0]}


def fee_is_owed(case: Case) -> bool:
    """Whether the fee is to be paid first."""
    return Charge.objects.filter(case=case, state=Charge.State.DUE).exists()


@contextmanager
def _locked(case: Case) -> Iterator[tuple[Case, Handover | None]]:
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",)).select_related("office", "subject")
        locked = rows.get(pk=case.pk)
        found = Handover.objects.select_for_update(of=("self",)).select_related("case__subject")
        yield locked, found.filter(case=locked).first()


def _there(row: Handover | None) -> Handover:
    if row is None:
        raise Conflict(_("Nothing is to be handed over for this case."))
    return row


def _handled(case: Case, row: Handover | None, by: User) -> Handover:
    if not may_handle(by, case):
        raise NotPermitted(_("This case belongs to another office."))
    return _there(row)


def _ends(case: Case, found: Handover | None, by: User) -> Handover:
    row = _handled(case, found, by)
    if row.is_over:
        raise Conflict(_("This was handed over or sent already. Do not hand over anything again."))
    if row.state != State.READY:
        raise Conflict(_("It is not ready yet."))
    if fee_is_owed(case):
        raise Conflict(_("The fee is to be paid first."))
    return row


def _end(row: Handover, state: Handover.State, by: User, proof: str) -> None:
    row.state, row.proof, row.ended_at, row.ended_by = state, proof, clock.now(), by
    row.save()


def _tell(case: Case, what: str, **more: object) -> None:
    with translation.override(case.language):
        words = {
            "ready": _("Ready for you to collect"),
            "collected": _("Handed over"),
            "posted": _("Sent to you by post"),
        }[what]
        body = f"{words}: {more['items']}"
        values = {"what": what, "link": link_of(case), "office": case.office, **more}
        announce(case, "collection/mail/told.txt", values, body=body)


def _act(name: str, row: Handover, by: User | None = None) -> Act:
    office = row.case.office
    return Act(
        name,
        actor=by.subject_id if by else None,
        about=(row.case.subject_id,),
        office=office.slug if office else "",
        detail={"case": row.case.number, "way": row.way},
    )
