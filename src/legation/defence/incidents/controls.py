"""What keeps `defence.violators` true: every item of evidence is as it was when it was taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.defence.incidents import services
from legation.defence.incidents.models import Evidence, Incident, Kind
from legation.promises import Control, Finding, Site, hours, register


@register
class EvidenceIsWhole(Control):
    """Verifies hash, chain, seal and ledger record of every item, and takes one on trial."""

    promise = "defence.violators"
    name = "evidence-whole"
    every = hours(6)
    valid_for = hours(24)
    how = _("We open every item of evidence and compare it with its hash, its chain and the ledger.")

    def check(self, site: Site) -> Finding:
        if not _trial():
            return Finding.bad("An altered item of evidence was not noticed.")
        problems = [problem for incident in Incident.objects.all() for problem in services.broken(incident)]
        if problems:
            return Finding.bad(f"{len(problems)} items of evidence are not whole. {problems[0]}")
        return Finding.good(
            f"{Evidence.objects.count()} items of evidence of {Incident.objects.count()} incidents are as they"
            " were taken; an item altered on trial was noticed."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """One bit of an item is turned."""
        incident = services.open_incident(Kind.OTHER, "A trial")
        item = services.add_evidence(incident, "trial.txt", b"as it was")
        _turn_a_bit(item)
        try:
            yield
        finally:
            incident.evidence.all().delete()
            incident.delete()


def _trial() -> bool:
    """Whether an altered item is noticed; nothing of it stays."""
    with transaction.atomic():
        incident = services.open_incident(Kind.OTHER, "A trial")
        item = services.add_evidence(incident, "trial.txt", b"as it was")
        whole = not services.broken(incident)
        _turn_a_bit(item)
        noticed = bool(services.broken(incident))
        transaction.set_rollback(True)
    return whole and noticed


def _turn_a_bit(item: Evidence) -> None:
    content = bytearray(bytes(item.content))
    content[-1] ^= 1
    Evidence.objects.filter(pk=item.pk).update(content=bytes(content))
