from __future__ import annotations

from unittest import mock

import pytest

from legation.assurance.inside import InsideSite
from legation.privacy import cookies
from legation.privacy.controls import CookiesAreRegistered
from legation.web import preferences

pytestmark = pytest.mark.django_db


def test_a_tracking_cookie_turns_the_control_red(inside: InsideSite) -> None:
    control, site = CookiesAreRegistered(), inside
    assert control.check(site).kept is True, control.check(site).seen
    with control.sabotage(site):
        assert control.check(site).kept is False
    assert control.check(site).kept is True


def test_a_cookie_that_cannot_be_forgotten_is_seen(inside: InsideSite) -> None:
    with mock.patch.object(preferences, "forget"):
        assert CookiesAreRegistered().check(inside).kept is False


def test_an_unregistered_optional_cookie_is_seen(inside: InsideSite) -> None:
    with mock.patch.dict(cookies.REGISTER):
        del cookies.REGISTER["legation_preferences"]
        assert CookiesAreRegistered().check(inside).kept is False
