"""What members see of their cases in their account: what waits for them, who read them, what happened,
their copy, and what goes on when they leave."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.attention import Point, needs_attention
from legation.accounts.members.export import OF_STAFF, export_section, leave_out
from legation.accounts.members.remaining import Matter, open_matters
from legation.accounts.members.subjects import also_theirs, owner
from legation.accounts.models import User
from legation.casework.cases.life import names_of
from legation.casework.cases.models import (
    ENDED,
    Case,
    CaseEntry,
    Event,
    Extension,
    Reply,
    State,
    Transfer,
)
from legation.casework.cases.parts import replacements
from legation.privacy.gateway import own
from legation.privacy.sealing import lookup_hash


def cases_of(user: User) -> QuerySet[Case]:
    """Cases opened while signed in, or confirmed from an address that the member has confirmed."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    hashes = [lookup_hash("email", address) for address in addresses]
    return Case.objects.filter(Q(member=user) | Q(email_hash__in=hashes, confirmed_at__isnull=False))


@also_theirs
def case_subjects(user: User) -> Iterable[uuid.UUID]:
    """The Subjects of the member's cases."""
    return cases_of(user).values_list("subject_id", flat=True)


def _rows(user: User) -> list[dict[str, Any]]:
    rows, theirs = [], owner(user)
    for case in cases_of(user).select_related("subject"):
        words = own(theirs, case, ["name", "words"])
        rows.append(
            {
                "number": case.number,
                "received": case.received_at.isoformat(timespec="seconds"),
                "state": case.get_state_display(),
                **words,
            }
        )
    return rows


def _entries(user: User) -> list[dict[str, Any]]:
    theirs = owner(user)
    found = CaseEntry.objects.filter(case__in=cases_of(user), is_public=True).select_related("case__subject")
    shown = {case.pk: replacements(case) for case in cases_of(user)}
    rows = []
    for entry in found:
        struck = shown[entry.case_id].get(entry) if entry.actor_id else None
        words = own(theirs, entry, ["body"])["body"] if entry.body and struck is None else ""
        rows.append(
            {
                "case": entry.case.number,
                "at": entry.at.isoformat(timespec="seconds"),
                "event": str(entry.get_event_display()),
                "text": own(theirs, struck, ["text"])["text"] if struck else words,
            }
        )
    return rows


def _replies(user: User) -> list[dict[str, Any]]:
    theirs = owner(user)
    sent = Reply.objects.filter(case__in=cases_of(user)).exclude(sent_at=None).select_related("case__subject")
    return [
        {
            "case": reply.case.number,
            "at": reply.sent_at.isoformat(timespec="seconds") if reply.sent_at else "",
            "answer": own(theirs, replacements(reply.case).get(reply, reply), ["text"])["text"],
        }
        for reply in sent
    ]


def _transfers(user: User) -> list[dict[str, Any]]:
    rows = Transfer.objects.filter(case__in=cases_of(user)).select_related("case__subject")
    return [
        {
            "case": row.case.number,
            "to": f"{row.body}, {row.address}",
            "what": ", ".join(names_of(row)),
            "text": own(owner(user), row, ["note"])["note"] if row.note is not None else "",
            "state": row.get_state_display(),
            "at": row.sent_at.isoformat(timespec="seconds") if row.sent_at else "",
        }
        for row in rows
    ]


def _extensions(user: User) -> list[dict[str, Any]]:
    rows = Extension.objects.filter(case__in=cases_of(user)).exclude(until=None)
    return [
        {
            "case": row.case.number,
            "until": row.until.isoformat(timespec="seconds") if row.until else "",
            "reason": own(owner(user), row, ["reason"])["reason"],
        }
        for row in rows.select_related("case__subject")
    ]


@needs_attention
def _waiting(user: User) -> Iterable[Point]:
    for case in cases_of(user).filter(state=State.WAITING):
        yield Point(
            gettext("Case %s waits for your answer") % case.number,
            _("Open it by its number and your secret, and answer there."),
            reverse("case_status"),
            _("To do"),
            "warn",
        )


@open_matters
def _open(user: User) -> Iterable[Matter]:
    for case in cases_of(user).exclude(state__in=ENDED):
        yield Matter(case.number, case.get_kind_display(), case.get_state_display(), reverse("case_status"))


export_section("cases", _("Cases"), _rows, covers=["cases.Case"])
export_section("events", _("What happened in your cases"), _entries, covers=["cases.CaseEntry"])
export_section("replies", _("Our answers"), _replies, covers=["cases.Reply"])
export_section("sent on", _("What we sent on, as you wished"), _transfers, covers=["cases.Transfer"])
export_section("extensions", _("More time that we took"), _extensions, covers=["cases.Extension"])
leave_out(OF_STAFF, "cases.Part", "cases.Merge", "cases.NamedReader", "cases.Interest")
leave_out(_("It is a code computed from your letter, from which nobody can read it."), "cases.Fingerprint")
for _event in Event:
    sentence(f"case.{_event.value}", _event.label)
