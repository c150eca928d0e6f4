"""What keeps `privacy.no-sale`: the register is complete, and nothing left around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.disclosure.models import Disclosure, Ground, State
from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from legation.privacy.models import ReadReceipt, Subject
from legation.promises import Control, Finding, Site, hours, register


@register
class EveryDisclosureHasTwoPeopleAndARecord(Control):
    """Register, ledger and read receipts must tell the same story."""

    promise = "privacy.no-sale"
    name = "disclosures-recorded"
    every = hours(1)
    valid_for = hours(26)
    how = _("Compare the number of disclosures on the statistics page with what reaches you.")
    records: ClassVar = LedgerRecord.objects.filter(action="disclosure.delivered")

    def check(self, site: Site) -> Finding:
        delivered = Disclosure.objects.filter(state=State.DELIVERED)
        lonely = delivered.filter(Q(decided_by=None) | Q(decided_by=F("proposed_by")) | Q(digest="")).count()
        recorded = {opened(row)["detail"]["disclosure"]: row for row in self.records.all()}  # type: ignore[index]  # JSON
        unrecorded = set(delivered.values_list("pk", flat=True)) - recorded.keys()
        strays = (
            ReadReceipt.objects.filter(purpose="disclosure")
            .exclude(reference__in=[str(pk) for pk in delivered.values_list("pk", flat=True)])
            .count()
        )
        if lonely or unrecorded or strays:
            return Finding.bad(
                f"{lonely} disclosures lack a second person, {len(unrecorded)} lack a ledger record, "
                f"{strays} reads for disclosure belong to none."
            )
        return Finding.good(f"{delivered.count()} disclosures, each with a ground, two people and a record.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A row written past the gate, as an intruder in the database would."""
        users = [User.objects.create_user(f"planted-{number}@example.org") for number in (1, 2)]
        row = Disclosure.objects.create(
            subject=Subject.objects.create(),
            ground=Ground.AUTHORITY,
            recipient="planted",
            source="member",
            state=State.DELIVERED,
            proposed_by=users[0],
            decided_by=users[1],
            digest="0" * 64,
        )
        try:
            yield
        finally:
            subject = row.subject
            row.delete()
            subject.delete()
            for user in users:
                user.delete()
                user.subject.delete()
