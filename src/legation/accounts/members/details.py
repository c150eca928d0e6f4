"""Name, telephone and country: given, corrected with history, confirmed, withdrawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.models import Confirmation, Detail, DetailChange, MemberDetail
from legation.accounts.members.services import correct_name
from legation.accounts.members.subjects import owner
from legation.accounts.models import User
from legation.accounts.recording import by_member
from legation.kernel import clock
from legation.offices.queries import country_name
from legation.privacy.gateway import own

CONFIRMED_FOR = dt.timedelta(days=365)
ACTIONS = {Detail.PHONE: "member.phone-corrected", Detail.COUNTRY: "member.country-corrected"}


@dataclass(frozen=True)
class Details:
    """What is known of a member; empty where it was not given. `country` is an ISO code."""

    name: str = ""
    phone: str = ""
    country: str = ""


@dataclass(frozen=True)
class Earlier:
    """An entry as it was until the member corrected it."""

    label: str | Promise
    text: str
    until: dt.datetime


def of(user: User) -> Details:
    """The details as they stand."""
    theirs = owner(user)
    found = {
        row.kind: own(theirs, row, ["value"])["value"]
        for row in MemberDetail.objects.filter(user=user).select_related("user__subject")
    }
    return Details(name=own(theirs, user, ["name"])["name"], **found)


def history(user: User) -> list[Earlier]:
    """What was corrected, newest first; an entry that was empty before is left out."""
    theirs = owner(user)
    rows = [
        Earlier(_("Name"), own(theirs, row, ["previous"])["previous"], row.changed_at)
        for row in user.name_changes.select_related("user__subject")
    ]
    for change in DetailChange.objects.filter(user=user).select_related("user__subject"):
        text = own(theirs, change, ["previous"])["previous"]
        rows.append(Earlier(Detail(change.kind).label, shown(change.kind, text), change.changed_at))
    return sorted((row for row in rows if row.text), key=lambda row: row.until, reverse=True)


def shown(kind: str, text: str) -> str:
    """A detail as people read it: the country by its name."""
    return country_name(text, get_language() or "en") if kind == Detail.COUNTRY and text else text


@transaction.atomic
def correct(user: User, wanted: Details) -> bool:
    """Write what changed, keep what was before, note that the member looked; False when nothing changed."""
    before = of(user)
    changed = correct_name(user, wanted.name)
    for kind in Detail:
        old, new = getattr(before, kind), getattr(wanted, kind)
        if old != new:
            changed = True
            _write(user, kind, old, new)
    Confirmation.objects.update_or_create(user=user, defaults={"at": clock.now()})
    if not changed:
        by_member(user, "member.details-confirmed")
    return changed


def _write(user: User, kind: Detail, old: str, new: str) -> None:
    MemberDetail.objects.filter(user=user, kind=kind).delete()
    if old:
        DetailChange.objects.create(user=user, kind=kind, previous=old)
    if new:
        MemberDetail.objects.create(user=user, kind=kind, value=new)
    by_member(user, ACTIONS[kind])


@transaction.atomic
def withdraw(user: User, kind: Detail) -> None:
    """The member no longer wants us to have it: it goes at once, and its history with it."""
    MemberDetail.objects.filter(user=user, kind=kind).delete()
    DetailChange.objects.filter(user=user, kind=kind).delete()
    by_member(user, "member.consent-withdrawn", to=kind.value)


def is_confirmed(user: User) -> bool:
    """Whether the member registered or looked at their details within the last year."""
    row = Confirmation.objects.filter(user=user).first()
    return (row.at if row else user.date_joined) > clock.now() - CONFIRMED_FOR
