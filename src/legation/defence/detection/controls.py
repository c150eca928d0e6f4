"""What keeps `defence.monitor` true: the detector watches, and a burst of attacks is blocked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.defence.detection import counting, heartbeat, scenarios, services
from legation.defence.detection.models import Block
from legation.kernel import clock
from legation.promises import Control, Finding, Site, hours, register

TRIAL_ADDRESS = "192.0.2.113"  # for documentation (RFC 5737): no visitor has it


@register
class AttackersAreBlocked(Control):
    """Plays every scenario from a documentation address through counting and blocking, then takes it
    back; asks whether the detector's process watches."""

    promise = "defence.monitor"
    name = "attackers-blocked"
    every = hours(1 / 12)
    valid_for = hours(1 / 4)
    how = _(
        "We play a burst of each kind of attack from an address that nobody has; each must lead to a block."
    )

    def check(self, site: Site) -> Finding:
        missed = [scenario.name for scenario in scenarios.SCENARIOS if not _blocks(scenario)]
        if missed:
            return Finding.bad(f"A burst of {', '.join(missed)} led to no block.")
        heard = heartbeat.heard(settings.LEGATION_DATA)
        if heard.age is None:
            return Finding.unclear("No detector has run yet.")
        if not heard.is_alive:
            return Finding.bad(f"The detector has been silent for {heard.age:.0f} seconds.")
        return Finding.good(
            f"Bursts of {len(scenarios.SCENARIOS)} kinds each led to a block at the last signal needed; the"
            f" detector spoke {heard.age:.0f} seconds ago and heard {sum(heard.signals.values())} signals in"
            " the last hour."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """The detector looks away."""
        with mock.patch.object(counting.Watch, "note", return_value=[]):
            yield


def _blocks(scenario: scenarios.Scenario) -> bool:
    watch, begun = counting.Watch(), clock.now().timestamp()
    hits = [
        hit
        for number in range(scenario.count)
        for hit in watch.note(TRIAL_ADDRESS, min(scenario.kinds), begun + number / 100)
    ]
    with transaction.atomic():
        Block.objects.filter(network__startswith=TRIAL_ADDRESS).delete()
        blocked = any(services.block_attacker(hit) for hit in hits)
        transaction.set_rollback(True)
    return blocked
