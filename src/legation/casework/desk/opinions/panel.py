"""Opinions on the page of their case, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader
from legation.casework.cases.models import ENDED, Case
from legation.casework.cases.parts import Link
from legation.casework.cases.permissions import desk_of, may_handle
from legation.casework.desk.opinions.forms import AskForm
from legation.casework.desk.opinions.permissions import WEIGH, asked_of
from legation.privacy.gateway import read


def on_desk(case: Case, user: User) -> Mapping[str, Any] | None:
    """Questions and answers, and the form for a further one; nothing for who does not handle the case."""
    if not may_handle(user, case):
        return None
    rows = list(case.opinions.select_related("case__subject", "asked_by", "answered_by", "expert", "office"))
    opened = read(reader(user, desk_of(case)), WEIGH, rows, ["question", "text"], reference=case.number)
    return {
        "case": case,
        "opinions": [{"row": row, **texts} for row, texts in zip(rows, opened, strict=True)],
        "form": AskForm(user=user, initial={"revision": case.revision}) if case.state not in ENDED else None,
    }


def links(user: User) -> Iterable[Link]:
    """How many opinions are waited for from this person."""
    yield Link(_("Opinions asked of you"), reverse("opinions"), asked_of(user).count())
