"""The texts of a case of which passages can be struck. The letter always can; each further kind has its column in
`Redaction` and `Redacted`. A package above the desk adds its own kind while Django starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legation.casework.cases.models import Case, CaseEntry, Reply
from legation.privacy.gateway import deliver

# What passages are struck from, a row of one of the kinds; None: the letter.
Struck = Model | None


@dataclass(frozen=True)
class Kind:
    """One kind of text. `column` is the foreign key that points at such a row, `field` holds its text, `rows`
    are those of a case that can be struck, newest last; `heading` says in a word or two what a row is, `at`
    when it was written."""

    column: str
    model: type[Model]
    field: str
    rows: Callable[[Case], QuerySet[Any]]
    heading: Callable[[Any], str | Promise]
    at: Callable[[Any], Any]


def _replies(case: Case) -> QuerySet[Reply]:
    """Not the draft that waits, which whoever approves it reads whole, as it will be sent."""
    return case.replies.exclude(approved_at=None, returned_at=None).select_related("case__subject")


def _entries(case: Case) -> QuerySet[CaseEntry]:
    """What stands in the timeline in words: notes of colleagues, questions, what the person added."""
    return case.entries.filter(body__isnull=False).select_related("case__subject")


_kinds = [
    Kind("reply", Reply, "text", _replies, lambda _row: gettext_lazy("Answer"), lambda row: row.proposed_at),
    Kind("entry", CaseEntry, "body", _entries, lambda row: row.get_event_display(), lambda row: row.at),
]


def add_kind(kind: Kind) -> None:
    """Call once while Django starts."""
    _kinds.append(kind)


def kinds() -> list[Kind]:
    """Every kind besides the letter."""
    return list(_kinds)


def kind_of(text: Model) -> Kind:
    """Of what kind the text is. Raises LookupError for a row of which nothing can be struck."""
    for kind in _kinds:
        if isinstance(text, kind.model):
            return kind
    raise LookupError(type(text).__name__)


def place_of(text: Struck) -> dict[str, Struck]:
    """The columns that point at the text: all empty for the letter."""
    return {kind.column: text if isinstance(text, kind.model) else None for kind in _kinds}


def heading_of(text: Struck) -> str:
    """What the text is, in a word or two."""
    return _("The letter") if text is None else str(kind_of(text).heading(text))


def original_of(case: Case, text: Struck) -> str:
    """The text as it was written; for making the one that is shown in its place."""
    if text is None:
        return deliver(case, ["words"])["words"]
    field = kind_of(text).field
    return deliver(text, [field])[field]
