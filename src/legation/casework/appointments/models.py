"""When an office receives people, and who comes when."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Case
from legation.kernel import clock
from legation.offices.models import Office

MOST_PEOPLE = 9


class Span(models.Model):
    """A span of a weekday (Monday is 0) in the office's own time in which it receives people.

    One appointment lasts `minutes`, then come `pause` minutes without; `places` people fit in each.
    `services` are the slugs for which it is; empty: for every application. Appointments can be booked
    `days_ahead` days before, until `hours_before` hours before they begin.
    """

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    pause = models.PositiveSmallIntegerField(default=0)
    places = models.PositiveSmallIntegerField(default=1)
    services: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    days_ahead = models.PositiveSmallIntegerField(default=28)
    hours_before = models.PositiveSmallIntegerField(default=24)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["weekday", "opens", "pk"]

    def __str__(self) -> str:
        return f"{self.office} {self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def is_for(self, service: str) -> bool:
        """Whether it takes people for this service."""
        return not self.services or service in self.services


class SlotQuerySet(models.QuerySet["Slot"]):
    """Reads of slots."""

    def bookable(self) -> SlotQuerySet:
        """Released, and not yet too near."""
        now = clock.now()
        return self.filter(released_at__lte=now, closes_at__gt=now, is_withdrawn=False)


class Slot(models.Model):
    """One time at which people can come. `taken` counts those who booked, and those to whom a place is
    offered; the database refuses more than `places`. `closes_at`: it cannot be booked from then on."""

    span = models.ForeignKey(Span, on_delete=models.PROTECT, related_name="slots")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    released_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    is_withdrawn = models.BooleanField(default=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["span", "starts_at"], name="one_slot_a_time"),
            models.CheckConstraint(
                condition=models.Q(taken__lte=models.F("places")), name="no_slot_sold_twice"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["office", "starts_at"], name="slot_by_office")]

    def __str__(self) -> str:
        return f"{self.office} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def left(self) -> int:
        """How many people still fit."""
        return self.places - self.taken


class Booking(models.Model):
    """Somebody comes at a time. A case has at most one that is live."""

    class State(models.TextChoices):
        """What became of it."""

        BOOKED = "booked", _("Booked")
        CANCELLED = "cancelled", _("Cancelled")
        ATTENDED = "attended", _("Came")
        MISSED = "missed", _("Did not come")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="bookings")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    people = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.BOOKED)
    booked_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["booked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="booked"), name="one_live_booking_a_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.slot}"


class Waiting(models.Model):
    """Somebody would come earlier than any free time, or than the one they booked."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="waiting")
    people = models.PositiveSmallIntegerField(default=1)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.since:%Y-%m-%d %H:%M}"


class Offer(models.Model):
    """A time held for one case until a deadline: freed for whoever waits, or proposed by an officer."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Waiting for an answer")
        TAKEN = "taken", _("Taken")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Not answered in time")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="offers")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="offers")
    people = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    offered_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["offered_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="open"), name="one_open_offer_a_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.slot}"

    @property
    def held_for(self) -> dt.timedelta:
        """How long the person has to answer."""
        return self.until - self.offered_at
