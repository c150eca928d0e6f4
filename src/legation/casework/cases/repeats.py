"""Whether a letter may repeat an earlier one of the same person: a suggestion for the desk, never more."""

from __future__ import annotations

from django.db.models import Q

from legation.accounts.models import User
from legation.casework.cases.fingerprints import likeness, sketch
from legation.casework.cases.models import ENDED, Case, Fingerprint, Kind, State
from legation.casework.cases.permissions import may_open, visible_to
from legation.privacy.gateway import deliver

ALIKE = 0.5
LOOKED_AT = 20


def remember(case: Case) -> None:
    """Keep the sketch of a letter's words, in the transaction in which it is taken up: what nobody confirmed
    is compared with nothing."""
    words = deliver(case, ["words"])["words"]
    if words and not Fingerprint.objects.filter(case=case).exists():
        Fingerprint.objects.create(case=case, sketch=sketch(words, case.email_hash or str(case.subject_id)))


def may_repeat(case: Case, user: User) -> list[Case]:
    """Earlier cases of the same person whose words are alike, that this reader may open; likest first."""
    if case.state in ENDED or case.kind == Kind.APPLICATION or not case.email_hash:
        return []
    own = Fingerprint.objects.filter(case=case).select_related("case__subject").first()
    if own is None:
        return []
    rows = Fingerprint.objects.filter(
        Q(case__email_hash=case.email_hash) & ~Q(case__state=State.MERGED),
        case__in=visible_to(user),
        case__pk__lt=case.pk,
    ).exclude(case__kind=Kind.APPLICATION)
    found = []
    for row in rows.select_related("case__subject", "case__office").order_by("-case__pk")[:LOOKED_AT]:
        how = likeness(_opened(own), _opened(row))
        if how >= ALIKE and may_open(user, row.case):
            found.append((how, row.case))
    return [other for _how, other in sorted(found, key=lambda pair: -pair[0])]


def _opened(row: Fingerprint) -> str:
    return deliver(row, ["sketch"])["sketch"]
