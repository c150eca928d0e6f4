"""What editorial work keeps beside Wagtail's revisions and workflows."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.offices.models import Office
from legation.publishing.models import SitePage


class Reason(models.TextChoices):
    """Why a page was withdrawn, as the public reads it."""

    OUT_OF_DATE = "out-of-date", _("It was out of date")
    REPLACED = "replaced", _("Another page takes its place")
    ENDED = "ended", _("What it describes has ended")
    WRONG = "wrong", _("Something on it was wrong")
    NOT_OURS = "not-ours", _("The office may not publish it")
    BY_MISTAKE = "by-mistake", _("It was published by mistake")


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    """Reads of withdrawals."""

    def in_force(self) -> WithdrawalQuerySet:
        """Those not restored."""
        return self.filter(restored_at=None)


class Withdrawal(models.Model):
    """A page in one language was taken off; its address answers 301 (with `redirect_to`) or 410."""

    page = models.ForeignKey(SitePage, on_delete=models.SET_NULL, null=True, related_name="withdrawals")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=1000, db_index=True)
    title = models.CharField(max_length=255)
    language = models.CharField(max_length=12)
    reason = models.CharField(max_length=20, choices=Reason)
    explanation = models.CharField(max_length=500, blank=True)
    redirect_to = models.ForeignKey(SitePage, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(default=clock.now)
    restored_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    restored_at = models.DateTimeField(null=True)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-withdrawn_at", "-pk"]

    def __str__(self) -> str:
        return self.address

    @property
    def shown_title(self) -> str:
        """The title for the public; empty where already the title may say too much."""
        return "" if self.reason in (Reason.NOT_OURS, Reason.BY_MISTAKE) else self.title


class PreviewLink(models.Model):
    """Whoever has the address sees the draft until `expires_at`; only a digest of its secret is kept."""

    MAX_TERM: ClassVar = dt.timedelta(days=14)

    page = models.ForeignKey(SitePage, on_delete=models.CASCADE, related_name="preview_links")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    views = models.PositiveIntegerField(default=0)
    last_viewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.page} until {self.expires_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Neither expired nor revoked."""
        return self.revoked_at is None and self.expires_at > clock.now()


class TranslationCheck(models.Model):
    """Somebody compared the translation with its source and found it up to date."""

    page = models.OneToOneField(SitePage, on_delete=models.CASCADE, related_name="translation_check")
    checked_at = models.DateTimeField(default=clock.now)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.page} {self.checked_at:%Y-%m-%d}"


class LinkState(models.TextChoices):
    """What is known of where a link leads."""

    WAITING = "waiting", _("Not checked yet")
    WORKS = "works", _("Works")
    FAILING = "failing", _("Failed, to be tried again")
    BROKEN = "broken", _("Broken")
    UNREACHABLE = "unreachable", _("Not reachable from here")
    INSECURE = "insecure", _("Not encrypted (http)")


class CheckedLink(models.Model):
    """An address to which published pages lead, and how it answered."""

    digest = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=2000)
    state = models.CharField(max_length=12, choices=LinkState, default=LinkState.WAITING)
    status = models.PositiveSmallIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failed_days = models.PositiveSmallIntegerField(default=0)
    failed_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.address


class LinkPlace(models.Model):
    """A page on which the link stands, with its words."""

    link = models.ForeignKey(CheckedLink, on_delete=models.CASCADE, related_name="places")
    page = models.ForeignKey(SitePage, on_delete=models.CASCADE, related_name="link_places")
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "page", "text"], name="one_place_a_link")
        ]

    def __str__(self) -> str:
        return self.text


class SentNotice(models.Model):
    """Written in the transaction that queues the mails, so that none goes out twice."""

    name = models.CharField(max_length=200, unique=True)
    sent_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name
