"""The mark "it is not safe to contact me": every message to that person stays here.

The mark belongs to the person (their Subject), not to an address: nobody can silence the mail of
somebody else by typing their address.
"""

from __future__ import annotations

import uuid

from django.db import transaction

from legation.kernel import clock
from legation.kernel.rows import there
from legation.ledger.services import Act, record
from legation.mail.models import OutgoingMail, UnsafeContact
from legation.privacy.models import Subject


def is_unsafe(person: Subject) -> bool:
    """Whether no mail may go to the person."""
    return there(UnsafeContact, subject=person.pk)


@transaction.atomic
def mark_unsafe(person: Subject, *, actor: uuid.UUID | None = None, office: str = "") -> None:
    """From now on nothing is sent, not even what waits already. `actor` None: the person themselves.
    Doing it again does nothing."""
    _row, is_new = UnsafeContact.objects.get_or_create(subject=person)
    if is_new:
        waiting = OutgoingMail.objects.filter(subject=person, sent_at=None, withheld_at=None)
        waiting.update(withheld_at=clock.now())
        record(Act("mail.unsafe", actor=actor or person.pk, about=(person.pk,), office=office))


@transaction.atomic
def mark_safe(person: Subject, *, actor: uuid.UUID | None = None, office: str = "") -> None:
    """What is queued from now on is sent; what was withheld stays so: it may be out of date."""
    gone, _by_model = UnsafeContact.objects.filter(subject=person).delete()
    if gone:
        record(Act("mail.safe", actor=actor or person.pk, about=(person.pk,), office=office))
