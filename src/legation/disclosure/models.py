"""The register of disclosures, and the bodies that work for the site."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.privacy.models import Subject


class Ground(models.TextChoices):
    """The three grounds of the policy; there is no fourth."""

    LAW_ENFORCEMENT = "law-enforcement", _("A law enforcement agency, for a criminal investigation")
    AUTHORITY = "authority", _("Another authority, for its duties")
    COMMISSIONED = "commissioned", _("A body commissioned to improve the site")


class State(models.TextChoices):
    """Where a disclosure stands."""

    PROPOSED = "proposed", _("Waiting for a second person")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    DELIVERED = "delivered", _("Delivered")


class Processor(models.Model):
    """A body commissioned to improve the site; listed publicly while it works for it."""

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    task = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Reads of the register."""

    def visible(self) -> DisclosureQuerySet:
        """Delivered, and not under the seal of an investigation any more."""
        unsealed = Q(sealed_until=None) | Q(sealed_until__lte=clock.today())
        return self.filter(unsealed, state=State.DELIVERED)


class Disclosure(models.Model):
    """Data of one person that leaves, on one ground, decided by two people.

    `source` and `reference` name what is disclosed (such as `member` and an address's account
    number), `fields` exactly which parts. `digest` is the SHA-256 of the bytes that left.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="disclosures")
    ground = models.CharField(max_length=20, choices=Ground)
    recipient = models.CharField(_("recipient"), max_length=200)
    request_reference = models.CharField(_("reference of their request"), max_length=100)
    reasons = models.TextField(_("why the law allows it"))
    source = models.CharField(max_length=40)
    reference = models.CharField(max_length=100)
    fields: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    sealed_until = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="two_people_disclose",
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | (Q(decided_by__isnull=False) & ~Q(digest="")),
                name="no_bytes_without_record",
            ),
            models.CheckConstraint(
                condition=Q(sealed_until=None) | Q(ground="law-enforcement"),
                name="only_investigations_are_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.request_reference}"
