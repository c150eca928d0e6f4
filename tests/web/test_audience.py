"""Every route says for whom it is; one that does not fails `make check`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.decorators import login_required
from django.core import checks
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.views.decorators.cache import never_cache

from legation.accounts.models import Role
from legation.accounts.staff.permissions import require_role
from legation.web import audience
from legation.web.audience import BY_NAME, MEMBER, Kind, of_roles, routes


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def fresh() -> Callable[..., HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    return view


urlpatterns = [
    path("en/forgotten/", answer, name="forgotten"),
    path("en/ours/", require_role(Role.EDITOR)(fresh()), name="outside"),
    path("staff/open/", audience.public(fresh()), name="open_desk"),
    path("en/outbox/", audience.demonstration(fresh()), name="stray_demonstration"),
    path("en/fine/", audience.public(fresh()), name="fine"),
]


def test_every_route_of_ours_says_for_whom_it_is() -> None:
    assert audience.every_route_says_for_whom() == []
    assert sum(route.is_own for route in routes()) > 150


@override_settings(ROOT_URLCONF=__name__)
def test_a_route_that_says_nothing_or_stands_in_the_wrong_place_fails_the_check() -> None:
    found = {(message.id, message.msg.split()[2]) for message in audience.every_route_says_for_whom()}
    assert found == {
        ("audience.E001", "/en/forgotten/"),
        ("audience.E002", "/en/ours/"),
        ("audience.E002", "/staff/open/"),
        ("audience.E002", "/en/outbox/"),
    }
    assert any(message.id == "audience.E001" for message in checks.run_checks())


def test_the_guards_declare_what_they_guard_through_other_decorators() -> None:
    guarded = never_cache(require_role(Role.SUPERVISOR, Role.EDITOR)(fresh()))
    assert audience.said_by(guarded) == of_roles([Role.EDITOR, Role.SUPERVISOR])
    assert audience.said_by(never_cache(login_required(fresh()))) == MEMBER


def test_a_view_cannot_say_two_things() -> None:
    view = audience.public(fresh())
    assert audience.public(view) is view
    with pytest.raises(ValueError, match="public"):
        audience.machine(view)


def test_no_name_in_the_table_hides_a_mark() -> None:
    """A route of ours in the table of the libraries' would be declared twice."""
    marked = {route.name for route in routes() if hasattr(route.view, audience.MARK)}
    assert not marked & set(BY_NAME)


def test_nothing_below_staff_is_for_whoever_is_signed_in() -> None:
    below = [route.audience for route in routes() if route.path.startswith("staff/")]
    assert below
    assert all(said is not None and said.kind in (Kind.ROLE, Kind.STAFF) for said in below)
