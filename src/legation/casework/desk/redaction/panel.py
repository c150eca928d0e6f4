"""Struck passages on the page of their case, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Case
from legation.casework.cases.parts import Link
from legation.casework.cases.permissions import may_handle
from legation.casework.desk.redaction.forms import StrikeForm, WhyForm
from legation.casework.desk.redaction.permissions import needs_original, waiting_for
from legation.casework.desk.redaction.texts import kinds


def on_desk(case: Case, user: User) -> Mapping[str, Any] | None:
    """Every redaction with its history, and the forms."""
    if not may_handle(user, case):
        return None
    columns = [kind.column for kind in kinds()]
    rows = list(case.redactions.select_related("by", "lift_asked_by", "lifted_by", *columns))
    form = StrikeForm(case=case, initial={"revision": case.revision}, auto_id="id_strike_%s")
    if not rows and not form.fields["where"].choices:  # type: ignore[attr-defined]  # a choice field
        return None
    return {
        "case": case,
        "redactions": rows,
        "is_redacted": any(row.lifted_at is None for row in rows),
        "form": form,
        "why": WhyForm(auto_id="id_original_%s"),
        "lift": WhyForm(auto_id="id_lift_%s"),
        "needs_original": needs_original(user, case),
    }


def links(user: User) -> Iterable[Link]:
    """Only while there is something to decide."""
    if waiting := len(waiting_for(user)):
        yield Link(_("Passages to be shown again"), reverse("redactions"), waiting)
