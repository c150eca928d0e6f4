"""The links of mails: each opens one thing of one registration, without an account and without a cookie."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare

from legation.casework.registration.models import CONFIRM_WITHIN, Delivery, Registration
from legation.kernel.errors import NotPermitted
from legation.privacy.gateway import Owner, by_secret

SALT = "legation.registration"
SHOWN = 24


def signed(registration: Registration, what: str, extra: str = "") -> str:
    """A token that opens one thing (`confirm`, `mine`, `answer`) of the registration."""
    return signing.dumps([registration.pk, registration.secret[:SHOWN], extra], salt=f"{SALT}.{what}")


def link(registration: Registration, route: str, token: str, language: str = "") -> str:
    """The whole address of a route with a token, in the person's language."""
    with translation.override(language or registration.language):
        return settings.LEGATION_ORIGIN + reverse(route, args=[token])


def mine(registration: Registration) -> str:
    """The address at which the person changes or ends their registration; good as long as it exists."""
    return link(registration, "registration_mine", signed(registration, "mine"))


def opened(token: str, what: str) -> tuple[Registration, Owner, str] | None:
    """The registration that a token opens, whoever holds it, and what else it says; None for a token that is
    not ours, or whose registration is gone."""
    age = int(CONFIRM_WITHIN.total_seconds()) if what == "confirm" else None
    try:
        pk, part, extra = signing.loads(token, salt=f"{SALT}.{what}", max_age=age)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Registration.objects.select_related("subject", "office", "area__office")
    row = rows.filter(pk=pk).first()
    if row is None or (what != "confirm" and row.confirmed_at is None):
        return None
    try:
        return row, by_secret(row.subject, part, row.secret[:SHOWN]), str(extra)
    except NotPermitted:
        return None


def delivery_of(registration: Registration, extra: str) -> Delivery | None:
    """The notice to which an answer link belongs."""
    rows = Delivery.objects.select_related("notice__office", "registration__subject", "registration__office")
    return rows.filter(registration=registration, pk=int(extra)).first() if extra.isdecimal() else None


def same(one: str, other: str) -> bool:
    """Whether two keyed hashes are the same."""
    return constant_time_compare(one, other)
