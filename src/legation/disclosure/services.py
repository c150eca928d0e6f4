"""Propose, decide, deliver: one person never does two of the first two."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, User
from legation.accounts.staff.duties import DISCLOSURE, apart
from legation.accounts.staff.permissions import reader
from legation.accounts.staff.reading import held_by
from legation.disclosure.models import Disclosure, Ground, State
from legation.disclosure.sources import SOURCES
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError
from legation.ledger.services import Act, record
from legation.privacy import gateway
from legation.privacy.models import Manner


def _is_approved(reader: gateway.Reader, reference: str, rows: Sequence[Model]) -> bool:
    """Only what two people decided is opened, and only of the person whom they decided about."""
    if not is_officer(reader, reference, rows) or not reference.isdecimal():
        return False
    row = Disclosure.objects.filter(pk=int(reference), state=State.APPROVED).first()
    return row is not None and all(getattr(one, "subject_id", None) == row.subject_id for one in rows)


is_officer = held_by(Role.PRIVACY_OFFICER)
PURPOSE = gateway.purpose("disclosure", _("to disclose it on a ground of the policy"), may=_is_approved)
FIND = gateway.purpose(
    "disclosure.find", _("because somebody asked us to disclose your information"), may=is_officer
)


def propose(
    officer: User,
    *,
    ground: Ground,
    recipient: str,
    request_reference: str,
    reasons: str,
    source: str,
    reference: str,
    fields: Sequence[str],
    sealed_until: dt.date | None = None,
) -> Disclosure:
    """Enter a disclosure in the register. Raises LegationError when there is no such record, or when
    a seal is asked for anything but a criminal investigation."""
    if sealed_until and ground != Ground.LAW_ENFORCEMENT:
        raise LegationError(_("Only a criminal investigation can be kept from the person for a time."))
    found = SOURCES[source].find(reference)
    gateway.search(
        reader(officer),
        FIND,
        source,
        reference,
        [found.subject] if found else [],
        visible_from=sealed_until,
    )
    if found is None:
        raise LegationError(_("There is no record with this reference."))
    unknown = set(fields) - SOURCES[source].fields.keys()
    if unknown or not fields:
        raise LegationError(_("Choose the fields that the recipient needs, and no others."))
    with transaction.atomic():
        row = Disclosure.objects.create(
            subject=found.subject,
            ground=ground,
            recipient=recipient,
            request_reference=request_reference,
            reasons=reasons,
            source=source,
            reference=found.reference,
            fields=sorted(fields),
            proposed_by=officer,
            sealed_until=sealed_until,
        )
        _record(row, officer, "disclosure.proposed")
    return row


def decide(row_id: int, officer: User, *, approve: bool) -> Disclosure:
    """The second person's word. Raises NotPermitted for the proposer, Conflict when it was decided."""
    with transaction.atomic():
        row = Disclosure.objects.select_for_update().get(pk=row_id)
        apart(DISCLOSURE, officer, row.proposed_by_id)
        if row.state != State.PROPOSED:
            raise Conflict(_("This disclosure was decided already."))
        row.state = State.APPROVED if approve else State.REFUSED
        row.decided_by, row.decided_at = officer, clock.now()
        row.save(update_fields=["state", "decided_by", "decided_at"])
        _record(row, officer, f"disclosure.{row.state}")
    return row


def deliver(row_id: int, officer: User) -> bytes:
    """The bytes for the recipient, once: exactly the approved fields. The record commits before
    they are returned. Raises Conflict unless the disclosure is approved and not yet delivered."""
    with transaction.atomic():
        row = Disclosure.objects.select_for_update().select_related("subject").get(pk=row_id)
        if row.state != State.APPROVED:
            raise Conflict(_("Only an approved disclosure can be delivered, and only once."))
        content = json.dumps(_content(row, officer), ensure_ascii=False, indent=2).encode()
        row.state, row.delivered_at = State.DELIVERED, clock.now()
        row.digest = hashlib.sha256(content).hexdigest()
        row.save(update_fields=["state", "delivered_at", "digest"])
        _record(row, officer, "disclosure.delivered")
    return content


def _content(row: Disclosure, officer: User) -> dict[str, object]:
    found = SOURCES[row.source].find(row.reference)
    if found is None or found.subject.pk != row.subject_id:
        raise Conflict(_("The record has gone since the disclosure was approved."))
    opened = gateway.read(
        reader(officer),
        PURPOSE,
        [found.row],
        row.fields,
        reference=str(row.pk),
        visible_from=row.sealed_until,
        manner=Manner.EXPORT,
    )[0]
    return {
        "disclosure": row.pk,
        "ground": row.ground,
        "recipient": row.recipient,
        "request": row.request_reference,
        "data": {name: text[:10] if name in found.days else text for name, text in opened.items()},
    }


def _record(row: Disclosure, officer: User, action: str) -> None:
    """A sealed investigation's records name the person only in their sealed detail."""
    sealed = row.sealed_until is not None and row.sealed_until > clock.today()
    record(
        Act(
            action,
            actor=officer.subject_id,
            about=() if sealed else (row.subject_id,),
            reason=row.ground,
            detail={
                "disclosure": row.pk,
                "subject": str(row.subject_id),
                "fields": list(row.fields),
                "digest": row.digest,
            },
        )
    )
