"""Fills the ports of the cases below: what is to be handed over, on their pages, and when a decision leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legation.accounts.models import User
from legation.casework.cases.kinds import Panel, add_panel
from legation.casework.cases.models import Case, Kind, Reply, State
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services.steps import answered
from legation.casework.collection import services
from legation.casework.collection.forms import ReadyForm, SentForm, WithoutReceiptForm
from legation.casework.collection.models import Handover, Way

HANDLED = (State.OPEN, State.ASSIGNED, State.WAITING)


def _status(case: Case) -> Mapping[str, Any] | None:
    if case.kind != Kind.APPLICATION:
        return None
    handover = Handover.objects.filter(case=case).first()
    if handover is None and case.state not in HANDLED:
        return None
    return {"handover": handover, "link": services.link_of(case)}


def _desk(case: Case, user: User) -> Mapping[str, Any] | None:
    row = Handover.objects.select_related("ready_by", "ended_by").filter(case=case).first()
    if row is None:
        return None
    handles, ready = may_handle(user, case), row.state == Handover.State.READY
    by_post = row.way == Way.POST
    return {
        "case": case,
        "handover": row,
        "fee_is_owed": services.fee_is_owed(case),
        "ready_form": ReadyForm(auto_id="id_ready_%s")
        if handles and row.state == Handover.State.EXPECTED
        else None,
        "sent_form": SentForm(auto_id="id_sent_%s") if handles and ready and by_post else None,
        "hand_form": WithoutReceiptForm(auto_id="id_proof_%s") if handles and ready else None,
        "may_print": handles and by_post and bool(row.address),
    }


def _decided(case: Case, reply: Reply, **_more: object) -> None:
    services.expect(case, reply)


add_panel(Panel("collection/on_desk.html", _desk, "collection/on_status.html", _status))
answered.connect(_decided, dispatch_uid="collection")
