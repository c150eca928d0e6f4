"""What happened in a case, and the answers to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models.case import Case
from legation.kernel import clock
from legation.privacy.sealing import SealedTextField


class Event(models.TextChoices):
    """What happened, in the words of the timeline."""

    RECEIVED = "received", _("We received it")
    CONFIRMED = "confirmed", _("You confirmed your e-mail address")
    ASSIGNED = "assigned", _("An officer took it on")
    NOTED = "noted", _("Internal note")
    ASKED = "asked", _("We asked you for something")
    SUPPLEMENTED = "supplemented", _("You answered our question")
    PROPOSED = "proposed", _("An answer was drafted")
    RETURNED = "returned", _("The draft went back for another look")
    APPROVED = "approved", _("A second person approved the answer")
    ANSWERED = "answered", _("We answered")
    RATED = "rated", _("You told us whether the answer helped")
    REOPENED = "reopened", _("You asked us to look again")
    REJECTED = "rejected", _("We cannot take it up")
    CLOSED = "closed", _("The case was closed")
    WITHDRAWN = "withdrawn", _("You withdrew it")
    UPDATED = "updated", _("News of your application")
    UNSAFE = "unsafe", _("Marked: not safe to contact, nothing is sent")
    SAFE = "safe", _("Marked: safe to contact again")
    CONSULTED = "consulted", _("We asked another authority")
    INFORMED = "informed", _("The other authority answered us")
    MOVED = "moved", _("Another office of the ministry took it over")
    OFFERED = "offered", _("We asked whether we may send it on")
    CONSENTED = "consented", _("You agreed that we send it on")
    DECLINED = "declined", _("You do not want it sent on")
    DROPPED = "dropped", _("It is not sent on")
    TRANSFERRED = "transferred", _("We sent it on, as you wished")
    MERGED = "merged", _("We handle it together with another case of yours")
    UNMERGED = "unmerged", _("We handle it by itself again")
    LENGTHENED = "lengthened", _("More time was asked for")
    EXTENDED = "extended", _("We need more time")
    KEPT = "kept", _("The time was not extended")
    WARNED = "warned", _("Warning: the time is nearly over")
    BREACHED = "breached", _("The time is over; the supervisor was told")
    ESCALATED = "escalated", _("Still not answered; the duty desk was told")
    PRIORITISED = "prioritised", _("The priority was changed")
    GUARDED = "guarded", _("Marked: only for those who need to know")
    UNGUARDED = "unguarded", _("No longer only for those who need to know")
    READERS = "readers", _("Who may open it was changed")
    REFUSED = "refused", _("Somebody was refused who may not open it")
    INTEREST = "interest", _("An officer declared a conflict of interest")
    PARTED = "parted", _("A part was put to another unit")
    PART_DONE = "part-done", _("The unit answered its part")
    PART_DROPPED = "part-dropped", _("A part is not needed any more")


class CaseEntry(models.Model):
    """One event of the timeline. `actor` None: the correspondent or the system. `revision`: that of the case
    which was acted on, as the page of whoever did it showed it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    event = models.CharField(max_length=14, choices=Event)
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    is_public = models.BooleanField(default=True)
    body = SealedTextField(subject="case.subject")
    revision = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["actor"], condition=models.Q(actor__isnull=False), name="entry_actor")
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.event}"


class Outcome(models.TextChoices):
    """What a reply decides: nothing for letters, the matter itself for applications."""

    ANSWER = "answer", _("Answer")
    GRANTED = "granted", _("Granted")
    PARTLY = "partly", _("Granted in part")
    REFUSED = "refused", _("Refused")


class Reply(models.Model):
    """An answer, drafted by one person and approved by another before it leaves.

    `of`: the answer of the leading case of which this is the copy for a case merged into it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="replies")
    text = SealedTextField(subject="case.subject")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.ANSWER)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="copies")

    class Meta:
        ordering: ClassVar = ["proposed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.outcome}"
