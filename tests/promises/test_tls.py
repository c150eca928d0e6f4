"""`tls`: kept by the running site, broken by sabotage, kept again."""

from __future__ import annotations

import pytest

from legation.edge.controls import TransportIsEncrypted
from tests.running import Running

pytestmark = pytest.mark.browser


def test_the_tls_control_is_good_and_sees_a_violation(running: Running) -> None:
    control = TransportIsEncrypted()
    control.plain_port = running.http_port
    site = running.client()
    assert control.check(site).kept, control.check(site).seen
    with control.sabotage(site):
        assert control.check(site).kept is False
    assert control.check(site).kept
