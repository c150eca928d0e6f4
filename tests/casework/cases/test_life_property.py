"""Whatever is done with cases in whatever order, by whomever: nothing is lost, no clock runs where it must not, no
one person does both halves, and parting two cases touches nothing else.

The machine keeps books of its own and compares them with the tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, ClassVar
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from legation.accounts.models import Role, User
from legation.casework.cases import services
from legation.casework.cases.models import (
    ENDED,
    Alarm,
    Case,
    CaseEntry,
    Extension,
    Ground,
    Merge,
    Part,
    Priority,
    Reply,
    State,
    Transfer,
)
from legation.casework.cases.services import extending, handling
from legation.casework.cases.services.extending import bound_of
from legation.disclosure.models import Disclosure
from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from tests.casework.cases.conftest import MONDAY
from tests.casework.writing import open_letter
from tests.conftest import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900), pytest.mark.usefixtures("on_monday")]
STAFF = ["officer", "second", "supervisor", "other", "parisian"]
LEAPS = [dt.timedelta(minutes=5), dt.timedelta(days=3), dt.timedelta(days=12), dt.timedelta(days=40)]
TO = services.Destination("City of Taipei", "letters@city.example", ["words"])
CLOCK = ("state", "due_at", "warn_at", "paused_at", "ended_at", "merged_into_id")
CASES, ACTORS = st.integers(0, 2), st.sampled_from(STAFF)


class Life(RuleBasedStateMachine):
    """Three cases, two of them of the same person; five members of staff in two offices."""

    people: ClassVar[dict[str, User]]
    offices: ClassVar[dict[str, Office]]

    def __init__(self) -> None:
        super().__init__()
        self.atom = transaction.atomic()
        self.atom.__enter__()
        self.now = MONDAY
        self.entries: dict[int, tuple[Any, ...]] = {}
        self.agreed: set[int] = set()
        self.before_merging: dict[int, dict[str, Any]] = {}
        self.cases: list[int] = []
        self.records = LedgerRecord.objects.filter(action__startswith="case.").count()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atom.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        with clock.at(self.now):
            for number, address in enumerate(["same@example.org", "same@example.org", "else@example.org"]):
                case, _secret = open_letter(self.offices["london"], submission=f"{number}", email=address)
                self.cases.append(case.pk)

    def case(self, number: int) -> Case:
        return Case.objects.select_related("office", "subject", "assignee", "merged_into").get(
            pk=self.cases[number]
        )

    def does(self, act: Callable[[], object]) -> bool:
        """Whether it was allowed; what is refused leaves nothing behind."""
        with clock.at(self.now):
            try:
                with transaction.atomic():
                    act()
            except LegationError:
                return False
        return True

    # What staff do

    @rule(
        number=CASES,
        by=ACTORS,
        name=st.sampled_from(
            ["ask", "note", "consult", "consult and pause", "inform", "propose_reply", "reject"]
        ),
    )
    def work(self, number: int, by: str, name: str) -> None:
        case, actor = self.case(number), self.people[by]
        acts: dict[str, Callable[[], object]] = {
            "consult": lambda: services.consult(case, "A court", actor=actor),
            "consult and pause": lambda: services.consult(
                case, "A court", why_paused="It says so.", actor=actor
            ),
            "reject": lambda: services.reject(case, Ground.UNCLEAR, "No.", actor=actor),
        }
        self.does(acts.get(name, lambda: getattr(services, name)(case, "Words.", actor=actor)))

    @rule(number=CASES, by=ACTORS, to=ACTORS)
    def give(self, number: int, by: str, to: str) -> None:
        self.does(lambda: services.assign(self.case(number), self.people[to], actor=self.people[by]))

    @rule(
        number=CASES,
        by=ACTORS,
        name=st.sampled_from(["approve_reply", "close", "grant_extension", "send_on"]),
    )
    def finish(self, number: int, by: str, name: str) -> None:
        case = self.case(number)
        sent = self.does(lambda: getattr(services, name)(case, actor=self.people[by]))
        if sent and name == "send_on":
            assert case.pk in self.agreed, "something was sent on without its writer's word"

    @rule(number=CASES, by=ACTORS, days=st.integers(1, 20))
    def extend(self, number: int, by: str, days: int) -> None:
        self.does(lambda: services.extend(self.case(number), days, "Why.", actor=self.people[by]))

    @rule(number=CASES, by=ACTORS, to=st.sampled_from(["london", "paris"]))
    def move(self, number: int, by: str, to: str) -> None:
        self.does(lambda: services.move(self.case(number), self.offices[to], "Why.", actor=self.people[by]))

    @rule(number=CASES, by=ACTORS, leader=CASES)
    def merge(self, number: int, by: str, leader: int) -> None:
        case = self.case(number)
        before = {name: getattr(case, name) for name in CLOCK}
        if self.does(lambda: services.merge(case, self.case(leader), actor=self.people[by])):
            assert {number, leader} == {0, 1}, "two people's cases were joined"
            self.before_merging[case.pk] = before

    @rule(number=CASES, by=ACTORS)
    def unmerge(self, number: int, by: str) -> None:
        case, before = self.case(number), whole(self.cases[number])
        if self.does(lambda: services.unmerge(case, "Why.", actor=self.people[by])):
            case.refresh_from_db()
            restored = {name: getattr(case, name) for name in CLOCK}
            assert restored == self.before_merging.pop(case.pk), "parting did not restore it"
            assert whole(case.pk) == before, "parting changed something else"

    @rule(number=CASES, by=ACTORS)
    def offer_transfer(self, number: int, by: str) -> None:
        self.does(lambda: services.offer_transfer(self.case(number), TO, actor=self.people[by]))

    @rule(number=CASES, by=ACTORS, sensitive=st.booleans())
    def guard(self, number: int, by: str, *, sensitive: bool) -> None:
        self.does(
            lambda: services.guard(self.case(number), "Why.", sensitive=sensitive, actor=self.people[by])
        )

    @rule(number=CASES, by=ACTORS, priority=st.sampled_from(Priority))
    def prioritise(self, number: int, by: str, priority: Priority) -> None:
        self.does(lambda: services.prioritise(self.case(number), priority, "Why.", actor=self.people[by]))

    @rule(number=CASES, by=ACTORS)
    def put_a_part(self, number: int, by: str) -> None:
        with clock.at(self.now):
            question = services.Question(self.offices["paris"], "What?", clock.today() + dt.timedelta(days=2))
        self.does(lambda: services.put(self.case(number), question, actor=self.people[by]))

    @rule(number=CASES, by=ACTORS, drop=st.booleans())
    def close_a_part(self, number: int, by: str, *, drop: bool) -> None:
        part = Part.objects.filter(case=self.cases[number]).select_related("case").last()
        if part is None:
            return
        actor = self.people[by]
        if drop:
            self.does(lambda: services.drop_part(part.case, part.pk, "Why.", actor=actor))
        else:
            self.does(lambda: services.answer_part(part, "So.", actor=actor))

    # What the person does

    @rule(number=CASES, name=st.sampled_from(["supplement", "reopen"]))
    def person(self, number: int, name: str) -> None:
        self.does(lambda: getattr(services, name)(self.case(number), "Words."))

    @rule(number=CASES)
    def withdraw(self, number: int) -> None:
        self.does(lambda: services.withdraw(self.case(number)))

    @rule(number=CASES, agree=st.booleans())
    def decide(self, number: int, *, agree: bool) -> None:
        case = self.case(number)
        if self.does(lambda: services.decide_transfer(case, agree=agree)):
            (self.agreed.add if agree else self.agreed.discard)(case.pk)

    @rule(leap=st.sampled_from(LEAPS))
    def time_passes(self, leap: dt.timedelta) -> None:
        self.now += leap
        self.does(services.raise_alarms)
        with clock.at(self.now):
            assert services.raise_alarms() in range(4)  # at most the next level of each

    # What must always hold

    @invariant()
    def nothing_is_lost(self) -> None:
        rows = {
            row[0]: row
            for row in CaseEntry.objects.values_list("pk", "case", "event", "at", "actor", "is_public")
        }
        assert self.entries.items() <= rows.items(), "an entry was lost or changed"
        self.entries = rows
        recorded = LedgerRecord.objects.filter(action__startswith="case.").count() - self.records
        assert recorded == len(rows), "an entry without its record, or a record without its entry"

    @invariant()
    def no_clock_runs_where_it_must_not(self) -> None:
        with clock.at(self.now + dt.timedelta(days=1000)):
            late = set(Case.objects.late().values_list("pk", flat=True))
            for case in Case.objects.filter(pk__in=self.cases):
                over = case.state in ENDED
                assert over == (case.ended_at is not None), case.state
                assert case.is_late == (case.pk in late)
                if over or case.state == State.WAITING:
                    assert not case.is_running
                    assert not case.is_late
                    assert (case.paused_at is None) == over
                elif case.state != State.WITH_BODY:
                    assert case.is_late, f"{case.state} without a running clock"
                if over:
                    assert not case.parts.filter(answered_at=None, dropped_at=None).exists()
                    assert not case.transfers.filter(state__in=["asked", "agreed"]).exists()
                    assert not case.extensions.filter(until=None, refused_at=None).exists()
                assert (case.state == State.MERGED) == (case.merged_into_id is not None)

    @invariant()
    def nobody_does_both_halves(self) -> None:
        for reply in Reply.objects.exclude(sent_at=None):
            assert reply.approved_by_id not in (None, reply.proposed_by_id)
        for case in Case.objects.filter(pk__in=self.cases):
            granted = Extension.objects.filter(case=case).exclude(until=None).order_by("until", "pk")
            alone = [row for row in granted if row.approved_by_id is None]
            assert len(alone) <= 1, "one officer took more time twice"
            assert all(row.days <= bound_of(case) for row in alone)
            assert all(row.approved_by_id != row.proposed_by_id for row in granted)

    @invariant()
    def sending_on_is_never_a_disclosure(self) -> None:
        assert not Disclosure.objects.exists()
        sent = Transfer.objects.filter(state=Transfer.State.SENT).count()
        assert OutgoingMail.objects.filter(title__startswith="A letter for you").count() == sent

    @invariant()
    def each_alarm_once(self) -> None:
        rows = list(Alarm.objects.values_list("case", "level", "due_at"))
        assert len(rows) == len(set(rows))


def whole(but: int) -> list[Any]:
    """Everything beside this one case's own row and the books of what happened."""
    return [
        list(Case.objects.exclude(pk=but).order_by("pk").values()),
        list(
            Case.objects.filter(pk=but).values(
                "number", "assignee", "office", "priority", "is_sensitive", "rating"
            )
        ),
        *[list(model.objects.order_by("pk").values()) for model in (Reply, Part, Transfer, Extension, Alarm)],
        list(Merge.objects.exclude(case=but).order_by("pk").values()),
    ]


@pytest.fixture
def cast(supervisor: User, second_supervisor: User, parisian: User, london: Office, paris: Office) -> None:
    Life.people = {
        "officer": make_staff("one@example.org", Role.CASE_OFFICER, london),
        "second": make_staff("two@example.org", Role.CASE_OFFICER, london),
        "supervisor": supervisor,
        "other": second_supervisor,
        "parisian": parisian,
    }
    Life.offices = {"london": london, "paris": paris}


def test_no_sequence_of_steps_breaks_a_case(cast: None) -> None:
    how = settings(
        max_examples=12,
        stateful_step_count=25,
        deadline=None,
        database=None,
        phases=[phase for phase in Phase if phase is not Phase.explain],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=how)


@pytest.fixture
def machine(cast: None) -> Iterator[Life]:
    """Driven by hand, for faults that are planted."""
    driven = Life()
    driven.begin()
    yield driven
    driven.teardown()


def test_the_machine_notices_one_person_in_both_halves(machine: Life) -> None:
    machine.work(number=0, by="supervisor", name="propose_reply")
    with mock.patch.object(handling, "is_drafter", return_value=False):
        machine.finish(number=0, by="supervisor", name="approve_reply")
    with pytest.raises(AssertionError):
        machine.nobody_does_both_halves()


def test_the_machine_notices_more_time_taken_alone(machine: Life) -> None:
    with mock.patch.object(extending, "bound_of", return_value=60):
        machine.extend(number=0, by="officer", days=20)
    with pytest.raises(AssertionError):
        machine.nobody_does_both_halves()


def test_the_machine_notices_a_clock_that_runs_on(machine: Life) -> None:
    machine.work(number=0, by="officer", name="ask")
    machine.no_clock_runs_where_it_must_not()
    Case.objects.filter(pk=machine.cases[0]).update(state=State.ASSIGNED)
    with pytest.raises(AssertionError):
        machine.no_clock_runs_where_it_must_not()


def test_the_machine_notices_an_entry_that_is_gone(machine: Life) -> None:
    machine.work(number=0, by="officer", name="note")
    machine.nothing_is_lost()
    CaseEntry.objects.filter(event="noted").delete()
    with pytest.raises(AssertionError):
        machine.nothing_is_lost()


def test_the_machine_notices_when_parting_restores_too_little(machine: Life) -> None:
    machine.work(number=1, by="officer", name="ask")
    machine.merge(number=1, by="officer", leader=0)
    Merge.objects.update(paused_at=None)
    with pytest.raises(AssertionError, match="did not restore"):
        machine.unmerge(number=1, by="officer")
