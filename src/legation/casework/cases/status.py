"""The case in plain words: what happened, what is awaited from whom until when, who has read it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from legation.casework.cases.kinds import pages_of, status_panels
from legation.casework.cases.life import sending_of
from legation.casework.cases.models import Case, Event, State, Transfer
from legation.casework.cases.parts import replacements
from legation.mail.unsafe import is_unsafe
from legation.offices.models import Office
from legation.privacy.gateway import PURPOSES, Owner, own
from legation.privacy.models import ReadReceipt

SHOWN_WITH_TEXT = {
    Event.ASKED,
    Event.SUPPLEMENTED,
    Event.REJECTED,
    Event.REOPENED,
    Event.UPDATED,
    Event.CONSULTED,
    Event.MOVED,
    Event.OFFERED,
    Event.CONSENTED,
    Event.DECLINED,
    Event.DROPPED,
    Event.TRANSFERRED,
    Event.MERGED,
    Event.EXTENDED,
}
KINDS_OF_TAG = {
    State.ANSWERED: "ok",
    State.CLOSED: "ok",
    State.WAITING: "warn",
    State.TRANSFERRED: "ok",
    State.MERGED: "",
    State.REJECTED: "danger",
    State.WITHDRAWN: "",
}


def status_of(case: Case, owner: Owner) -> dict[str, Any]:
    """Everything that the page shows to the person."""
    pages = pages_of(case.kind)
    return {
        "case": case,
        "state": case.get_state_display(),
        "state_kind": KINDS_OF_TAG.get(State(case.state), "active"),
        "written": own(owner, case, ["words"])["words"],
        "events": _events(case, owner),
        "answers": _answers(case, owner),
        "receipts": _receipts(case),
        "sending": sending_of(case, owner),
        "is_unsafe": is_unsafe(case.subject),
        "panels": status_panels(case),
        "kind_template": pages.status_template,
        **pages.status_context(case),
    }


def _events(case: Case, owner: Owner) -> list[dict[str, object]]:
    events: list[dict[str, object]] = []
    shown = replacements(case)
    for entry in case.entries.filter(is_public=True).select_related("case__subject"):
        text = ""
        if entry.event in SHOWN_WITH_TEXT and entry.body is not None:
            # What they wrote themselves they read whole, as their letter.
            row = shown.get(entry) if entry.actor_id else None
            text = own(owner, row, ["text"])["text"] if row else own(owner, entry, ["body"])["body"]
        if entry.event == Event.REJECTED:
            text = f"{(case.merged_into or case).get_ground_display()}\n\n{text}"
        events.append({"time": entry.at, "title": entry.get_event_display(), "text": text})
    if awaited := _awaited(case):
        events.append(awaited)
    return events


def transfer_asked(case: Case) -> bool:
    """Whether we wait for the person's word on sending it on."""
    return case.transfers.filter(state=Transfer.State.ASKED).exists()


def _awaited(case: Case) -> dict[str, object] | None:
    case = case.merged_into or case
    if case.state == State.WAITING and transfer_asked(case):
        return {
            "title": _("Awaited from you: whether we may send it on"),
            "text": _("Our clock stands still until you answer."),
            "awaited": True,
        }
    if case.state == State.WITH_BODY and case.paused_at is not None:
        return {
            "title": _("Awaited from another authority: what we asked it"),
            "text": _("Our clock stands still until then, for the reason that stands above."),
            "awaited": True,
        }
    if case.state == State.WAITING:
        return {
            "title": _("Awaited from you: your answer to our question"),
            "text": _("Our clock stands still until you answer."),
            "awaited": True,
        }
    if case.is_running and case.due_at is not None:
        late = _("We are late, and say so: you should have had our answer by then.")
        return {
            "title": _("Awaited from us: our answer"),
            "when": None,
            "time": case.due_at,
            "text": late if case.is_late else _("At the latest at the time shown here."),
            "awaited": True,
        }
    return None


def _answers(case: Case, owner: Owner) -> list[dict[str, object]]:
    sent, shown = case.replies.exclude(sent_at=None).select_related("case__subject"), replacements(case)
    return [
        {
            "at": reply.sent_at,
            "outcome": reply.outcome,
            "outcome_name": reply.get_outcome_display(),
            "text": own(owner, shown.get(reply, reply), ["text"])["text"],
        }
        for reply in sent
    ]


def _receipts(case: Case) -> list[list[object]]:
    """When, by which office, what for; one opening reads several fields and is one line."""
    found = ReadReceipt.objects.visible().filter(subject=case.subject, reference=case.number)[:200]
    offices = Office.objects.filter(slug__in={receipt.office for receipt in found})
    names = {office.slug: office.text().name for office in offices.filter(texts__isnull=False).distinct()}
    lines: dict[tuple[object, ...], list[object]] = {}
    for receipt in found:
        minute = receipt.at.replace(second=0, microsecond=0)
        office = names.get(receipt.office, receipt.office) or _("ministry")
        line = [receipt.at, office, PURPOSES.get(receipt.purpose, "")]
        lines.setdefault((minute, receipt.reader_id, receipt.purpose), line)
    return list(lines.values())[:50]
