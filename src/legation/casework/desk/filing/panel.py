"""How the pages of a case say that it was filed for its person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Case
from legation.casework.cases.parts import Link
from legation.casework.desk.filing.models import Filing


def of_case(case: Case) -> Mapping[str, Any] | None:
    """None for a letter that its person sent."""
    filing = Filing.objects.filter(case=case).select_related("by").first()
    return {"filing": filing} if filing else None


def on_desk(case: Case, _user: User) -> Mapping[str, Any] | None:
    """The same for colleagues, whose page names the officer."""
    return of_case(case)


def links(_user: User) -> list[Link]:
    """Where a letter is filed."""
    return [Link(_("File a letter for somebody"), reverse("case_file"))]
