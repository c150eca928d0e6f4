"""Fills the ports of the cases below: corrections, messages and re-examinations, on their pages and in their
steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legation.casework.applications import correcting, dialogue_desk, messages, reexamining
from legation.casework.applications.models import Correction, Reexamination
from legation.casework.cases.kinds import Panel, add_panel
from legation.casework.cases.models import Case, Kind, Reply
from legation.casework.cases.services.steps import answered, ended, reopened


def _status(case: Case) -> Mapping[str, Any] | None:
    if case.kind != Kind.APPLICATION:
        return None
    correction = case.corrections.filter(state=Correction.State.OPEN).select_related("case").first()
    is_open = correction is not None and correcting.is_open(correction)
    return {
        "reexamination": Reexamination.objects.filter(case=case).first(),
        "correction": correction if is_open else None,
        "link": correcting.link_of(correction) if correction and is_open else "",
        "messages": case.messages.count(),
        "may_write": messages.may_write(case),
    }


def _reopened(case: Case, **_more: object) -> None:
    if case.kind == Kind.APPLICATION:
        reexamining.begin(case)


def _answered(case: Case, reply: Reply, **_more: object) -> None:
    correcting.end_with_case(case)
    reexamining.finish(case, reply)


def _ended(case: Case, **_more: object) -> None:
    correcting.end_with_case(case)


add_panel(
    Panel(
        "applications/dialogue_on_desk.html",
        dialogue_desk.panel,
        "applications/dialogue_on_status.html",
        _status,
    )
)
reopened.connect(_reopened, dispatch_uid="reexamination")
answered.connect(_answered, dispatch_uid="applications")
ended.connect(_ended, dispatch_uid="applications")
