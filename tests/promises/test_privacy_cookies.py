from __future__ import annotations

from unittest import mock

import pytest

from legation.privacy import cookies
from legation.privacy.controls import CookiesAreRegistered
from legation.web import preferences
from tests.promises.site import ClientSite

pytestmark = pytest.mark.django_db


def test_a_tracking_cookie_turns_the_control_red() -> None:
    control, site = CookiesAreRegistered(), ClientSite()
    assert control.check(site).kept is True, control.check(site).seen
    with control.sabotage(site):
        assert control.check(site).kept is False
    assert control.check(site).kept is True


def test_a_cookie_that_cannot_be_forgotten_is_seen() -> None:
    with mock.patch.object(preferences, "forget"):
        assert CookiesAreRegistered().check(ClientSite()).kept is False


def test_an_unregistered_optional_cookie_is_seen() -> None:
    with mock.patch.dict(cookies.REGISTER):
        del cookies.REGISTER["legation_preferences"]
        assert CookiesAreRegistered().check(ClientSite()).kept is False
