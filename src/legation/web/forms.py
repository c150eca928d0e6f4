"""How forms look: label, hint, error, field, in that order, for every form of the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils import translation
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _


class Renderer(TemplatesSetting):
    """Set as FORM_RENDERER: `{{ form }}` and `{{ field.as_field_group }}` give the site's fields."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


PARTS = {"day": (2, "bday-day"), "month": (2, "bday-month"), "year": (4, "bday-year")}


class DateParts(forms.DateInput):
    """Day, month and year as three short fields, in the order of the page's language.

    `birthday=True` lets browsers fill in a date of birth.
    """

    template_name = "web/forms/date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        super().__init__(attrs)
        self.birthday = birthday

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        values = _parts_of(value)
        base = context["widget"]["attrs"].get("id") or f"id_{name}"
        labels = {
            "day": pgettext("part of a date", "Day"),
            "month": gettext("Month"),
            "year": gettext("Year"),
        }
        context["widget"]["parts"] = [
            {
                "kind": kind,
                "label": labels[kind],
                "name": f"{name}_{kind}",
                "id": f"{base}_{kind}",
                "value": values[kind],
                "size": PARTS[kind][0],
                "autocomplete": PARTS[kind][1] if self.birthday else "",
            }
            for kind in _order()
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        values = [str(data.get(f"{name}_{kind}", "")).strip() for kind in ("year", "month", "day")]
        return "-".join(values) if any(values) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{kind}" in data for kind in PARTS)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_{_order()[0]}" if id_ else id_


class PartedDateField(forms.DateField):
    """A date written in three short fields; digits of any script are understood."""

    widget = DateParts
    default_error_messages: ClassVar = {"invalid": _("Enter a real date, such as 27 3 1985.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, str):
            if len(value) > 20:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = "".join(str(_digit(sign)) for sign in value)
        return super().to_python(value)


def _digit(sign: str) -> str | int:
    return int(sign) if sign.isdecimal() else sign


def _order() -> tuple[str, ...]:
    language = translation.get_language() or ""
    return ("year", "month", "day") if language.startswith(("zh", "ja", "ko")) else ("day", "month", "year")


def _parts_of(value: Any) -> dict[str, str]:
    if isinstance(value, dt.date):
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
    year, month, day = ([*str(value or "").rsplit("-", 2), "", "", ""])[:3]
    return {"day": day, "month": month, "year": year}
