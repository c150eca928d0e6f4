"""Booking, changing, cancelling, waiting, offering: no time is given to two, none is lost."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from legation.accounts.models import Role
from legation.casework.appointments import services
from legation.casework.appointments.controls import NoTimeIsSoldTwice
from legation.casework.appointments.making import make_slots
from legation.casework.appointments.models import Booking, Offer, Slot, Span, Waiting
from legation.casework.appointments.queries import standing_of
from legation.casework.cases import services as cases
from legation.casework.cases.models import Case, CaseEntry, Kind, Matter
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.offices.models import Closure, Office
from tests.casework.appointments.conftest import NOW, applicant, slots
from tests.casework.writing import mails, open_letter
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def run_freed() -> None:
    """What the worker does with times that became free."""
    for slot in Slot.objects.all():
        services.offer_freed.func(slot.pk)


def taken() -> list[int]:
    return [slot.taken for slot in slots()]


def test_times_are_those_of_the_office_and_none_on_its_closures(london: Office, span: Span) -> None:
    first = slots()[0]
    assert [slot.starts_at.isoformat() for slot in slots()[:3]] == [
        "2026-03-04T10:00:00+00:00",
        "2026-03-04T10:30:00+00:00",
        "2026-03-11T10:00:00+00:00",
    ]
    assert first.released_at < NOW
    assert len(slots()) == 8, "four Wednesdays within 28 days"
    assert make_slots() == 0, "a second time makes nothing twice"
    Closure.objects.create(office=london, day=dt.date(2026, 4, 1), names={"en": "Closed"})
    with clock.at(NOW + dt.timedelta(days=14)):
        make_slots()
    days = {slot.starts_at.date().isoformat() for slot in slots()}
    assert "2026-04-08" in days
    assert "2026-04-01" not in days
    summer = Slot.objects.get(starts_at__date="2026-04-08", starts_at__hour=9, starts_at__minute=0)
    assert summer.starts_at.astimezone(london.zone).hour == 10, "ten o'clock there, also after clocks changed"


def test_a_new_day_opens_at_nine_for_everybody(london: Office, span: Span) -> None:
    case = applicant(london)
    newest = slots()[-1]
    assert newest.starts_at.date() == dt.date(2026, 3, 25)
    with clock.at(dt.datetime(2026, 3, 4, 8, 59, tzinfo=dt.UTC)):
        make_slots()
        coming = slots()[-1]
        with pytest.raises(services.Gone):
            services.book(case, coming.pk, 1)
    with clock.at(dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC)):
        services.book(case, coming.pk, 1)


def test_the_last_place_is_given_once_and_told_to_the_other(london: Office, span: Span) -> None:
    first, second = applicant(london, 1), applicant(london, 2)
    slot = slots()[0]
    services.book(first, slot.pk, 1)
    with pytest.raises(services.Gone):
        services.book(second, slot.pk, 1)
    assert taken()[0] == 1
    assert standing_of(second).is_empty
    mail = mails("Your appointment is booked")[0]
    assert "/en/appointments/" in mail["text"]
    assert first.number in mail["title"]
    assert CaseEntry.objects.filter(case=first, body__isnull=False).exists()


def test_who_comes_too_late_does_not_wait_for_those_who_book(
    london: Office, span: Span, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a rush for the last place all but one are answered without a lock."""
    first, second = applicant(london, 1), applicant(london, 2)
    slot = slots()[0]
    booked = services.book(first, slot.pk, 1)
    locked: list[int] = []
    lock = services._locked_together

    def watched(case: Case) -> contextlib.AbstractContextManager[Case]:
        locked.append(case.pk)
        return lock(case)

    monkeypatch.setattr(services, "_locked_together", watched)
    with pytest.raises(services.Gone, match="just taken"):
        services.book(second, slot.pk, 1)
    assert locked == []
    assert services.book(first, slot.pk, 1) == booked, "whose place it is keeps it"
    assert locked == [first.pk]


def test_pressing_twice_books_once(london: Office, span: Span) -> None:
    case = applicant(london)
    bookings = {services.book(case, slots()[0].pk, 1).pk for _twice in range(2)}
    assert len(bookings) == 1
    assert len(mails("Your appointment is booked")) == 1


def test_another_time_frees_the_old_one_in_the_same_moment(london: Office, span: Span) -> None:
    case = applicant(london)
    first, second = slots()[:2]
    services.book(case, first.pk, 1)
    services.book(case, second.pk, 1)
    assert taken()[:2] == [0, 1]
    assert Booking.objects.filter(state=Booking.State.BOOKED).count() == 1
    with pytest.raises(services.Gone):
        services.book(case, 999_999, 1)
    assert taken()[:2] == [0, 1], "a time that is gone costs nobody the one they have"


def test_a_family_needs_a_time_with_room(london: Office, span: Span) -> None:
    Slot.objects.update(places=3)
    services.book(applicant(london, 1), slots()[0].pk, 2)
    with pytest.raises(services.Gone):
        services.book(applicant(london, 2), slots()[0].pk, 2)
    services.book(applicant(london, 3), slots()[0].pk, 1)
    assert taken()[0] == 3
    for people in (0, -1, 10):
        with pytest.raises(services.Gone):
            services.book(applicant(london, 4), slots()[1].pk, people)


def test_only_the_office_and_the_service_of_the_case_can_be_booked(london: Office, span: Span) -> None:
    with pytest.raises(Conflict):
        services.book(applicant(london, 1, service="visa"), slots()[0].pk, 1)
    closed = applicant(london, 2)
    cases.withdraw(closed)
    with pytest.raises(Conflict):
        services.book(closed, slots()[0].pk, 1)


def test_who_waits_longest_is_offered_what_becomes_free(london: Office, span: Span) -> None:
    holder, first, second = (applicant(london, number) for number in (1, 2, 3))
    services.book(holder, slots()[0].pk, 1)
    services.wait(first, 1)
    services.wait(second, 1)
    services.cancel(holder)
    run_freed()
    offer = standing_of(first).offer
    assert offer
    other = standing_of(second).offer
    assert other is None or other.slot != slots()[0]
    assert taken()[0] == 1, "the time is held while it is offered"
    assert "We hold this time for you" in mails("A time is held for you")[0]["text"]
    with clock.at(offer.until + dt.timedelta(seconds=1)), pytest.raises(services.Gone):
        services.accept(first)


def test_an_offer_that_nobody_answers_goes_to_the_next(london: Office, span: Span) -> None:
    Slot.objects.exclude(pk=slots()[2].pk).update(is_withdrawn=True)
    holder, first, second = (applicant(london, number) for number in (1, 2, 3))
    services.book(holder, slots()[2].pk, 1)
    services.wait(first, 1)
    services.wait(second, 1)
    services.cancel(holder)
    run_freed()
    with clock.at(NOW + dt.timedelta(hours=25)):
        assert services.lapse() == 1
        run_freed()
        assert standing_of(first).offer is None
        assert standing_of(second).offer
        services.accept(second)
        assert standing_of(second).booking
        assert services.lapse() == 0
    assert not Waiting.objects.filter(case=second).exists()
    assert taken()[2] == 1


def test_somebody_who_has_a_time_is_offered_only_earlier_ones(london: Office, span: Span) -> None:
    waiting, holder = applicant(london, 1), applicant(london, 2)
    Slot.objects.exclude(pk__in=[slot.pk for slot in slots()[:3]]).update(is_withdrawn=True)
    early, middle, late = slots()[:3]
    services.book(waiting, middle.pk, 1)
    services.wait(waiting, 1)
    for slot in (late, early):
        services.book(holder, slot.pk, 1)
    services.offer_freed.func(late.pk)
    assert standing_of(waiting).offer is None
    services.cancel(holder)
    services.offer_freed.func(early.pk)
    services.accept(waiting)
    booking = standing_of(waiting).booking
    assert booking
    assert booking.slot == early
    assert taken()[:3] == [1, 0, 0]


def test_an_officer_proposes_and_the_person_decides(london: Office, span: Span) -> None:
    case = applicant(london)
    officer = make_staff("officer@example.org", Role.CASE_OFFICER, london)
    stranger = make_staff("stranger@example.org", Role.CASE_OFFICER, None)
    stranger.grants.update(expires_at=NOW)
    with pytest.raises(NotPermitted):
        services.propose(case, slots()[0].pk, 1, by=stranger)
    services.propose(case, slots()[0].pk, 1, by=officer)
    with pytest.raises(Conflict):
        services.propose(case, slots()[1].pk, 1, by=officer)
    services.decline(case)
    assert taken()[0] == 0
    services.propose(case, slots()[0].pk, 1, by=officer)
    services.accept(case)
    assert taken()[0] == 1
    assert Offer.objects.filter(state=Offer.State.TAKEN).count() == 1


def test_who_changes_all_the_time_is_stopped(london: Office, span: Span) -> None:
    case = applicant(london)
    for number in range(services.MOST_BOOKINGS):
        services.book(case, slots()[number % 2].pk, 1)
    with pytest.raises(Conflict):
        services.book(case, slots()[2].pk, 1)


def test_a_case_that_ends_frees_its_time(london: Office, span: Span) -> None:
    case = applicant(london)
    services.book(case, slots()[0].pk, 1)
    cases.withdraw(case)
    assert taken()[0] == 0
    assert standing_of(case).is_empty


def test_two_days_before_there_is_one_reminder(london: Office, span: Span) -> None:
    services.book(applicant(london), slots()[2].pk, 1)
    assert services.remind(48 * HOUR) == 0
    with clock.at(slots()[2].starts_at - 47 * HOUR):
        assert services.remind(48 * HOUR) == 1
        assert services.remind(48 * HOUR) == 0
    assert len(mails("You have an appointment soon")) == 1


def test_only_what_has_begun_can_be_marked_as_attended(london: Office, span: Span) -> None:
    booking = services.book(applicant(london), slots()[0].pk, 1)
    officer = make_staff("officer@example.org", Role.CASE_OFFICER, london)
    with pytest.raises(Conflict):
        services.came(booking, by=officer, attended=True)
    with clock.at(slots()[0].starts_at + HOUR):
        services.came(booking, by=officer, attended=False)
    booking.refresh_from_db()
    assert booking.state == Booking.State.MISSED


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["book", "cancel", "wait", "accept", "decline", "propose", "lapse", "free"]),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(1, 2),
    ),
    max_size=25,
)


@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_happens_places_are_those_of_bookings_and_offers(
    london: Office, span: Span, acts: list[tuple[str, int, int, int]]
) -> None:
    from django.db import transaction  # undone after each example

    with transaction.atomic():
        Slot.objects.update(places=2)
        officer = make_staff(f"o{clock.now().timestamp()}@example.org", Role.CASE_OFFICER, london)
        people = [applicant(london, number) for number in range(3)]
        times = slots()[:3]
        for name, who, when, count in acts:
            case, slot = people[who], times[when].pk
            acts_by_name: dict[str, Callable[[], object]] = {
                "book": partial(services.book, case, slot, count),
                "cancel": partial(services.cancel, case),
                "wait": partial(services.wait, case, count),
                "accept": partial(services.accept, case),
                "decline": partial(services.decline, case),
                "propose": partial(services.propose, case, slot, count, by=officer),
                "lapse": services.lapse,
                "free": run_freed,
            }
            with contextlib.suppress(Conflict, NotPermitted):
                acts_by_name[name]()
            assert NoTimeIsSoldTwice().check(None).kept  # type: ignore[arg-type]  # it asks no site
        transaction.set_rollback(True)


def applications_of(office: Office, *emails: str) -> list[Case]:
    """An application of each address."""
    return [
        open_letter(
            office,
            kind=Kind.APPLICATION,
            matter=Matter.APPLICATION,
            reference="passport",
            submission=f"mine-{number}",
            email=email,
        )[0]
        for number, email in enumerate(emails)
    ]


def test_one_address_holds_few_times_at_once_in_whatever_cases(london: Office, span: Span) -> None:
    """Against who would take many times to sell them on; a person in need of more calls the office."""
    mine = applications_of(london, "bot@example.org", "Bot@example.org", "bot@example.org")
    free = slots()
    for case, slot in zip(mine, free, strict=False):
        if case is mine[2]:
            with pytest.raises(Conflict, match="two times"):
                services.book(case, slot.pk, 1)
        else:
            services.book(case, slot.pk, 1)
    with pytest.raises(Conflict):
        services.wait(mine[2], 1)
    services.book(mine[0], free[3].pk, 1)  # changing is no third
    services.cancel(mine[1])
    services.book(mine[2], free[2].pk, 1)
    services.book(applicant(london, 9), free[1].pk, 1)


def test_the_waiting_list_is_no_way_around_that(london: Office, span: Span) -> None:
    """Who asks with many cases before anything is booked would else take one offered time after another."""
    mine = applications_of(london, *["bot@example.org"] * 3)
    for case in mine:
        services.wait(case, 1)
    run_freed()
    assert all(standing_of(case).offer for case in mine)
    services.accept(mine[0])
    services.accept(mine[1])
    with pytest.raises(Conflict, match="two times"):
        services.accept(mine[2])
    services.decline(mine[2])
    officer = make_staff("officer@example.org", Role.CASE_OFFICER, london)
    free = next(slot for slot in slots() if not slot.taken)
    services.propose(mine[2], free.pk, 1, by=officer)
    services.accept(mine[2])  # an officer may think otherwise
