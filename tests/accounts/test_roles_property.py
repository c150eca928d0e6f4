"""Whatever happens to roles, in whatever order: nobody sees another office's data or decides on their own act.

The machine keeps books of its own: who was given what, by whom, until when. It never asks the code under
test for a right; it compares what the real permission functions allow with its books.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from pytest_django import Settings
from wagtail.models import Collection

from legation.accounts.models import POWERFUL, Grant, Role, User
from legation.accounts.staff import duties, emergencies, invitations, leaving, renewals, reviews, services
from legation.accounts.staff.models import EmergencyReason, Invitation
from legation.accounts.staff.permissions import grants_within, has_role_for
from legation.accounts.staff.tasks import follow_ended
from legation.accounts.tasks import retire
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import may_handle, visible_to
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.kernel.errors import LegationError
from legation.offices.models import Office, OfficeText
from legation.publishing.editors import sync_person
from legation.publishing.models import (
    NewsIndexPage,
    NewsPage,
    OfficeIndexPage,
    OfficePage,
    SiteDocument,
    SitePage,
)
from legation.publishing.reach.people import own_documents, reaches_page
from tests.casework.writing import open_letter
from tests.conftest import make_person
from tests.publishing import samples
from tests.publishing.conftest import Joint, joint  # noqa: F401  # a fixture of another folder

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
HANDLING = {Role.CASE_OFFICER, Role.SUPERVISOR}
WRITING = {Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR}
DECIDING = {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER}
OPENING = {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.SECURITY_OFFICER, Role.SUPERVISOR}
ROLES = [Role.EDITOR, Role.CASE_OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER]
LEAPS = [dt.timedelta(minutes=5), dt.timedelta(minutes=61), dt.timedelta(days=100), dt.timedelta(days=300)]
PEOPLE = ["head", "privacy", "london", "tokyo", "clerk", "helper"]


@dataclass
class Entry:
    """One grant in the machine's own books. `office` empty: all; `by` and `second` are names of people."""

    person: str
    role: Role
    office: str
    by: str
    starts: dt.datetime
    ends: dt.datetime
    waits: bool
    second: str = ""
    replaces: int = 0
    is_emergency: bool = False
    is_cleared: bool = False
    gone: bool = False


@dataclass
class Asked:
    """One invitation in the machine's own books."""

    person: str
    role: Role
    office: str
    by: str
    until: dt.datetime
    is_cleared: bool
    open: bool = True


@dataclass
class World:
    """What all examples share: offices, people, and something secret in each office."""

    offices: dict[str, Office]
    people: dict[str, User]
    cases: dict[str, Case]
    pages: dict[str, NewsPage]
    files: dict[str, SiteDocument]
    secrets: dict[str, NewsPage]


@pytest.fixture
def world(joint: Joint, london: Office, settings: Settings, tmp_path: Any) -> World:  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    tokyo = Office.objects.create(
        slug="tokyo", country="JP", region="asia-pacific", time_zone="Asia/Tokyo", languages=["en"]
    )
    OfficeText.objects.create(office=tokyo, language="en", name="Tokyo", city="Tokyo", address="1")
    top = OfficePage(title="Tokyo", slug="tokyo", of=tokyo, classification="public")
    OfficeIndexPage.objects.get(locale__language_code="en").add_child(instance=top)
    top.add_child(instance=NewsIndexPage(title="News", slug="news", classification="public"))
    offices = {"london": london, "tokyo": tokyo}
    cases, pages, files, secrets = {}, {}, {}, {}
    root = Collection.get_first_root_node()
    for slug, office in offices.items():
        cases[slug] = open_letter(office, submission=f"letter to {slug}")[0]
        page = NewsPage(title=f"Draft of {slug}", slug="draft", live=False, classification="internal")
        NewsIndexPage.objects.get(locale__language_code="en", office=office).add_child(instance=page)
        pages[slug] = page
        secret = NewsPage(title=f"Secret of {slug}", slug="secret", live=False, classification="restricted")
        NewsIndexPage.objects.get(locale__language_code="en", office=office).add_child(instance=secret)
        secrets[slug] = secret
        own = root.get_children().filter(name=slug).first() or root.add_child(name=slug)
        content = ContentFile(samples.pdf(), name=f"{slug}.pdf")
        files[slug] = SiteDocument.objects.create(title=slug, file=content, collection=own)
    people = {name: make_person(f"{name}@example.org") for name in PEOPLE}
    return World(offices, people, cases, pages, files, secrets)


class Roles(RuleBasedStateMachine):
    """Several people, two offices, and everything that can happen to a role."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.atom = transaction.atomic()
        self.atom.__enter__()
        self.now = clock.now()
        self.books: dict[int, Entry] = {}
        self.asked: dict[int, Asked] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atom.__exit__(None, None, None)

    # The books

    def running(self, entry: Entry) -> bool:
        return not entry.gone and not entry.waits and entry.starts <= self.now < entry.ends

    def holds(self, name: str, roles: Iterable[Role], office: str, *, lasting: bool = True) -> bool:
        """By the books: one of the roles for this office (empty: for all)."""
        return any(
            entry.person == name
            and entry.role in set(roles)
            and entry.office in ("", office)
            and not (lasting and entry.is_emergency)
            for entry in self.books.values()
            if self.running(entry)
        )

    def offices_of(self, name: str, roles: Iterable[Role]) -> set[str]:
        roles = set(roles)
        return {slug for slug in self.world.offices if self.holds(name, roles, slug, lasting=False)}

    def cleared_for(self, name: str) -> set[str]:
        held = [one for one in self.books.values() if one.person == name and one.is_cleared]
        places = {one.office for one in held if self.running(one)}
        return {slug for slug in self.world.offices if places & {"", slug}}

    def person(self, name: str) -> User:
        return User.objects.get(pk=self.world.people[name].pk)

    def office(self, slug: str) -> Office | None:
        return self.world.offices.get(slug)

    def chosen(self, number: int) -> tuple[int, Entry] | None:
        return sorted(self.books.items())[number % len(self.books)] if self.books else None

    @contextmanager
    def attempt(self) -> Iterator[Callable[[], bool]]:
        """The block is one act; afterwards the given function says whether it was allowed."""
        done = [False]
        with clock.at(self.now):
            try:
                with transaction.atomic():
                    yield lambda: done[0]
                done[0] = True
            except LegationError:
                pass

    def forget(self, key: int) -> None:
        self.books[key].gone = True
        for entry in self.books.values():
            if entry.replaces == key and entry.waits:
                entry.gone = True

    # What happens

    @initialize()
    def begin(self) -> None:
        """A head and a privacy officer for all offices, an administrator in each."""
        with clock.at(self.now):
            self.appoint()

    def appoint(self) -> None:
        for name, role, office in (
            ("head", Role.ADMINISTRATOR, ""),
            ("privacy", Role.PRIVACY_OFFICER, ""),
            ("london", Role.ADMINISTRATOR, "london"),
            ("tokyo", Role.ADMINISTRATOR, "tokyo"),
        ):
            user = self.person(name)
            until = self.now + Grant.MAX_TERM
            user.is_staff = True
            user.save()
            grant = Grant.objects.create(user=user, role=role, office=self.office(office), expires_at=until)
            entry = Entry(name, role, office, "", self.now, until, waits=False, second="")
            self.books[grant.pk] = entry

    @rule(
        by=st.sampled_from(PEOPLE),
        to=st.sampled_from(PEOPLE),
        role=st.sampled_from(ROLES),
        office=st.sampled_from(["", "london", "tokyo"]),
        restricted=st.booleans(),
        days=st.sampled_from([10, 365]),
    )
    def propose(self, by: str, to: str, role: Role, office: str, *, restricted: bool, days: int) -> None:
        clearance = Classification.RESTRICTED if restricted else Classification.INTERNAL
        allowed = self.holds(by, {Role.ADMINISTRATOR}, office)
        with self.attempt() as succeeded:
            grant = services.propose(
                self.person(by),
                self.person(to),
                role,
                office=self.office(office),
                language="",
                term=dt.timedelta(days=days),
                clearance=clearance,
            )
        if succeeded():
            assert allowed, f"{by} gave a role for {office or 'all'}"
            assert by != to, "somebody gave a role to themselves"
            ends = self.now + dt.timedelta(days=days)
            waits = role in POWERFUL or restricted
            self.books[grant.pk] = Entry(to, role, office, by, self.now, ends, waits, is_cleared=restricted)

    @rule(
        by=st.sampled_from(PEOPLE),
        to=st.sampled_from(PEOPLE),
        role=st.sampled_from(ROLES),
        office=st.sampled_from(["", "london", "tokyo"]),
        restricted=st.booleans(),
    )
    def invite(self, by: str, to: str, role: Role, office: str, *, restricted: bool) -> None:
        allowed = self.holds(by, {Role.ADMINISTRATOR}, office)
        with self.attempt() as succeeded:
            row = invitations.invite(
                self.person(by),
                f"{to}@example.org",
                role,
                office=self.office(office),
                language="",
                months=3,
                clearance=Classification.RESTRICTED if restricted else Classification.INTERNAL,
            )
        if succeeded():
            assert allowed, f"{by} invited for {office or 'all'}"
            assert by != to, "somebody invited themselves"
            until = self.now + invitations.ACCEPT_WITHIN
            self.asked[row.pk] = Asked(to, role, office, by, until, is_cleared=restricted)

    @rule(by=st.sampled_from(PEOPLE), number=st.integers(0, 50))
    def take_an_invitation_back(self, by: str, number: int) -> None:
        if not self.asked:
            return
        key, asked = sorted(self.asked.items())[number % len(self.asked)]
        allowed = self.holds(by, {Role.ADMINISTRATOR}, asked.office)
        with self.attempt() as succeeded:
            invitations.withdraw(self.person(by), Invitation.objects.get(pk=key))
        if succeeded():
            assert allowed, f"{by} took back an invitation of {asked.office or 'all'}"
            assert asked.open
            asked.open = False

    @rule(who=st.sampled_from(PEOPLE))
    def accept(self, who: str) -> None:
        """As when the person opens their account with a second factor set up."""
        waiting = [one for one in self.asked.values() if one.open and one.person == who]
        with self.attempt() as succeeded, mock.patch.object(invitations, "has_factor", return_value=True):
            grants = invitations.accept_waiting(self.person(who))
        assert succeeded()
        for grant in grants:
            office = grant.office.slug if grant.office else ""
            found = [one for one in waiting if (one.role, one.office) == (grant.role, office)]
            assert found, f"{who} holds what nobody invited them to"
            (asked,) = found
            assert self.now < asked.until, "an invitation that was over counted"
            assert self.holds(asked.by, {Role.ADMINISTRATOR}, asked.office), "whoever invited no longer may"
            waits = asked.role in POWERFUL or asked.is_cleared
            assert grant.awaits_approval == waits
            ends = self.now + invitations.MONTH * 3
            entry = Entry(who, asked.role, asked.office, asked.by, self.now, ends, waits)
            entry.is_cleared = asked.is_cleared
            self.books[grant.pk] = entry
        for one in waiting:
            one.open = one.until <= self.now and one.open  # others were taken, or withdrawn as void

    @rule(by=st.sampled_from(PEOPLE), number=st.integers(0, 50))
    def approve(self, by: str, number: int) -> None:
        key, entry = self.chosen(number) or (0, None)
        if entry is None:
            return
        allowed = self.holds(by, DECIDING, entry.office)
        with self.attempt() as succeeded:
            services.approve(self.person(by), Grant.objects.get(pk=key))
        if succeeded():
            assert allowed, f"{by} approved for {entry.office or 'all'}"
            assert entry.waits
            assert not entry.gone
            assert not entry.is_emergency
            assert by not in (entry.person, entry.by), "somebody approved their own act"
            entry.waits, entry.starts, entry.second = False, self.now, by
            if entry.replaces:
                self.books[entry.replaces].gone = True

    @rule(by=st.sampled_from(PEOPLE), number=st.integers(0, 50))
    def revoke(self, by: str, number: int) -> None:
        key, entry = self.chosen(number) or (0, None)
        if entry is None:
            return
        allowed = self.holds(by, DECIDING, entry.office)
        with self.attempt() as succeeded:
            services.revoke(self.person(by), Grant.objects.get(pk=key))
        if succeeded():
            assert allowed, f"{by} withdrew a role of {entry.office or 'all'}"
            self.forget(key)

    @rule(by=st.sampled_from(PEOPLE), number=st.integers(0, 50))
    def renew(self, by: str, number: int) -> None:
        key, entry = self.chosen(number) or (0, None)
        if entry is None:
            return
        was_running, allowed = self.running(entry), self.holds(by, {Role.ADMINISTRATOR}, entry.office)
        with self.attempt() as succeeded:
            new = renewals.renew(self.person(by), Grant.objects.get(pk=key), Grant.MAX_TERM)
        if succeeded():
            assert allowed, f"{by} renewed a role of {entry.office or 'all'}"
            assert by != entry.person, "somebody renewed their own role"
            assert was_running, "a role that was over came back"
            assert not entry.is_emergency
            ends = self.now + Grant.MAX_TERM
            waits = new.awaits_approval
            assert waits or (entry.role not in POWERFUL and not entry.is_cleared)
            renewed = replace(entry, by=by, starts=self.now, ends=ends, waits=waits, second="", replaces=key)
            self.books[new.pk] = renewed
            if not waits:
                entry.gone = True

    @rule(by=st.sampled_from(PEOPLE), number=st.integers(0, 50), keep=st.booleans())
    def review(self, by: str, number: int, *, keep: bool) -> None:
        key, entry = self.chosen(number) or (0, None)
        if entry is None:
            return
        allowed = self.holds(by, DECIDING, entry.office)
        with self.attempt() as succeeded:
            reviews.review(self.person(by), Grant.objects.get(pk=key), keep=keep)
        if succeeded():
            assert allowed
            assert by != entry.person, "somebody reviewed their own role"
            if not keep:
                self.forget(key)

    @rule(
        by=st.sampled_from(PEOPLE),
        role=st.sampled_from([*emergencies.OPENED, Role.ADMINISTRATOR]),
        office=st.sampled_from(["", "london", "tokyo"]),
    )
    def ask_in_an_emergency(self, by: str, role: Role, office: str) -> None:
        is_staff = any(
            self.running(entry) and entry.person == by and not entry.is_emergency
            for entry in self.books.values()
        )
        with self.attempt() as succeeded:
            row = emergencies.ask(self.person(by), role, self.office(office), EmergencyReason.ATTACK)
        if succeeded():
            assert is_staff
            assert role not in DECIDING, "an emergency gave power over roles"
            ends = self.now + emergencies.HOUR
            entry = Entry(by, role, office, by, self.now, ends, waits=True, is_emergency=True)
            self.books[row.grant_id] = entry

    @rule(by=st.sampled_from(PEOPLE), number=st.integers(0, 50))
    def open_in_an_emergency(self, by: str, number: int) -> None:
        asked = [(key, entry) for key, entry in sorted(self.books.items()) if entry.is_emergency]
        if not asked:
            return
        key, entry = asked[number % len(asked)]
        allowed = self.holds(by, OPENING, entry.office)
        with self.attempt() as succeeded:
            emergencies.open_for(self.person(by), Grant.objects.get(pk=key).emergency)
        if succeeded():
            assert allowed
            assert by != entry.person, "somebody opened it for themselves"
            assert entry.waits
            assert not entry.gone
            assert self.now < entry.ends, "it was asked for too long ago"
            entry.waits, entry.second = False, by
            entry.starts, entry.ends = self.now, self.now + emergencies.HOUR

    @rule(by=st.sampled_from(PEOPLE), who=st.sampled_from(PEOPLE))
    def leave(self, by: str, who: str) -> None:
        theirs = {key: entry for key, entry in self.books.items() if entry.person == who and not entry.gone}
        open_ones = {key: entry for key, entry in theirs.items() if entry.ends > self.now}
        allowed = all(self.holds(by, {Role.ADMINISTRATOR}, entry.office) for entry in open_ones.values())
        with self.attempt() as succeeded:
            leaving.left(self.person(by), self.person(who))
        if succeeded():
            assert allowed
            assert by != who
            proposed = [
                key for key, entry in self.books.items() if entry.by == who and entry.waits and not entry.gone
            ]
            for key in [*theirs, *proposed]:
                self.forget(key)
            assert not has_role_for(self.person(who), *Role, office=None)

    @rule(leap=st.sampled_from(LEAPS))
    def time_passes(self, leap: dt.timedelta) -> None:
        """The jobs of the schedule run, as they do each minute and each day."""
        ended = [entry.ends for entry in self.books.values() if self.now < entry.ends <= self.now + leap]
        for moment in [*sorted(ended), self.now + leap]:
            self.now = moment
            with clock.at(moment):
                follow_ended()
        with clock.at(self.now):
            retire()

    # What must always hold

    @invariant()
    def nobody_sees_another_offices_data(self) -> None:
        for name in PEOPLE:
            with clock.at(self.now):
                self.look(name, self.person(name))

    def look(self, name: str, user: User) -> None:
        handled, written = self.offices_of(name, HANDLING), self.offices_of(name, WRITING)
        seen = set(visible_to(user).values_list("office__slug", flat=True))
        assert seen <= handled, f"{name} sees cases of {seen - handled}"
        for slug in self.world.offices:
            assert may_handle(user, self.world.cases[slug]) <= (slug in handled)
            assert reaches_page(user, self.world.pages[slug].pk) <= (slug in written), f"{name} edits {slug}"
        secrets = SitePage.objects.filter(pk__in=[page.pk for page in self.world.secrets.values()])
        shown = set(secrets.visible_to(user).values_list("office__slug", flat=True))
        cleared = self.cleared_for(name)
        assert shown <= cleared, f"{name} sees what is restricted of {shown - cleared}"
        known = {row.pk for row in self.world.files.values()}
        files = set(own_documents(user).filter(pk__in=known).values_list("title", flat=True))
        assert files <= written, f"{name} has files of {files - written}"
        roles = set(grants_within(user, *DECIDING).values_list("office__slug", flat=True))
        decided: set[str | None] = {slug for slug in self.world.offices if self.holds(name, DECIDING, slug)}
        decided |= {None} if self.holds(name, DECIDING, "") else set()
        assert roles <= decided, f"{name} sees roles of {roles - decided}"

    @invariant()
    def powerful_roles_had_two_people(self) -> None:
        with clock.at(self.now):
            for grant in Grant.objects.in_force().filter(role__in=POWERFUL):
                entry = self.books[grant.pk]
                assert self.running(entry)
                assert not entry.by or (entry.second and entry.second != entry.person)
                assert grant.expires_at - grant.starts_at <= Grant.MAX_TERM


def test_no_sequence_shows_another_offices_data_or_decides_on_ones_own_act(world: World) -> None:
    Roles.world = world
    how = settings(
        max_examples=10,
        stateful_step_count=10,
        deadline=None,
        database=None,
        phases=[phase for phase in Phase if phase is not Phase.explain],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Roles, settings=how)


@pytest.fixture
def machine(world: World) -> Iterator[Roles]:
    """Driven by hand, for faults that are planted."""
    Roles.world = world
    driven = Roles()
    driven.begin()
    yield driven
    driven.teardown()


def test_the_machine_notices_when_one_person_is_enough(machine: Roles) -> None:
    def nobody_minds(duty: duties.Duty, by: User, *earlier: int | None) -> None:
        """The planted fault."""

    terms: dict[str, Any] = {"role": Role.SUPERVISOR, "office": "", "restricted": False, "days": 10}
    with (
        mock.patch.object(services, "apart", nobody_minds),
        pytest.raises(AssertionError, match="to themselves"),
    ):
        machine.propose(by="head", to="head", **terms)
    machine.propose(by="head", to="clerk", **terms)
    with (
        mock.patch.object(services, "apart", nobody_minds),
        pytest.raises(AssertionError, match="their own act"),
    ):
        machine.approve(by="head", number=len(machine.books) - 1)


def test_the_machine_takes_somebody_in_and_notices_an_invitation_that_outlives_its_inviter(
    machine: Roles,
) -> None:
    terms: dict[str, Any] = {"role": Role.EDITOR, "office": "london", "restricted": False}
    machine.invite(by="london", to="clerk", **terms)
    machine.accept(who="clerk")
    assert machine.holds("clerk", {Role.EDITOR}, "london")
    machine.invite(by="london", to="helper", **terms)
    machine.revoke(by="head", number=2)
    assert not machine.holds("london", {Role.ADMINISTRATOR}, "london")
    with (
        mock.patch.object(services, "may_for", return_value=None),
        pytest.raises(AssertionError, match="no longer may"),
    ):
        machine.accept(who="helper")


def test_the_machine_notices_an_editor_whose_rights_outlive_the_role(machine: Roles) -> None:
    machine.propose(by="head", to="clerk", role=Role.EDITOR, office="london", restricted=False, days=10)
    machine.propose(by="head", to="clerk", role=Role.CASE_OFFICER, office="tokyo", restricted=False, days=365)
    machine.nobody_sees_another_offices_data()
    with mock.patch("legation.publishing.signals.sync_person", _only_adds):
        machine.time_passes(leap=dt.timedelta(days=20))
        with pytest.raises(AssertionError, match="edits"):
            machine.nobody_sees_another_offices_data()


def _only_adds(user: User) -> None:
    """The planted fault: groups are given, never taken away."""
    before = set(user.groups.all())
    sync_person(user)
    user.groups.add(*before)
