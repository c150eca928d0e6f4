"""What happened to a case, as the desk reads it: steps, notes for colleagues and mail, the latest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from legation.casework.cases.models import Case, CaseEntry
from legation.mail.models import OutgoingMail


@dataclass(frozen=True)
class Moment:
    """One line. `marks` are pairs of words and the kind of their tag; `seen`: the person sees it too."""

    at: dt.datetime
    title: str
    who: str = ""
    text: str = ""
    seen: bool = True
    marks: tuple[tuple[str, str], ...] = ()


def timeline_of(case: Case, entries: Sequence[CaseEntry], texts: Mapping[int, str]) -> list[Moment]:
    """`texts` are the bodies that were opened, by the key of their entry. Of mail only the subject line is
    shown, which holds nothing but the number."""
    found = [_entry(entry, texts.get(entry.pk, "")) for entry in entries]
    mails = OutgoingMail.objects.filter(subject=case.subject, title__contains=case.number)
    found += [_mail(row) for row in mails.defer("recipient", "text")]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def _entry(entry: CaseEntry, text: str) -> Moment:
    who = entry.actor.get_full_name() if entry.actor else ""
    return Moment(entry.at, entry.get_event_display(), who, text, seen=entry.is_public)


def _mail(row: OutgoingMail) -> Moment:
    if row.withheld_at:
        mark = (_("held back"), "warn")
    elif row.bounced_at:
        mark = (_("came back"), "danger")
    elif row.sent_at:
        mark = (pgettext("mail", "sent"), "ok")
    else:
        mark = (_("waits in the outbox"), "")
    return Moment(row.queued_at, _("E-mail: %s") % row.title, marks=(mark,))
