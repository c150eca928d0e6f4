"""Who may not register anew: the addresses of denied persons, kept as keyed hashes only."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils.translation import get_language

from legation.accounts.models import DeniedIdentity, Measure, Suspension
from legation.mail.services import queue_template
from legation.privacy.models import Subject
from legation.privacy.sealing import lookup_hash


def remember(row: Suspension) -> None:
    """Keep the hash of every address that the member confirmed. Repeating it adds what is new."""
    confirmed = EmailAddress.objects.filter(user=row.user, verified=True).values_list("email", flat=True)
    for address in {*confirmed, row.user.email} if row.user.is_active else ():
        DeniedIdentity.objects.get_or_create(suspension=row, address_hash=lookup_hash("email", address))


def refuses(address: str) -> bool:
    """Whether somebody with this address is denied services now. One look-up, whatever the answer, so
    that its time tells nothing; the visitor must be answered as for an address that is known."""
    return _denial(address) is not None


def tell(address: str) -> bool:
    """Write to a denied address instead of the mail that was to go there; False when it is not denied."""
    row = _denial(address)
    if row is None:
        return False
    language = get_language() or settings.LANGUAGE_CODE
    context = {"suspension": row, "origin": settings.LEGATION_ORIGIN, "language": language}
    person = row.user.subject if row.user.is_active else Subject.objects.create()
    queue_template(person, address, "mail/accounts_denied_again.txt", context, language=language)
    return True


def _denial(address: str) -> Suspension | None:
    in_force = Suspension.objects.in_force().filter(measure=Measure.DENIAL)
    return in_force.filter(identities__address_hash=lookup_hash("email", address)).first()
