"""`defence.violators`: evidence is as it was when it was taken."""

from __future__ import annotations

from legation.assurance.inside import InsideSite
from legation.defence.incidents import services
from legation.defence.incidents.models import Evidence, Kind
from legation.promises.registry import registry

CONTROL = next(control for control in registry.of("defence.violators") if control.name == "evidence-whole")


def test_the_control_is_good_and_a_turned_bit_turns_it_red(inside: InsideSite) -> None:
    services.add_evidence(services.open_incident(Kind.ATTACK, "An attack"), "a", b"a")
    assert CONTROL.check(inside).kept is True
    with CONTROL.sabotage(inside):
        assert CONTROL.check(inside).kept is False
    assert CONTROL.check(inside).kept is True
    assert Evidence.objects.count() == 1
