"""People who sign in, and what staff may do."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.kernel.classification import Classification
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


class UserManager(BaseUserManager["User"]):
    """Makes accounts; each gets a Subject with a key of its own."""

    def create_user(self, email: str, password: str | None = None, **extra: object) -> User:
        """An ordinary account. Raises IntegrityError when the address is taken."""
        user = self.model(email=self.normalize_email(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: object) -> User:
        """An account that Django lets do everything; for the first administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A member, or with `is_staff` a member of staff. The e-mail address signs in."""

    email = models.EmailField(_("e-mail address"), unique=True)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False)
    name = SealedTextField()
    language = models.CharField(max_length=12, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    clearance = models.CharField(max_length=12, choices=Classification, default=Classification.PUBLIC)
    date_joined = models.DateTimeField(default=clock.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    def save(self, *args: object, **kwargs: object) -> None:
        """A new account gets its Subject first."""
        if self.subject_id is None:
            self.subject = Subject.objects.create()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came

    def get_full_name(self) -> str:
        """The name for the account's own pages and the staff desks, else the address."""
        return deliver(self, ["name"])["name"] or self.email

    def get_short_name(self) -> str:
        """Same as the full name: names are not ours to cut."""
        return self.get_full_name()


class GrantQuerySet(models.QuerySet["Grant"]):
    """Reads of grants."""

    def in_force(self) -> GrantQuerySet:
        """Neither expired nor revoked."""
        now = clock.now()
        return self.filter(models.Q(revoked_at=None) | models.Q(revoked_at__gt=now), expires_at__gt=now)


class Grant(models.Model):
    """A role that somebody was given, for an office (None: all) and a language (empty: all)."""

    MAX_TERM: ClassVar = dt.timedelta(days=365)

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["role", "pk"]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} ({self.office or 'all'})"
