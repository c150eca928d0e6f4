"""What members keep on their account beside their name: details, preferences, pages, offices."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.offices.models import Office
from legation.privacy.sealing import SealedTextField


class Detail(models.TextChoices):
    """What may be known of a member beside the name; each only with their consent."""

    PHONE = "phone", _("Telephone")
    COUNTRY = "country", _("Country where you live")


class MemberDetail(models.Model):
    """One detail as it stands now; without a row it was not given."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="details")
    kind = models.CharField(max_length=10, choices=Detail)
    value = SealedTextField(subject="user.subject")
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "kind"], name="one_detail_a_kind")]

    def __str__(self) -> str:
        return self.kind


class DetailChange(models.Model):
    """A detail as it was before the member corrected it; kept for a year."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="detail_changes")
    kind = models.CharField(max_length=10, choices=Detail)
    previous = SealedTextField(subject="user.subject")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.changed_at:%Y-%m-%d}"


class Confirmation(models.Model):
    """When the member last said that their details are right."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="confirmation")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class KeptPreferences(models.Model):
    """How the site shows itself to the member, in every browser in which they sign in.

    The values are those of `legation.web.preferences`; empty where nothing was chosen.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="kept_preferences")
    language = models.CharField(max_length=12, blank=True)
    office = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=10, blank=True)
    contrast = models.CharField(max_length=10, blank=True)
    saved_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d}"


class SavedPage(models.Model):
    """A public page that the member wants to find again. What somebody reads says much of them: its
    address is sealed, and its title is asked of the site each time, for it may have been withdrawn."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_pages")
    address = SealedTextField(subject="user.subject")
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-saved_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d}"


class FollowedOffice(models.Model):
    """The member wants each new alert of the office by e-mail."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="followed_offices")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["office__slug"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "office"], name="one_follow_an_office")
        ]
        indexes: ClassVar = [models.Index(fields=["office", "user"], name="followers")]

    def __str__(self) -> str:
        return f"{self.office} {self.since:%Y-%m-%d}"


class AlertNotice(models.Model):
    """One alert that went live at an office (empty: at all of them), and how far its followers are told.

    `alert` names the alert in all its languages. `last_user` is the last member told, in the order of
    their keys, so that a killed worker goes on where it was.
    """

    alert = models.UUIDField()
    office = models.CharField(max_length=60, blank=True)
    live_at = models.DateTimeField(default=clock.now)
    last_user = models.BigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "office"], name="one_notice_an_alert_and_office")
        ]

    def __str__(self) -> str:
        return f"{self.alert} {self.office}"
