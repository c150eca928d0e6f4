"""The port of payment providers: begin, return, notification, refund.

A provider is a small class that fulfils `Provider` and is named in `PROVIDERS`. What the payer's browser
brings back is never believed: only a signed notification says that money moved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from legation.casework.payments.money import Money
from legation.kernel.errors import LegationError


class WrongNotification(LegationError):
    """It is not the provider's, or too old: nothing is done."""


@dataclass(frozen=True)
class Order:
    """What is to be paid. `key` names it at the provider, `back` is where the payer's browser returns; no
    name, no case number and no matter is told to a provider."""

    key: str
    money: Money
    back: str
    language: str


@dataclass(frozen=True)
class Notice:
    """A notification that was found to be genuine. `event` is the provider's own name for it: the same
    event means the same notice. `reference` is the provider's name for the money."""

    event: str
    key: str
    money: Money
    is_paid: bool
    reference: str
    sent_at: dt.datetime


class Provider(Protocol):
    """One way to pay online."""

    code: str
    is_sandbox: bool

    def begin(self, order: Order) -> str:
        """The address to which the payer goes. Raises Unavailable."""

    def returned(self, query: Mapping[str, str]) -> str:
        """The key of the order with which a browser came back; empty when it does not say. It proves
        nothing."""

    def notification(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """What a notification says, its signature and its age checked. Raises WrongNotification."""

    def refund(self, key: str, reference: str, money: Money) -> str:
        """Pay back what was paid for the order, once however often it is asked; the provider's name for
        it. Raises Unavailable."""


PROVIDERS: dict[str, Callable[[], Provider]] = {}


def provider() -> Provider | None:
    """The provider of this installation; None: fees are paid at the counter only."""
    made = PROVIDERS.get(settings.LEGATION_PAYMENTS)
    return made() if made else None


def provider_named(code: str) -> Provider | None:
    """The provider with this code, if it is the installation's."""
    return provider() if code and code == settings.LEGATION_PAYMENTS else None
