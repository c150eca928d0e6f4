"""What keeps the record of acts true."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ledger import comparing
from legation.ledger.models import LedgerRecord
from legation.ledger.services import Act, record
from legation.ledger.verify import verify_part
from legation.promises import Control, Finding, Site, hours, register


@register
class RecordIsWhole(Control):
    """No record was edited, inserted, moved or deleted, and the log continues every head that is
    remembered. New records are looked at each time, the older ones in slices within a day."""

    promise = "members.actions"
    name = "record-is-whole"
    every = hours(1)
    valid_for = hours(6)
    how = _(
        "Keep /log/checkpoint today; later “legation ledger witness” proves that the log still continues "
        "it. Only the operator can look at the sealed records behind the log."
    )

    def check(self, site: Site) -> Finding:
        faults, known = verify_part()
        compared = comparing.compare()
        if found := [*faults, *compared.faults]:
            return Finding.bad(" ".join(str(fault) for fault in found[:3]))
        if compared.silent:
            return Finding.unclear(" ".join(compared.silent))
        whole = f"{known.whole_at:%Y-%m-%d %H:%M} UTC" if known.whole_at else "not yet"
        return Finding.good(
            f"{known.size} records are whole (last look at every one of them: {whole}). {compared.told}"
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """Somebody edits the newest record by hand; the transaction is taken back afterwards."""
        with transaction.atomic():
            newest = LedgerRecord.objects.order_by("-id").first() or record(Act("probe.sabotage"))
            LedgerRecord.objects.filter(pk=newest.pk).update(action="probe.nothing")
            yield
            transaction.set_rollback(True)
