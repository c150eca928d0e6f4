"""An amount with its currency; whole numbers of the currency's smallest unit, so that nothing is rounded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from babel import Locale
from babel.numbers import get_currency_name, get_currency_precision
from django.utils.translation import get_language, to_locale

from legation.questions.fields.money import amount_shown

# In which offices collect fees; any other code of ISO 4217 is added here.
CURRENCIES = (
    "TWD",
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "CAD",
    "AUD",
    "SGD",
    "CHF",
    "SAR",
    "JOD",
    "KRW",
    "BRL",
    "ZAR",
    "THB",
)


@dataclass(frozen=True)
class Money:
    """`minor` counts the smallest units: pence, yen, halalas."""

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """In whole units."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def __str__(self) -> str:
        """As it is written in the active language."""
        return amount_shown(self.amount, self.currency)

    def __mul__(self, units: int) -> Money:
        return Money(self.minor * units, self.currency)

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> Money:
        """Raises ValueError for more decimal places than the currency has."""
        minor = amount.scaleb(get_currency_precision(currency))
        if minor != minor.to_integral_value():
            raise ValueError(f"{currency} has no such fraction")
        return cls(int(minor), currency)


def named(currency: str) -> str:
    """Code and name of a currency in the active language."""
    return f"{currency} – {get_currency_name(currency, locale=_locale())}"


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))
