from __future__ import annotations

from unittest import mock

import pytest
from django.http import HttpRequest, HttpResponse

from legation.assurance.inside import InsideSite
from legation.privacy.controls import BrowsingLeavesNoTrace
from legation.privacy.middleware import CookieRegister

pytestmark = pytest.mark.django_db


def test_a_third_party_script_turns_the_control_red(inside: InsideSite) -> None:
    control, site = BrowsingLeavesNoTrace(), inside
    assert control.check(site).kept is True
    with control.sabotage(site):
        finding = control.check(site)
        assert finding.kept is False
        assert "tracker.example" in finding.seen
    assert control.check(site).kept is True


@pytest.mark.parametrize(
    "planted",
    [
        '<img src="//pixel.example/1.gif" alt="">',
        '<a href="/en/" ping="https://pixel.example/">x</a>',
        '<link rel="preconnect" href="https://fonts.example">',
        "<p>Hello, visitor of {now}</p>",
    ],
)
def test_each_way_of_tracking_is_seen(inside: InsideSite, planted: str) -> None:
    honest = CookieRegister.__call__
    count = iter(range(10_000))

    def tracking(self: CookieRegister, request: HttpRequest) -> HttpResponse:
        response = honest(self, request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.content += planted.replace("{now}", str(next(count))).encode()
        return response

    with mock.patch.object(CookieRegister, "__call__", tracking):
        assert BrowsingLeavesNoTrace().check(inside).kept is False


def test_a_cookie_on_a_public_page_is_seen(inside: InsideSite) -> None:
    honest = CookieRegister.__call__

    def tracking(self: CookieRegister, request: HttpRequest) -> HttpResponse:
        response = honest(self, request)
        response.set_cookie("__Host-session", "1")
        return response

    with mock.patch.object(CookieRegister, "__call__", tracking):
        assert BrowsingLeavesNoTrace().check(inside).kept is False
