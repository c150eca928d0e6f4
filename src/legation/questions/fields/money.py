"""Amounts of money, exact: read as people write them, stored as a decimal with its currency."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol, get_decimal_symbol
from django import forms
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from legation.questions.definition import Money
from legation.questions.fields.plain import LineField, digits_read

LONGEST = 40
CODED = "#,##0.00 ¤¤"
WHOLE = re.compile(r"\d{1,12}")
# What people put between groups of three digits, and before the cents.
SEPARATORS = re.compile(r"[.,'’٬٫\s]")


def amount_of(answer: str) -> tuple[Decimal, str]:
    """The amount and the currency of a stored answer such as `1234.50 GBP`. Raises ArithmeticError."""
    number, _space, currency = answer.partition(" ")
    return Decimal(number), currency


def amount_shown(amount: Decimal, currency: str) -> str:
    """The amount in the way of the active language. From right to left the signs of currencies of two
    scripts come out mirrored (`UK£`), so their codes stand there."""
    pattern = CODED if get_language_bidi() else None
    return format_currency(amount, currency, format=pattern, locale=_locale())


class MoneyField(LineField):
    """An amount in one currency; never rounded."""

    def __init__(self, money: Money, **options: Any) -> None:
        super().__init__(max_length=LONGEST, widget=MoneyInput(money.currency), **options)
        self.money = money

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if not typed:
            return ""
        amount = self._read(typed)
        least, most = self.money.least, self.money.most
        if least is not None and amount < least:
            raise forms.ValidationError(
                _("The amount must be at least %(amount)s.")
                % {"amount": amount_shown(least, self.money.currency)}
            )
        if most is not None and amount > most:
            raise forms.ValidationError(
                _("The amount must be at most %(amount)s.")
                % {"amount": amount_shown(most, self.money.currency)}
            )
        return f"{amount} {self.money.currency}"

    def _read(self, typed: str) -> Decimal:
        currency = self.money.currency
        text = digits_read(typed).replace("−", "-")
        for sign in (currency, get_currency_symbol(currency, locale=_locale())):
            text = re.sub(re.escape(sign), "", text, flags=re.IGNORECASE)
        text = text.strip(" $€£¥元圓円\u00a0\u202f")
        digits = max(get_currency_precision(currency), 0)
        minus, text = text.startswith("-"), text.removeprefix("-").strip()
        number = _number(text, digits)
        if number is None:
            example = amount_shown(Decimal("1234.50") if digits else Decimal(1234), currency)
            raise forms.ValidationError(_("Enter an amount such as %(example)s.") % {"example": example})
        return -number if minus else number


class MoneyInput(forms.TextInput):
    """One short field with the currency before it."""

    template_name = "questions/money.html"

    def __init__(self, currency: str) -> None:
        super().__init__({"inputmode": "decimal", "dir": "ltr", "autocomplete": "off", "size": "16"})
        self.currency = currency

    def format_value(self, value: Any) -> str | None:
        """A stored answer without its currency; what was typed as it was."""
        return str(value).removesuffix(f" {self.currency}") if value else None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["currency"] = self.currency
        return context


def _number(text: str, digits: int) -> Decimal | None:
    """The number written in `text` with at most so many digits after the point; None: none is.

    The last separator is the point when so many digits or fewer follow it; where it could be both (three
    digits follow and the currency has three) the language decides. All others must part groups of three.
    """
    parts = SEPARATORS.split(text)
    signs = SEPARATORS.findall(text)
    cents = ""
    if signs and 1 <= len(parts[-1]) <= digits and not signs[-1].isspace():
        is_group = len(parts[-1]) == 3 and signs[-1] != get_decimal_symbol(_locale())
        if not is_group and signs[-1] not in signs[:-1]:
            cents = parts.pop()
            signs.pop()
    if not all(part.isascii() and part.isdigit() for part in (*parts, *([cents] if cents else []))):
        return None
    if signs and (len(set(signs)) > 1 or not _are_groups(parts)):
        return None
    if not cents and signs == [get_decimal_symbol(_locale())]:
        return None  # more digits after the point than the currency has
    whole = "".join(parts)
    if not WHOLE.fullmatch(whole):
        return None
    return Decimal(f"{whole}.{cents.ljust(digits, '0')}" if digits else whole)


def _are_groups(parts: list[str]) -> bool:
    return 1 <= len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])


def _locale() -> Locale:
    return Locale.parse((get_language() or "en").replace("-", "_"))
