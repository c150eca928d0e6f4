"""Blocks and the allow-list. The file that the edge reads is made from these rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.defence.incidents.models import Incident
from legation.kernel import clock


class Reason(models.TextChoices):
    """Why a network is blocked; all but the last are names of scenarios."""

    FIREWALL = "firewall", _("Attacks refused by the firewall")
    NOT_FOUND = "not-found", _("Search for weak spots")
    SIGN_IN = "sign-in-failed", _("Guessing of passwords")
    RATE = "rate-limited", _("Far too many visits")
    BAD_REQUEST = "bad-request", _("Malformed requests")
    BY_HAND = "by-hand", _("Blocked by an officer")


class BlockQuerySet(models.QuerySet["Block"]):
    """Reads of blocks."""

    def in_force(self) -> BlockQuerySet:
        """Neither ended nor removed."""
        now = clock.now()
        return self.filter(until__gt=now, removed_at=None)


class Block(models.Model):
    """A network that gets no answer until a time. `added_by` and `removed_by` are subject ids."""

    network = models.CharField(max_length=50, db_index=True)
    reason = models.CharField(max_length=20, choices=Reason)
    note = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(db_index=True)
    added_by = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.UUIDField(null=True)
    incident = models.ForeignKey(Incident, on_delete=models.SET_NULL, null=True, related_name="blocks")

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return f"{self.network} until {self.until:%Y-%m-%d %H:%M}"


class Allowed(models.Model):
    """A network that is never blocked."""

    network = models.CharField(max_length=50, unique=True)
    note = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["network"]

    def __str__(self) -> str:
        return self.network
