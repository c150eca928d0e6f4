"""A case: what somebody asked of the ministry, and everything that happened until it was answered."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from legation.accounts.models import User
from legation.kernel import clock
from legation.offices.models import Office
from legation.privacy.models import Subject
from legation.privacy.sealing import SealedTextField


class Kind(models.TextChoices):
    """How the case came to us."""

    LETTER = "letter", _("Letter to the Minister")
    APPLICATION = "application", _("Application")
    POLICY = "policy", _("Question about the policy")


class State(models.TextChoices):
    """Where the case stands. `services.steps.STEPS` says which step leads where."""

    UNCONFIRMED = "unconfirmed", _("Waiting for confirmation by e-mail")
    OPEN = "open", _("Received")
    ASSIGNED = "assigned", _("An officer is working on it")
    WAITING = "waiting", _("Waiting for your answer")
    WITH_BODY = "with-body", _("Waiting for another authority")
    PROPOSED = "proposed", _("A draft answer is being checked")
    APPROVED = "approved", _("The answer is approved")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", pgettext_lazy("case", "Closed")
    REJECTED = "rejected", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    TRANSFERRED = "transferred", _("Sent on, as you wished")
    MERGED = "merged", _("Joined to another case")


# Nothing is to be done with the case itself; a merged one is answered with the case that leads it.
ENDED = (
    State.ANSWERED,
    State.CLOSED,
    State.REJECTED,
    State.WITHDRAWN,
    State.TRANSFERRED,
    State.MERGED,
)
# The ministry has to act, and the clock runs unless it was stopped with a reason (`paused_at`).
RUNNING = (State.OPEN, State.ASSIGNED, State.WITH_BODY, State.PROPOSED, State.APPROVED)


class Matter(models.TextChoices):
    """The class of a case; it decides how long we may take (`clock.DAYS`)."""

    QUESTION = "question", _("A question")
    SUGGESTION = "suggestion", _("A suggestion or an opinion")
    COMPLAINT = "complaint", _("A complaint about our service")
    CONSULAR = "consular", _("Help for somebody abroad")
    APPLICATION = "application", _("An application for a service")
    POLICY = "policy", _("A question about privacy or security")


class Ground(models.TextChoices):
    """The only grounds on which a case is not taken up."""

    NOT_OURS = "not-ours", _("Another authority is competent for this.")
    REPEATED = "repeated", _("We have already answered the same matter, and nothing new was said.")
    IN_COURT = "in-court", _("The matter is before a court or an appeal body.")
    UNCLEAR = "unclear", _("We cannot tell what is asked, and our question was not answered.")
    ABUSIVE = "abusive", _("The letter holds only insults, threats or advertising.")


class Priority(models.IntegerChoices):
    """How a case is ordered in the queues; the time it may take stays that of its class."""

    NORMAL = 0, pgettext_lazy("priority", "Normal")
    HIGH = 1, pgettext_lazy("priority", "High")
    URGENT = 2, pgettext_lazy("priority", "Urgent")


class Rating(models.TextChoices):
    """What the correspondent says of the answer."""

    HELPED = "helped", _("Yes, it helped")
    PARTLY = "partly", _("In part")
    NOT_HELPED = "not-helped", _("No, it did not help")


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases."""

    def confirmed(self) -> CaseQuerySet:
        """All but those whose correspondent has not yet followed the link."""
        return self.exclude(state=State.UNCONFIRMED)

    def running(self) -> CaseQuerySet:
        """The ministry has to act, and the clock runs."""
        return self.filter(ended_at=None, state__in=RUNNING, paused_at=None)

    def due_soon(self) -> CaseQuerySet:
        """Near the end of their time, or beyond."""
        return self.running().filter(warn_at__lte=clock.now())

    def late(self) -> CaseQuerySet:
        """Beyond their time."""
        return self.running().filter(due_at__lt=clock.now())


class Case(models.Model):
    """One matter of one person. `office` None: the ministry itself, whose duty desk handles it.

    `revision` counts the steps, so that a desk page that has become old changes nothing. `reference`
    says what it concerns in a word: the policy's version, the service's name. The times are None
    until the moment has come; `due_at` and `warn_at` stand still while `paused_at` is set.
    `is_sensitive`: only who needs to know may open it (`permissions.needs_to_know`). `merged_into`: the
    case that is answered for this one too.
    """

    number = models.CharField(max_length=20, unique=True)
    secret_hash = models.CharField(max_length=64)
    submission_hash = models.CharField(max_length=64, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    matter = models.CharField(max_length=12, choices=Matter)
    reference = models.CharField(max_length=120, blank=True)
    # The queues' index begins with it.
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="cases")
    member = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="cases", db_index=False
    )
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=State, default=State.UNCONFIRMED)
    revision = models.PositiveIntegerField(default=0)
    assignee = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="assigned_cases", db_index=False
    )
    name = SealedTextField()
    email = SealedTextField()
    email_hash = models.CharField(max_length=64, db_index=True)
    country = models.CharField(max_length=2, blank=True)
    words = SealedTextField()
    received_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ground = models.CharField(max_length=12, choices=Ground, blank=True)
    rating = models.CharField(max_length=12, choices=Rating, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    is_sensitive = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="repeats", db_index=False
    )
    is_demonstration = models.BooleanField(default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["office", "state", "due_at"], name="case_queue"),
            # What is running is little among all that ever came: the queues look only there, and are counted
            # from the index alone.
            models.Index(
                "office",
                models.F("priority").desc(),
                "due_at",
                "id",
                "state",
                "assignee",
                "warn_at",
                "paused_at",
                condition=models.Q(ended_at=None),
                name="case_running",
            ),
            models.Index(
                "office",
                models.F("ended_at").desc(),
                models.F("id").desc(),
                condition=models.Q(ended_at__isnull=False),
                name="case_ended",
            ),
            # Most cases have none of these when they come: each index that they are not in is a page less to write.
            *(
                models.Index(
                    fields=[name], condition=models.Q((f"{name}__isnull", False)), name=f"case_{name}"
                )
                for name in ("member", "assignee", "merged_into")
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=ENDED, ended_at__isnull=False)
                | (~models.Q(state__in=ENDED) & models.Q(ended_at=None)),
                name="case_ends_once",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def in_hand(self) -> State:
        """How it stands when it comes back to the desk: with its officer, or with nobody yet."""
        return State.OPEN if self.assignee_id is None else State.ASSIGNED

    @property
    def is_running(self) -> bool:
        """The ministry has to act, and the clock runs."""
        return self.state in RUNNING and self.paused_at is None

    @property
    def is_late(self) -> bool:
        """Beyond its time while the clock runs."""
        return self.is_running and self.due_at is not None and self.due_at < clock.now()

    @property
    def is_due_soon(self) -> bool:
        """Near the end of its time while the clock runs."""
        return self.is_running and self.warn_at is not None and self.warn_at <= clock.now()

    @property
    def may_be_reopened(self) -> bool:
        """Answered within the last thirty days."""
        limit = clock.now() - dt.timedelta(days=30)
        return (
            self.state in (State.ANSWERED, State.CLOSED)
            and self.answered_at is not None
            and self.answered_at > limit
        )
