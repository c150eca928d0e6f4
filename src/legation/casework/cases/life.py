"""What hangs on a case besides its letter and its answers, as the desk and its person see it."""

from __future__ import annotations

from typing import Any

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader
from legation.casework.cases.models import Case, Extension, Part, Transfer
from legation.casework.cases.permissions import desk_of, visible_to
from legation.casework.cases.purposes import purpose_for
from legation.casework.cases.repeats import may_repeat
from legation.casework.cases.services.transferring import PARTS
from legation.privacy.gateway import Owner, own, read_parts


def life_of(case: Case, user: User) -> dict[str, Any]:
    """For the desk; what is sealed is opened in one read for the reader's purpose."""
    parts = list(case.parts.select_related("case__subject", "office"))
    sendings = list(case.transfers.exclude(state=Transfer.State.DROPPED).select_related("case__subject"))[-1:]
    waits = case.extensions.filter(until=None, refused_at=None)
    times = list(waits.select_related("case__subject", "proposed_by"))
    texts = _opened(case, user, parts, sendings, times)
    seen = visible_to(user)
    return {
        "leader": seen.filter(pk=case.merged_into_id).first() if case.merged_into_id else None,
        "repeats": list(seen.filter(merged_into=case).order_by("pk")),
        "suggested": may_repeat(case, user),
        "parts": [{"row": row, **text} for row, text in zip(parts, texts[0], strict=True)],
        "sending": next(
            (
                {"row": row, "note": text["note"], "parts": names_of(row)}
                for row, text in zip(sendings, texts[1], strict=True)
            ),
            None,
        ),
        "waiting_time": next(({"row": row, **text} for row, text in zip(times, texts[2], strict=True)), None),
        "readers": list(case.readers.select_related("user")),
    }


def _opened(
    case: Case, user: User, parts: list[Part], sendings: list[Transfer], times: list[Extension]
) -> list[list[dict[str, str]]]:
    if not (parts or sendings or times):
        return [[], [], []]
    return read_parts(
        reader(user, desk_of(case)),
        purpose_for(user, case),
        [(parts, ["question", "answer"]), (sendings, ["note"]), (times, ["reason"])],
        reference=case.number,
    )


def names_of(row: Transfer) -> list[str]:
    """What of the case would be sent, in words."""
    return [str(PARTS[name]) for name in row.parts]


def sending_of(case: Case, owner: Owner) -> dict[str, Any] | None:
    """For the person: to whom we would send, or sent, what of theirs, in full; None when nothing."""
    row = case.transfers.exclude(state=Transfer.State.DROPPED).select_related("case__subject").last()
    if row is None:
        return None
    found = own(owner, case, list(row.parts))
    rows = [(str(PARTS[name]), found[name] or "–") for name in row.parts]
    note = own(owner, row, ["note"])["note"] if row.note is not None else ""
    return {
        "row": row,
        "rows": rows,
        "note": note,
        "may_decide": row.state in (Transfer.State.ASKED, Transfer.State.AGREED),
    }
