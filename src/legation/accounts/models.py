"""People who sign in, and what staff may do."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core import signing
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.kernel.errors import NotPermitted
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject
from legation.privacy.sealing import SealedTextField


class Role(models.TextChoices):
    """What a member of staff may do; held for one office or, with none named, for all."""

    EDITOR = "editor", _("Editor")
    TRANSLATOR = "translator", _("Translator")
    PUBLISHER = "publisher", _("Publisher")
    CASE_OFFICER = "case officer", _("Case officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    PRIVACY_OFFICER = "privacy officer", _("Privacy officer")
    SECURITY_OFFICER = "security officer", _("Security officer")
    ADMINISTRATOR = "administrator", _("Administrator")


# A second person approves these before they count: they decide over people, not over pages.
POWERFUL = frozenset({Role.SUPERVISOR, Role.PRIVACY_OFFICER, Role.SECURITY_OFFICER, Role.ADMINISTRATOR})


# Up to which classification a grant lets somebody see and choose. Restricted needs a second person too.
CLEARANCES = [
    (classification.value, classification.label)
    for classification in (Classification.INTERNAL, Classification.RESTRICTED)
]


class SuspensionReason(models.TextChoices):
    """Why services are denied to a member; the sentence stands in the notice."""

    FALSE_INFORMATION = "false-information", _("False or misleading information was given")
    UNLAWFUL_USE = "unlawful-use", _("The account was used for something unlawful")
    HARM_TO_OTHERS = "harm-to-others", _("Other people were harassed or harmed")
    ATTACK = "attack", _("The site was attacked from the account")
    TAKEN_OVER = "taken-over", _("The account seems to be in the hands of somebody else")


class UserManager(BaseUserManager["User"]):
    """Makes accounts; each gets a Subject with a key of its own."""

    def create_user(self, email: str, password: str | None = None, **extra: object) -> User:
        """An ordinary account. Raises IntegrityError when the address is taken."""
        user = self.model(email=self.normalize_email(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: object) -> User:
        """Always raises NotPermitted: nobody is above the roles. The first administrators are made by
        `legation users grant`."""
        raise NotPermitted("There are no superusers here: use legation users grant.")


class User(AbstractBaseUser, PermissionsMixin):
    """A member, or with `is_staff` a member of staff. The e-mail address signs in."""

    email = models.EmailField(_("e-mail address"), unique=True)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False)
    name = SealedTextField()
    language = models.CharField(max_length=12, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        """The address of a colleague; a member's shows in no list, log or choice."""
        return self.email if self.is_staff else f"account {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        """A new account gets its Subject first. Raises NotPermitted for a superuser: roles are given as grants."""
        if self.is_superuser:
            raise NotPermitted("There are no superusers here: use legation users grant.")
        if self.subject_id is None:
            self.subject = Subject.objects.create()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came

    def get_full_name(self) -> str:
        """The name of a colleague, beside what they did. A member's is read through the gateway only."""
        if not self.is_staff and not self.grants.exists():
            return gettext("A member")
        return deliver(self, ["name"])["name"] or self.email

    def get_short_name(self) -> str:
        """Same as the full name: names are not ours to cut."""
        return self.get_full_name()


class GrantQuerySet(models.QuerySet["Grant"]):
    """Reads of grants."""

    def in_force(self) -> GrantQuerySet:
        """Begun, approved where that is needed, neither expired nor revoked."""
        now = clock.now()
        return self.filter(
            models.Q(revoked_at=None) | models.Q(revoked_at__gt=now),
            awaits_approval=False,
            starts_at__lte=now,
            expires_at__gt=now,
        )

    def proposed(self) -> GrantQuerySet:
        """Waiting for a second person."""
        return self.filter(awaits_approval=True, revoked_at=None, expires_at__gt=clock.now())


class Grant(models.Model):
    """A role that somebody was given, for an office (None: all) and a language (empty: all).

    `clearance` is up to which classification it lets them see and choose what is on the site.
    """

    MAX_TERM: ClassVar = dt.timedelta(days=365)

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    awaits_approval = models.BooleanField(default=False)
    clearance = models.CharField(
        max_length=12, choices=CLEARANCES, default=Classification.INTERNAL, verbose_name=_("clearance")
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["role", "pk"]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} ({self.office or 'all'})"


class TermsAcceptance(models.Model):
    """A member accepted a version of the terms."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="acceptances")
    version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-accepted_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "version"], name="one_acceptance_a_version")
        ]

    def __str__(self) -> str:
        return self.version


class NameChange(models.Model):
    """A name that the member corrected, so that papers issued under it can be matched."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="name_changes")
    previous = SealedTextField(subject="user.subject")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.changed_at:%Y-%m-%d}"


class Measure(models.TextChoices):
    """What is imposed on a member. A denial also keeps the same person from registering anew."""

    SUSPENSION = "suspension", _("Suspension")
    DENIAL = "denial", _("Denial of services, now and in future")


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Reads of suspensions and denials."""

    def in_force(self) -> SuspensionQuerySet:
        """Begun, approved where that is needed, not ended and not lifted; denials and the longest first."""
        now = clock.now()
        found = self.filter(
            models.Q(ends_at=None) | models.Q(ends_at__gt=now),
            awaits_approval=False,
            starts_at__lte=now,
            lifted_at=None,
        )
        return found.order_by("measure", models.F("ends_at").desc(nulls_first=True), "pk")

    def proposed(self) -> SuspensionQuerySet:
        """Waiting for a second person."""
        return self.filter(awaits_approval=True, lifted_at=None)

    def run_out(self) -> SuspensionQuerySet:
        """Ended by the clock, and the member has not been told yet."""
        return self.filter(awaits_approval=False, lifted_at=None, end_told_at=None, ends_at__lte=clock.now())


class Suspension(models.Model):
    """Services are refused to a member; without `ends_at` until it is lifted.

    `office` is the one whose supervisor imposed it, None for the ministry. `lifted_at` of a proposal says
    when it was turned down. `appeal_case` is the number of the case that the appeal opened.
    """

    SIGNED_AS: ClassVar = "legation.standing"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="suspensions")
    measure = models.CharField(max_length=12, choices=Measure, default=Measure.SUSPENSION)
    reason = models.CharField(max_length=30, choices=SuspensionReason)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    imposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    awaits_approval = models.BooleanField(default=False)
    days = models.PositiveIntegerField(null=True)
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    end_told_at = models.DateTimeField(null=True)
    appeal_case = models.CharField(max_length=20, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.measure} {self.reason} {self.starts_at:%Y-%m-%d}"

    @property
    def secret(self) -> str:
        """What opens the page of this decision without signing in; it stands in the notice."""
        return signing.Signer(salt=self.SIGNED_AS).sign(str(self.pk))

    @property
    def is_denial(self) -> bool:
        """For templates."""
        return self.measure == Measure.DENIAL


class DeniedIdentity(models.Model):
    """An address that a denied person confirmed, as a keyed hash: it finds the address when somebody
    registers with it, and tells nobody what it is. Goes when the denial ends."""

    suspension = models.ForeignKey(Suspension, on_delete=models.CASCADE, related_name="identities")
    address_hash = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suspension", "address_hash"], name="one_hash_a_denial")
        ]

    def __str__(self) -> str:
        return f"of {self.suspension_id}"
