"""What needs the member's attention first. Packages add theirs, such as a case that waits for an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from legation.accounts.members import details, readings
from legation.accounts.members.subjects import subjects_of
from legation.accounts.models import User
from legation.kernel import clock

RECENT = dt.timedelta(days=30)


@dataclass(frozen=True)
class Point:
    """One thing to look at. `kind` is that of the tag: warn for what should be done, none for news."""

    title: str | Promise
    hint: str | Promise
    url: str
    status: str | Promise
    kind: str = ""


Source = Callable[[User], Iterable[Point]]
SOURCES: list[Source] = []


def needs_attention(source: Source) -> Source:
    """Decorator: what it gives is shown first on the member's page."""
    if source not in SOURCES:
        SOURCES.append(source)
    return source


def of(user: User) -> list[Point]:
    """Everything that needs attention; what should be done stands before what is news."""
    points = [point for source in SOURCES for point in source(user)]
    return sorted(points, key=lambda point: point.kind != "warn")


@needs_attention
def _details(user: User) -> Iterable[Point]:
    if not details.is_confirmed(user):
        yield Point(
            _("Are your details still right?"),
            _("You have not looked at them for a year."),
            reverse("member_details"),
            _("To do"),
            "warn",
        )


@needs_attention
def _factor(user: User) -> Iterable[Point]:
    if not Authenticator.objects.filter(user=user).exists():
        yield Point(
            _("Only a password guards your account"),
            _("With a second factor, somebody who learns it still cannot sign in."),
            reverse("mfa_index"),
            _("Advice"),
        )


@needs_attention
def _sessions(user: User) -> Iterable[Point]:
    count = UserSession.objects.filter(user=user).count()
    if count > 1:
        yield Point(
            ngettext("You are signed in on %d device", "You are signed in on %d devices", count) % count,
            _("End those that are not yours."),
            reverse("usersessions_list"),
            _("New"),
        )


@needs_attention
def _readings(user: User) -> Iterable[Point]:
    count = readings.receipts_of(subjects_of(user)).filter(at__gt=clock.now() - RECENT).count()
    if count:
        yield Point(
            ngettext(
                "Your information was read %d time in thirty days",
                "Your information was read %d times in thirty days",
                count,
            )
            % count,
            _("See by which office, and why."),
            reverse("member_readings"),
            _("New"),
        )
