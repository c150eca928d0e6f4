"""Addresses of the whole world, line by line, in the order of the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from legation.questions.fields.countries import countries, country_name
from legation.questions.fields.plain import plain

PARTS = {
    "line1": "address-line1",
    "line2": "address-line2",
    "city": "address-level2",
    "region": "address-level1",
    "postcode": "postal-code",
    "country": "country",
}
NEEDED = ("line1", "city", "country")
LONGEST = {"line1": 120, "line2": 120, "city": 80, "region": 80, "postcode": 20, "country": 2}
# Where an address begins with the country and ends with the house.
LARGE_FIRST = ("CN", "HK", "JP", "KP", "KR", "MO", "TW")


def address_lines(answer: Mapping[str, str]) -> list[str]:
    """The lines as they stand on an envelope, the country in the active language."""
    place = " ".join(filter(None, (answer.get("postcode"), answer.get("city"))))
    street = [answer.get("line1", ""), answer.get("line2", "")]
    country = country_name(answer.get("country", ""))
    if answer.get("country") in LARGE_FIRST:
        large = " ".join(filter(None, (answer.get("postcode"), answer.get("region"), answer.get("city"))))
        return [line for line in (large, *street, country) if line]
    return [line for line in (*street, place, answer.get("region", ""), country) if line]


class AddressInput(forms.Widget):
    """Six short fields in a group."""

    template_name = "questions/address.html"
    use_fieldset = True

    def __init__(self, country: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.country = country
        self.wrong: frozenset[str] = frozenset()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        base = context["widget"]["attrs"].get("id") or f"id_{name}"
        given = value if isinstance(value, dict) else {"country": self.country}
        labels = _labels()
        context["widget"]["countries"] = [("", _("Choose a country")), *countries()]
        context["widget"]["parts"] = [
            {
                "kind": kind,
                "label": labels[kind],
                "optional": kind not in NEEDED,
                "name": f"{name}_{kind}",
                "id": f"{base}_{kind}",
                "value": given.get(kind, ""),
                "autocomplete": PARTS[kind],
                "wrong": kind in self.wrong,
            }
            for kind in _order()
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        found = {kind: str(data.get(f"{name}_{kind}", "")).strip() for kind in PARTS}
        return {kind: value for kind, value in found.items() if value}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{kind}" in data for kind in PARTS)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_{_order()[0]}" if id_ else id_


class AddressField(forms.Field):
    """An address: street, town and country are needed, the rest is as the country has it."""

    widget: AddressInput

    def __init__(self, country: str = "", **options: Any) -> None:
        super().__init__(widget=AddressInput(country), **options)

    def clean(self, value: Any) -> dict[str, str]:
        given = value if isinstance(value, dict) else {}
        cleaned = {kind: " ".join(plain(str(given.get(kind, ""))).split()) for kind in PARTS}
        lines = {kind: text for kind, text in cleaned.items() if text}
        if not lines.keys() - {"country"} and not self.required:
            return {}
        if not lines.keys() - {"country"}:
            self.widget.wrong = frozenset(kind for kind in NEEDED if kind not in lines)
            raise forms.ValidationError(self.error_messages["required"], code="required")
        self._check(lines)
        return lines

    def _check(self, lines: dict[str, str]) -> None:
        labels = _labels()
        known = {code for code, _name in countries()}
        missing = [kind for kind in NEEDED if kind not in lines]
        long = [kind for kind in lines if kind != "country" and len(lines[kind]) > LONGEST[kind]]
        unknown = ["country"] if lines.get("country") and lines["country"] not in known else []
        self.widget.wrong = frozenset([*missing, *long, *unknown])
        wrong = [_("%(part)s is missing.") % {"part": labels[kind]} for kind in missing]
        wrong += [
            _("%(part)s: use at most %(count)s characters.") % {"part": labels[kind], "count": LONGEST[kind]}
            for kind in long
        ]
        wrong += [_("Choose a country.") for _kind in unknown]
        if wrong:
            raise forms.ValidationError(wrong)


def _labels() -> dict[str, str]:
    return {
        "line1": _("Street and number"),
        "line2": _("Flat, floor, building"),
        "city": _("Town or city"),
        "region": _("Region, state or county"),
        "postcode": _("Postal code"),
        "country": _("Country"),
    }


def _order() -> tuple[str, ...]:
    if (get_language() or "").startswith(("zh", "ja", "ko")):
        return ("country", "postcode", "region", "city", "line1", "line2")
    return tuple(PARTS)
