"""Dates, also by the calendar of the Republic of China (year 1 is 1912), stored as ISO days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from legation.kernel import clock
from legation.questions.definition import TODAY
from legation.questions.fields.plain import digits_read
from legation.web.forms import DateParts, PartedDateField

WESTERN, ROC = "ad", "roc"
BEFORE_YEAR_ONE = 1911
ROC_YEAR = re.compile(r"0{0,3}[1-9][0-9]{0,2}", re.ASCII)
MARK = re.compile(r"^\s*(民國|民国|ROC|R\.O\.C\.)\s*", re.IGNORECASE)
# Somewhere on Earth it is a day later already, or a day earlier still.
AHEAD, BEHIND = dt.timedelta(hours=14), dt.timedelta(hours=12)


def day_shown(day: dt.date, *, roc: bool = False) -> str:
    """The day in the active language; with `roc`, in Taiwan's Chinese also by the other calendar."""
    shown = formats.date_format(day, "DATE_FORMAT")
    if roc and get_language() == "zh-hant" and day.year > BEFORE_YEAR_ONE:
        return f"{shown}（民國{day.year - BEFORE_YEAR_ONE}年{day.month}月{day.day}日）"
    return shown


class LimitedDateField(PartedDateField):
    """A date from `first` to `last`; both ISO days or `today`, either may be empty."""

    def __init__(self, first: str = "", last: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.first, self.last = first, last

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        if day is None:
            return None
        first, last = _limit(self.first, -BEHIND), _limit(self.last, AHEAD)
        if first and day < first:
            sentence = _("The date must not be in the past.")
            if self.first != TODAY:
                sentence = _("The date must be %(day)s or later.") % {"day": day_shown(first)}
            raise forms.ValidationError(sentence)
        if last and day > last:
            sentence = _("The date must not be in the future.")
            if self.last != TODAY:
                sentence = _("The date must be %(day)s or earlier.") % {"day": day_shown(last)}
            raise forms.ValidationError(sentence)
        return day


class EraParts(DateParts):
    """Three short fields and the calendar that the year is counted in."""

    template_name = "questions/era_date.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        era, plain = _apart(value)
        context = super().get_context(name, plain, attrs)
        base = context["widget"]["attrs"].get("id") or f"id_{name}"
        context["widget"]["era"] = {
            "name": f"{name}_era",
            "id": f"{base}_era",
            "label": _("Calendar of the year"),
            "value": era,
            "choices": [(WESTERN, _("Western (2026)")), (ROC, _("Republic of China (115)"))],
        }
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        value = super().value_from_datadict(data, files, name)
        if value is None:
            return None
        return f"{ROC if data.get(f'{name}_era') == ROC else WESTERN}/{value}"


class EraDateField(LimitedDateField):
    """A date whose year may be that of the Republic of China: chosen, or written as 民國 115."""

    widget = EraParts

    def to_python(self, value: Any) -> dt.date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        era, written = _apart(value)
        if MARK.match(written):
            era, written = ROC, MARK.sub("", written)
        year, *rest = digits_read(written).rsplit("-", 2)
        year = year.strip().removesuffix("年").strip()
        if era == ROC:
            if not ROC_YEAR.fullmatch(year):
                raise forms.ValidationError(
                    _("Enter a year of the Republic of China, such as 85 for 1996."), code="invalid"
                )
            year = str(int(year) + BEFORE_YEAR_ONE)
        elif ROC_YEAR.fullmatch(year):  # digits of a year
            raise forms.ValidationError(
                _("Write the year with four digits, or choose the calendar of the Republic of China."),
                code="invalid",
            )
        return super().to_python("-".join([year, *rest]))


def _apart(value: Any) -> tuple[str, Any]:
    """The era and the date as typed; a date by itself is a Western one."""
    if isinstance(value, str) and value.partition("/")[0] in (WESTERN, ROC):
        era, _slash, written = value.partition("/")
        return era, written
    return WESTERN, value


def _limit(written: str, allowance: dt.timedelta) -> dt.date | None:
    if written == TODAY:
        return (clock.now() + allowance).date()
    return dt.date.fromisoformat(written) if written else None
