"""What a member agreed to, since when, and how to take each back. Packages add theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from legation.accounts.members import details, following, preferences
from legation.accounts.members.models import Detail, KeptPreferences, MemberDetail
from legation.accounts.members.terms import isolated
from legation.accounts.models import User


@dataclass(frozen=True)
class Consent:
    """One thing agreed to. `key` names it in the form that takes it back; `after` says what that does.

    Without a key it is taken back at `url`, which is also where it can be read.
    """

    title: str
    since: dt.datetime
    after: str | Promise
    key: str = ""
    url: str = ""


Source = Callable[[User], Iterable[Consent]]
Withdrawal = Callable[[User, str], bool]
SOURCES: list[Source] = []
WITHDRAWALS: dict[str, Withdrawal] = {}


def consent(kind: str, source: Source, withdraw: Withdrawal | None = None) -> None:
    """Add a kind: what was agreed to, and what takes back the part of a key after `kind:`."""
    SOURCES.append(source)
    if withdraw:
        WITHDRAWALS[kind] = withdraw


def of(user: User) -> list[Consent]:
    """All that the member agreed to, kind by kind."""
    return [given for source in SOURCES for given in source(user)]


def withdraw(user: User, key: str) -> bool:
    """Take back what the key names; False when there is no such consent of the member."""
    if key not in {given.key for given in of(user) if given.key}:
        return False
    kind, _colon, rest = key.partition(":")
    return WITHDRAWALS[kind](user, rest)


def _terms(user: User) -> Iterable[Consent]:
    for row in user.acceptances.all():
        yield Consent(
            gettext("The terms, version %s") % isolated(row.version),
            row.accepted_at,
            _("There is no account without the terms: leaving takes them back."),
            url=reverse("member_terms_version", args=[row.version]),
        )


def _alerts(user: User) -> Iterable[Consent]:
    for row in following.of(user):
        yield Consent(
            gettext("E-mails of alerts: %s") % following.office_name(row.office),
            row.since,
            _("We send no more of them."),
            key=f"alerts:{row.office.slug}",
        )


def _details(user: User) -> Iterable[Consent]:
    for row in MemberDetail.objects.filter(user=user):
        yield Consent(
            str(Detail(row.kind).label),
            row.given_at,
            _("It is erased at once, with what it was before."),
            key=f"detail:{row.kind}",
        )


def _preferences(user: User) -> Iterable[Consent]:
    for row in KeptPreferences.objects.filter(user=user):
        yield Consent(
            gettext("Preferences kept on the account"),
            row.saved_at,
            _("Your account forgets them; this browser keeps its own."),
            key="preferences:",
        )


def _stop(user: User, slug: str) -> bool:
    return following.stop(user, slug) > 0


def _erase(user: User, kind: str) -> bool:
    details.withdraw(user, Detail(kind))
    return True


def _forget(user: User, rest: str) -> bool:
    preferences.forget(user)
    return True


consent("terms", _terms)
consent("alerts", _alerts, _stop)
consent("detail", _details, _erase)
consent("preferences", _preferences, _forget)
