"""The translation beside the letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import desk_of, may_approve, may_handle
from legation.casework.cases.purposes import case_task
from legation.casework.desk.rows import number_of
from legation.casework.desk.translating.forms import TranslationForm
from legation.casework.desk.translating.models import Translation
from legation.privacy.gateway import purpose, read


def _reads(user: User, case: Case) -> bool:
    return may_handle(user, case) or may_approve(user, case)


TRANSLATE = purpose(
    "case.translation", _("to read your letter in another language"), may=case_task(_reads, number_of)
)


def on_desk(case: Case, user: User) -> Mapping[str, Any] | None:
    """The latest translation into each language, and forms; nothing where there is no letter."""
    if case.words is None or not _reads(user, case):
        return None
    latest = {row.language: row for row in case.translations.select_related("case__subject", "by")}
    opened = read(
        reader(user, desk_of(case)), TRANSLATE, list(latest.values()), ["text"], reference=case.number
    )
    shown = [
        {"row": row, "text": one["text"], "form": _form(row, one["text"])}
        for row, one in zip(latest.values(), opened, strict=True)
    ]
    return {
        "case": case,
        "by_the_letter": True,
        "beside": bool(shown),
        "translations": shown,
        "form": _empty(case, user, latest),
    }


def _form(row: Translation, text: str) -> TranslationForm:
    first = {"language": row.language, "seen": row.number, "words-translation": text}
    form = TranslationForm(initial=first, auto_id=f"id_{row.language}_%s")
    form.fields["language"].choices = [(row.language, dict(settings.LANGUAGES)[row.language])]  # type: ignore[attr-defined]  # a choice field
    return form


def _empty(case: Case, user: User, latest: Mapping[str, Translation]) -> TranslationForm | None:
    left = [(code, name) for code, name in settings.LANGUAGES if code not in {*latest, case.language}]
    if not left:
        return None
    codes = [code for code, _title in left]
    working = next((code for code in (user.language, "zh-hant", "en") if code in codes), codes[0])
    form = TranslationForm(initial={"seen": 0, "language": working}, auto_id="id_translation_%s")
    form.fields["language"].choices = left  # type: ignore[attr-defined]  # a choice field
    return form
