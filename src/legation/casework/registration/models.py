"""Who is abroad where, and what was sent to whom. Of a person only the country, the area and the days of the
stay stand open, so that a notice finds whom it concerns; everything else is sealed."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.mail.models import OutgoingMail, UnsafeContact
from legation.offices.models import Office
from legation.privacy.models import Subject
from legation.privacy.sealing import SealedTextField

RENEWAL = dt.timedelta(days=180)  # whoever lives abroad says twice a year that they still do
REMINDED = dt.timedelta(days=14)  # before the stay ends, or has to be confirmed
KEPT = dt.timedelta(days=14)  # after it: then everything vanishes
CONFIRM_WITHIN = dt.timedelta(days=7)
SOON = dt.timedelta(days=7)  # whoever arrives within these days is reached by notices too
REVIEW_WITHIN = dt.timedelta(hours=2)


def new_secret() -> str:
    """What the links of one registration carry a part of."""
    return secrets.token_hex(32)


class Area(models.Model):
    """A part of a country for which an office sends notices; `names` by language code."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    country = models.CharField(max_length=2)
    code = models.SlugField(max_length=40)
    names: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["country", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "country", "code"], name="one_area_a_code")
        ]

    def __str__(self) -> str:
        return f"{self.country}/{self.code}"

    @property
    def name(self) -> str:
        """In the active language, else in the office's first, else any."""
        wanted = (get_language() or "", *self.office.languages)
        return next((self.names[code] for code in wanted if self.names.get(code)), "") or self.code


class Stay(models.TextChoices):
    """Why somebody is abroad."""

    TRAVEL = "travel", _("I travel there")
    LIVING = "living", _("I live there")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Reads of registrations; none opens anything."""

    def confirmed(self) -> RegistrationQuerySet:
        """Those whose address was shown to be theirs."""
        return self.exclude(confirmed_at=None)

    def there(self) -> RegistrationQuerySet:
        """Confirmed, and there today or within the days of `SOON`."""
        today = clock.today()
        return self.confirmed().filter(begins_on__lte=today + SOON, valid_until__gte=today)

    def reachable(self) -> RegistrationQuerySet:
        """Without those to whom it is not safe to write."""
        unsafe = UnsafeContact.objects.filter(subject=models.OuterRef("subject"))
        return self.filter(~models.Exists(unsafe))

    def unconfirmed_too_long(self) -> RegistrationQuerySet:
        """Nobody followed the link in time."""
        return self.filter(confirmed_at=None, begun_at__lt=clock.now() - CONFIRM_WITHIN)

    def over(self) -> RegistrationQuerySet:
        """Past the stay and the days for which it is kept after it."""
        return self.confirmed().filter(valid_until__lt=clock.today() - KEPT)


class Registration(models.Model):
    """One stay of one person, and of those with them. `party` counts all of them; `valid_until` is the end of
    the stay, or the day by which somebody without one has to confirm that they are still there.

    `companions` are written one a line. `new_email` waits for its link to be followed.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    secret = models.CharField(max_length=64, unique=True, default=new_secret)
    submission_hash = models.CharField(max_length=64, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stay = models.CharField(max_length=8, choices=Stay)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    valid_until = models.DateField(db_index=True)
    party = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=12)
    languages: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    name = SealedTextField()
    email = SealedTextField()
    email_hash = models.CharField(max_length=64, db_index=True)
    new_email = SealedTextField()
    phone = SealedTextField()
    place = SealedTextField()
    companions = SealedTextField()
    contact = SealedTextField()
    begun_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True)
    is_demonstration = models.BooleanField(default=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["office", "country", "area"], name="registration_by_area")]

    def __str__(self) -> str:
        return f"registration {self.pk}"

    @property
    def erased_on(self) -> dt.date:
        """The first day on which nothing of it is kept any more."""
        return self.valid_until + KEPT + dt.timedelta(days=1)


class Notice(models.Model):
    """What an office tells everybody who is in an area. `texts` by language hold a title and a text; without
    `countries` and `areas` (codes such as `GB/scotland`) it goes to everybody registered with the office.

    An emergency goes out on one signature; a second person looks at it by `review_due_at`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", pgettext_lazy("notice", "Draft")
        WAITING = "waiting", _("Waits for a second person")
        SENDING = "sending", _("Being sent")
        SENT = "sent", pgettext_lazy("notice", "Sent")
        STOPPED = "stopped", pgettext_lazy("notice", "Stopped")

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    countries: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    areas: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    texts: models.JSONField[dict[str, dict[str, str]], dict[str, dict[str, str]]] = models.JSONField(
        default=dict
    )
    is_emergency = models.BooleanField(default=False)
    asks_safety = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    remark = models.TextField(blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    reached = models.PositiveIntegerField(default=0)
    review_due_at = models.DateTimeField(null=True, db_index=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"notice {self.pk}"

    @property
    def awaits_review(self) -> bool:
        """Sent on one signature, and nobody else has looked at it yet."""
        return self.review_due_at is not None and self.reviewed_at is None

    def in_words(self, *languages: str) -> tuple[str, str, str]:
        """Language, title and text in the first of these in which it is written, else in the office's first."""
        wanted = (*languages, *self.office.languages, *self.texts)
        code = next((one for one in wanted if one in self.texts), "")
        words = self.texts.get(code, {})
        return code, words.get("title", ""), words.get("text", "")

    @property
    def title(self) -> str:
        """The title in the active language, else in the office's first."""
        return self.in_words(get_language() or "")[1]


class Delivery(models.Model):
    """A notice to one registration: queued once, and what the person answered. It vanishes with the registration."""

    class Answer(models.TextChoices):
        """What the person says of themselves."""

        SAFE = "safe", _("Safe")
        HELP = "help", _("Needs help")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="deliveries")
    mail = models.OneToOneField(OutgoingMail, on_delete=models.SET_NULL, null=True, related_name="+")
    queued_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    case_number = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "registration"], name="one_mail_a_notice_and_person")
        ]
        indexes: ClassVar = [
            models.Index(fields=["notice"], condition=Q(queued_at=None), name="notice_still_to_send")
        ]

    def __str__(self) -> str:
        return f"{self.notice} #{self.registration_id}"
