"""Fees, what is owed in a case, and every movement of money with who noted it and why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from legation.accounts.models import User
from legation.casework.cases.models import Case
from legation.casework.payments.money import Money
from legation.kernel import clock
from legation.offices.models import Office


class Fee(models.Model):
    """What a service costs for one person. `office` None: wherever the office has no fee of its own."""

    service = models.SlugField(max_length=60)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="+")
    minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    set_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["service", "office"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "office"], name="one_fee_a_service_and_office"),
            models.UniqueConstraint(
                fields=["service"], condition=models.Q(office=None), name="one_fee_a_service"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.minor} {self.currency}"

    @property
    def money(self) -> Money:
        """The amount."""
        return Money(self.minor, self.currency)


class Charge(models.Model):
    """What is owed in a case: fixed when it was sent, whatever the fee becomes later. `units`: for so many
    people."""

    class State(models.TextChoices):
        """How it stands."""

        DUE = "due", _("To be paid")
        PAID = "paid", _("Paid")
        RETURNING = "returning", _("To be paid back")
        RETURNED = "returned", _("Paid back")
        VOID = "void", _("Nothing to pay any more")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="charge")
    minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    units = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    made_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.minor} {self.currency}"

    @property
    def money(self) -> Money:
        """All that is owed."""
        return Money(self.minor, self.currency)


class Attempt(models.Model):
    """One try to pay online. `key` is our name for it at the provider, `reference` the provider's for the
    money that moved."""

    class State(models.TextChoices):
        """What came of it."""

        BEGUN = "begun", _("Payment begun")
        PAID = "paid", _("Paid")
        REFUSED = "refused", _("Not paid")
        WRONG = "wrong", _("Another amount was paid")
        EXCESS = "excess", _("Paid although nothing was owed any more")
        RETURNED = "returned", _("Paid back")

    charge = models.ForeignKey(Charge, on_delete=models.CASCADE, related_name="attempts")
    provider = models.CharField(max_length=20)
    key = models.CharField(max_length=40, unique=True)
    minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.BEGUN)
    reference = models.CharField(max_length=80, blank=True)
    begun_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["charge"], condition=models.Q(state="paid"), name="one_paid_attempt_a_charge"
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def money(self) -> Money:
        """What was asked for."""
        return Money(self.minor, self.currency)


class Refund(models.Model):
    """Money that came for an attempt and is not the fee: `minor` and `currency` are what the provider told. It goes
    back once one person has proposed it and another approved."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="refund")
    minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    noted_at = models.DateTimeField(default=clock.now)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.attempt} {self.minor} {self.currency}"

    @property
    def money(self) -> Money:
        """What came."""
        return Money(self.minor, self.currency)


class Notification(models.Model):
    """What a provider told us, once for each of its events; the same event again changes nothing."""

    provider = models.CharField(max_length=20)
    event = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="notifications")
    outcome = models.CharField(max_length=10)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "event"], name="one_notification_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event}"


class Movement(models.Model):
    """One line of the account of a charge; lines are added and never changed. `by` None: the provider."""

    class Kind(models.TextChoices):
        """What was noted."""

        COUNTER = "counter", _("Paid at the counter")
        ONLINE = "online", _("Paid online")
        UNPAID = "unpaid", _("Corrected: it was not paid")
        RECEIPT = "receipt", _("Corrected: the receipt has another number")
        BACK_COUNTER = "back", _("Paid back at the counter")
        BACK_ONLINE = "back-online", _("Paid back online")
        EXCESS = "excess", pgettext_lazy("payment", "Paid once too often, and paid back")

    charge = models.ForeignKey(Charge, on_delete=models.CASCADE, related_name="movements")
    kind = models.CharField(max_length=12, choices=Kind)
    minor = models.PositiveIntegerField()
    receipt = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.charge} {self.kind}"

    @property
    def money(self) -> Money:
        """How much moved."""
        return Money(self.minor, self.charge.currency)
