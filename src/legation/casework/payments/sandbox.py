"""A provider to try things with: no money moves. It is part of the demonstration and says so on its pages.

It speaks the whole protocol: the payer is sent to its page, it notifies with a signature, and pays back.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from legation.casework.payments.money import Money
from legation.casework.payments.provider import PROVIDERS, Notice, Order, WrongNotification
from legation.kernel import clock
from legation.kernel.keys import master_key

SALT = "legation.payments.sandbox"
PAGE_AGE = 60 * 60
OLDEST = dt.timedelta(minutes=5)
SIGNATURE = "X-Signature"
KEY = "payments sandbox"


class Sandbox:
    """The provider `sandbox`."""

    code = "sandbox"
    is_sandbox = True

    def begin(self, order: Order) -> str:
        """Its own page, whose address holds the order and cannot be forged."""
        told = [order.key, order.money.minor, order.money.currency, order.back]
        return settings.LEGATION_ORIGIN + reverse("sandbox_pay", args=[signing.dumps(told, salt=SALT)])

    def returned(self, query: Mapping[str, str]) -> str:
        """It adds the key to the address."""
        return query.get("order", "")[:40]

    def notification(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Signed with a key of this installation, as a shared secret would be."""
        given = headers.get(SIGNATURE, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), signature(body).encode()):
            raise WrongNotification("The signature is not the provider's.")
        try:
            told = json.loads(body)
            notice = Notice(
                event=str(told["event"])[:80],
                key=str(told["order"]),
                money=Money(int(told["minor"]), str(told["currency"])),
                is_paid=told["result"] == "paid",
                reference=str(told["reference"])[:80],
                sent_at=dt.datetime.fromisoformat(told["at"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise WrongNotification("The notification cannot be read.") from error
        if abs(clock.now() - notice.sent_at) > OLDEST:
            raise WrongNotification("The notification is too old.")
        return notice

    def refund(self, key: str, reference: str, money: Money) -> str:
        """Nothing moved, so nothing moves back; the same order gets the same name."""
        return f"back-{key}"


def order_of(signed: str) -> tuple[str, Money, str] | None:
    """Key, money and way back of the order that a page of the sandbox is about."""
    try:
        key, minor, currency, back = signing.loads(signed, salt=SALT, max_age=PAGE_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return key, Money(minor, currency), back


def message(key: str, money: Money, *, is_paid: bool, event: str = "", **changes: Any) -> bytes:
    """The body of a notification, as the provider sends it."""
    told = {
        "event": event or f"{key}-{'paid' if is_paid else 'refused'}",
        "order": key,
        "minor": money.minor,
        "currency": money.currency,
        "result": "paid" if is_paid else "refused",
        "reference": f"pay-{key}",
        "at": clock.now().isoformat(),
    }
    return json.dumps({**told, **changes}, sort_keys=True).encode()


def signature(body: bytes) -> str:
    """HMAC-SHA256 of the body, in hexadecimal."""
    return master_key(settings.LEGATION_MASTER_KEY_FILE).keyed_hash(KEY, body.decode("latin-1")).hex()


PROVIDERS[Sandbox.code] = Sandbox
