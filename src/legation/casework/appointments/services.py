"""Booking, changing, cancelling, waiting and offering. Each locks the case, takes or frees the places,
enters it on the timeline and queues its mail in one transaction.

Places are taken by one conditional update, and a constraint of the database stands behind it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from legation.accounts.models import User
from legation.casework.appointments.models import MOST_PEOPLE, Booking, Offer, Slot, Waiting
from legation.casework.appointments.queries import Standing, free_slots, may_book, standing_of
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services import announce
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted

SALT = "legation.appointments"
LINK_AGE = 180 * 24 * 60 * 60
HELD = dt.timedelta(hours=24)
SHORTEST_HOLD = dt.timedelta(hours=1)
MOST_LIVE = 2  # times of one person at one office at once, in whatever cases: a family comes together
MOST_BOOKINGS = 6  # of one case within the month: who changes more often keeps times from others
MONTH = dt.timedelta(days=30)


class Gone(Conflict):
    """The time was taken by somebody else, or is over."""


def link_of(case: Case) -> str:
    """The address of the appointment, for mails: it opens that alone, not the case, and without a cookie."""
    signed = signing.dumps([case.pk, case.secret_hash[:12]], salt=SALT)
    with translation.override(case.language):
        return settings.LEGATION_ORIGIN + reverse("appointment", args=[signed])


def case_of(signed: str) -> Case | None:
    """The case whose appointment a link opens; None when it is not ours or too old."""
    try:
        pk, part = signing.loads(signed, salt=SALT, max_age=LINK_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    case = Case.objects.confirmed().select_related("office", "subject").filter(pk=pk).first()
    return case if case is not None and case.secret_hash.startswith(part) else None


def book(case: Case, slot_id: int, people: int) -> Booking:
    """Come at this time; a booking that the case has is given up in the same moment.

    Raises Gone when it is not free any more, Conflict when the case may not book or changed too often.
    """
    if _is_taken(case, slot_id, people):  # whoever comes too late must not wait for those who book
        raise Gone(_("Somebody else has just taken this time. Choose another."))
    with _locked_together(case) as locked:
        if not may_book(locked):
            raise Conflict(_("No appointment can be made for this case."))
        _not_too_often(locked)
        slot = free_slots(locked, 0).filter(pk=slot_id).select_related("office").first()
        now = _held(locked, slot_id)
        if now.booking and now.booking.slot_id == slot_id and now.booking.people == people:
            return now.booking
        if slot is None or not 1 <= people <= MOST_PEOPLE:
            raise Gone(_("This time cannot be booked any more. Choose another."))
        _not_too_many(locked)
        if now.booking:
            _end(now.booking, Booking.State.CANCELLED)
        if not _take(slot.pk, people):
            raise Gone(_("Somebody else has just taken this time. Choose another."))
        return _booked(locked, slot, people, changed=now.booking is not None)


def _is_taken(case: Case, slot_id: int, people: int) -> bool:
    """Whether the time has no room for so many, of whom none has their place there already. Looked for without a
    lock: what is taken since is found when it is booked."""
    if not Slot.objects.filter(pk=slot_id, taken__gt=F("places") - min(people, MOST_PEOPLE)).exists():
        return False
    booked = Booking.objects.filter(case=case, slot=slot_id, state=Booking.State.BOOKED)
    offered = Offer.objects.filter(case=case, slot=slot_id, state=Offer.State.OPEN)
    return not (booked.exists() or offered.exists())


def cancel(case: Case) -> None:
    """Not come. Raises Conflict when nothing is booked."""
    with _locked(case) as locked:
        booking = standing_of(locked).booking
        if booking is None:
            raise Conflict(_("Nothing is booked for this case."))
        _end(booking, Booking.State.CANCELLED)
        _tell(locked, "cancelled", booking.slot)


def wait(case: Case, people: int) -> Waiting:
    """Be offered what becomes free earlier. Raises Conflict when the case may not book."""
    with _locked(case) as locked:
        if not may_book(locked):
            raise Conflict(_("No appointment can be made for this case."))
        _not_too_many(locked)
        row, _new = Waiting.objects.update_or_create(
            case=locked, defaults={"people": min(max(people, 1), MOST_PEOPLE)}
        )
        return row


def stop_waiting(case: Case) -> None:
    """Be offered nothing more."""
    with _locked(case) as locked:
        Waiting.objects.filter(case=locked).delete()


def propose(case: Case, slot_id: int, people: int, *, by: User) -> Offer:
    """An officer holds a time for the person. Raises NotPermitted, Gone, or Conflict when one is open."""
    with _locked(case) as locked:
        if not may_handle(by, locked):
            raise NotPermitted(_("This case belongs to another office."))
        if standing_of(locked).offer:
            raise Conflict(_("A time is offered to this person already."))
        slot = free_slots(locked, people).filter(pk=slot_id).select_related("office").first()
        if slot is None or not may_book(locked) or not _take(slot.pk, people):
            raise Gone(_("This time cannot be booked any more. Choose another."))
        return _offered(locked, slot, people, by=by)


def accept(case: Case) -> Booking:
    """Take the time that is offered; what was booked is given up. Raises Gone after the deadline, Conflict for one
    time too many, unless an officer proposed it."""
    with _locked_together(case) as locked:
        now = _held(locked)
        if now.offer is None or now.offer.until <= clock.now():
            raise Gone(_("This offer is over. You can choose another time."))
        if now.offer.by_id is None:
            _not_too_many(locked)
        Offer.objects.filter(pk=now.offer.pk).update(state=Offer.State.TAKEN)
        if now.booking:
            _end(now.booking, Booking.State.CANCELLED)
        return _booked(locked, now.offer.slot, now.offer.people, changed=now.booking is not None)


def decline(case: Case) -> None:
    """Leave the time that is offered to others. Raises Gone when none is."""
    with _locked(case) as locked:
        offer = standing_of(locked).offer
        if offer is None:
            raise Gone(_("This offer is over. You can choose another time."))
        _release(offer, Offer.State.DECLINED)


def lapse() -> int:
    """Free what was offered and not answered in time; the next who waits is offered it."""
    over = Offer.objects.filter(state=Offer.State.OPEN, until__lte=clock.now())
    count = 0
    for offer in over.select_related("slot__office", "case__office", "case__subject")[:500]:
        with _locked(offer.case):
            if Offer.objects.filter(pk=offer.pk, state=Offer.State.OPEN).exists():
                _release(offer, Offer.State.LAPSED)
                count += 1
    return count


def came(booking: Booking, *, by: User, attended: bool) -> None:
    """Note whether somebody came. Raises NotPermitted, or Conflict when it was not booked or is to come."""
    with _locked(booking.case) as locked:
        if not may_handle(by, locked):
            raise NotPermitted(_("This case belongs to another office."))
        state = Booking.State.ATTENDED if attended else Booking.State.MISSED
        rows = Booking.objects.filter(
            pk=booking.pk, state=Booking.State.BOOKED, slot__starts_at__lte=clock.now()
        )
        if not rows.update(state=state, ended_at=clock.now()):
            raise Conflict(_("Only an appointment that has begun can be marked."))


def remind(ahead: dt.timedelta) -> int:
    """Tell those who come within that time and were not told yet; returns how many."""
    now = clock.now()
    rows = Booking.objects.filter(
        state=Booking.State.BOOKED,
        reminded_at=None,
        slot__starts_at__gt=now,
        slot__starts_at__lte=now + ahead,
        booked_at__lt=now - dt.timedelta(hours=12),
    )
    count = 0
    for booking in rows.select_related("case__office", "case__subject", "slot__office")[:500]:
        with _locked(booking.case) as locked:
            if Booking.objects.filter(pk=booking.pk, state=Booking.State.BOOKED, reminded_at=None).update(
                reminded_at=now
            ):
                _tell(locked, "reminder", booking.slot, people=booking.people)
                count += 1
    return count


def end_with_case(case: Case) -> None:
    """The case is over: whatever was booked, offered or awaited is free for others. Within the caller's
    transaction."""
    now = standing_of(case)
    Waiting.objects.filter(case=case).delete()
    if now.offer:
        _release(now.offer, Offer.State.DECLINED)
    if now.booking and now.booking.slot.starts_at > clock.now():
        _end(now.booking, Booking.State.CANCELLED)


@contextmanager
def _locked(case: Case) -> Iterator[Case]:
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",)).select_related("office", "subject")
        yield rows.get(pk=case.pk)


@contextmanager
def _locked_together(case: Case) -> Iterator[Case]:
    """The case, and all that were opened with its address at its office, in one order: so that their times are
    counted right even when they book at the same moment."""
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",)).filter(
            email_hash=case.email_hash, office=case.office_id
        )
        if case.email_hash:
            list(rows.order_by("pk").values_list("pk"))
        with _locked(case) as locked:
            yield locked


def _held(case: Case, slot_id: int = 0) -> Standing:
    """How the case stands, with all times that the act may touch locked in one order: two people who
    exchange their times would else wait for each other for ever."""
    now = standing_of(case)
    touched = {slot_id, *(row.slot_id for row in (now.booking, now.offer) if row)}
    list(Slot.objects.select_for_update().filter(pk__in=touched).order_by("pk").values_list("pk"))
    return now


def _not_too_often(case: Case) -> None:
    if case.bookings.filter(booked_at__gt=clock.now() - MONTH).count() >= MOST_BOOKINGS:
        raise Conflict(_("You have changed your appointment very often. Please call the office."))


def _not_too_many(case: Case) -> None:
    """One person, known by the keyed hash of their address, holds few times at once, so that nobody takes many
    to give or sell them on."""
    if not case.email_hash:
        return
    others = Booking.objects.filter(
        case__email_hash=case.email_hash, case__office=case.office_id, state=Booking.State.BOOKED
    )
    if others.filter(slot__starts_at__gt=clock.now()).exclude(case=case).count() >= MOST_LIVE:
        raise Conflict(
            _("With this e-mail address two times are booked already. Come with several people, or call us.")
        )


def _take(slot_id: int, people: int) -> bool:
    room = Slot.objects.filter(pk=slot_id, is_withdrawn=False, taken__lte=F("places") - people)
    return bool(room.update(taken=F("taken") + people))


def _give_back(slot: Slot, people: int) -> None:
    Slot.objects.filter(pk=slot.pk).update(taken=F("taken") - people)
    offer_freed.enqueue(slot.pk)


def _booked(case: Case, slot: Slot, people: int, *, changed: bool) -> Booking:
    Waiting.objects.filter(case=case).delete()
    booking = Booking.objects.create(case=case, slot=slot, people=people)
    if offer := standing_of(case).offer:
        _release(offer, Offer.State.DECLINED)
    _tell(case, "changed" if changed else "booked", slot, people=people)
    return booking


def _end(booking: Booking, state: Booking.State) -> None:
    Booking.objects.filter(pk=booking.pk).update(state=state, ended_at=clock.now())
    _give_back(booking.slot, booking.people)


def _release(offer: Offer, state: Offer.State) -> None:
    Offer.objects.filter(pk=offer.pk).update(state=state)
    if state is not Offer.State.TAKEN:
        Waiting.objects.filter(case=offer.case, since__lte=offer.offered_at).update(since=clock.now())
    _give_back(offer.slot, offer.people)


@task()
def offer_freed(slot_id: int) -> bool:
    """Offer free places to whoever waits longest, fits, and would gain by it; whether somebody did. A task
    of its own, so that the act that freed them touches nobody else's case."""
    slot = Slot.objects.select_related("office", "span").get(pk=slot_id)
    if slot.closes_at - clock.now() < SHORTEST_HOLD or slot.is_withdrawn or slot.released_at > clock.now():
        return False
    waiting = Waiting.objects.filter(case__office=slot.office_id, people__lte=slot.left)
    for row in waiting.select_related("case").order_by("since", "pk")[:100]:
        with _locked(row.case) as case:
            now = standing_of(case)
            gains = now.booking is None or slot.starts_at < now.booking.slot.starts_at
            may = gains and now.offer is None and may_book(case) and slot.span.is_for(case.reference)
            if may and _take(slot.pk, row.people):
                _offered(case, slot, row.people)
                return True
    return False


def _offered(case: Case, slot: Slot, people: int, by: User | None = None) -> Offer:
    until = min(clock.now() + HELD, slot.closes_at)
    offer = Offer.objects.create(case=case, slot=slot, people=people, by=by, until=until)
    _tell(case, "offered", slot, people=people, until=until)
    return offer


def _tell(case: Case, what: str, slot: Slot, **more: object) -> None:
    """Enter it and queue the mail; times are the office's."""
    values: Mapping[str, object] = {"slot": slot, "office": slot.office, "link": link_of(case), **more}
    with timezone.override(slot.office.zone), translation.override(case.language):
        body = timezone.localtime(slot.starts_at).strftime("%Y-%m-%d %H:%M")
        announce(case, f"appointments/mail/{what}.txt", values, body=f"{_BODIES[what]}: {body}")


_BODIES = {
    "booked": _("Appointment booked"),
    "changed": _("Appointment changed"),
    "cancelled": _("Appointment cancelled"),
    "offered": _("A time was offered"),
    "reminder": _("We reminded you of your appointment"),
}
