"""Lists of people who are invited to a survey, letters with links, and mails that carried a link.

Nothing here knows an answer. Of the token of an invitation nothing is kept: it is made of the address anew.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.mail.models import OutgoingMail
from legation.privacy.models import Subject
from legation.privacy.sealing import SealedTextField
from legation.surveys.models import Survey

MOST_ROWS = 50_000
MOST_LETTERS = 5_000
MOST_REMINDERS = 2
BETWEEN = dt.timedelta(days=3)  # from an invitation to its reminder, and between two reminders
Detail = dict[str, str | int | bool | list[str] | None]  # of a record in the ledger
MOST_KEPT = 90  # days after the survey is over


class InvitationList(models.Model):
    """One list of people, or one stack of letters, for one survey.

    `purpose` stands in each invitation. `rounds` counts the reminders that staff asked for. `report` names the
    rows that were not taken: `[line, why]`. `waiting` are rows of the file that are not on the list yet, or that
    never came onto it; `refusal` says why, or why nobody did. `answered` is as of the last counting, in batches
    of ten, as answers themselves become known.
    """

    class State(models.TextChoices):
        """From the file to the last mail."""

        WAITING = "waiting", _("Waiting to be brought in")
        IMPORTING = "importing", _("Being brought in")
        REFUSED = "refused", _("Nobody was taken")
        READY = "ready", _("Not sent yet")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        STOPPED = "stopped", _("Stopped")
        DELETED = "deleted", _("Addresses deleted")
        REVOKED = "revoked", _("Revoked")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300, blank=True)
    is_letters = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    count = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    report: models.JSONField[list[list[object]], list[list[object]]] = models.JSONField(default=list)
    refusal = models.CharField(max_length=200, blank=True)
    kept_days = models.PositiveSmallIntegerField(default=30)
    rounds = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    invited = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.title


class WaitingRows(models.Model):
    """Good rows of a file, before they are people of the list: `[[address, language, name], …]` as JSON. The row
    goes in the transaction that writes them. All of one list lie under one key, which goes with the last."""

    list = models.ForeignKey(InvitationList, on_delete=models.CASCADE, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField()
    rows = SealedTextField()

    def __str__(self) -> str:
        return f"#{self.pk}"


class Invitation(models.Model):
    """One person of a list. Once they ask not to be written to again, the address goes and the hash stays, so
    that another list does not bring them back.

    `round` is the last round of reminders that was settled for them, with a mail or without.
    """

    list = models.ForeignKey(InvitationList, on_delete=models.CASCADE, related_name="invitations")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="+")
    address = SealedTextField()
    name = SealedTextField()
    address_hash = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=12)
    invited_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=0)
    mail = models.ForeignKey(OutgoingMail, on_delete=models.SET_NULL, null=True, related_name="+")
    bounced_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "address_hash"], name="one_invitation_a_person")
        ]
        indexes: ClassVar = [
            models.Index(fields=["list", "invited_at"], name="invitations_waiting"),
            models.Index(fields=["list", "round"], name="invitations_round"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class LinkMail(models.Model):
    """Somebody asked for a link by mail: once it is sent, what is kept of it is destroyed."""

    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, related_name="+")
    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"#{self.pk}"
