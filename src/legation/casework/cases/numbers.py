"""Case numbers that can be spoken and typed, and the secrets that go with them."""

from __future__ import annotations

import re
import secrets

from django.conf import settings

from legation.kernel import clock
from legation.kernel.keys import master_key

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: without I, L, O, U
ALL_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOOK_ALIKES = str.maketrans("OIL", "011")
NUMBER = re.compile(r"LG(\d{4})([0-9A-Z]{6})([0-9A-Z])")
SECRET_SIGNS = 12  # 60 bits


def check_sign(text: str) -> str:
    """The check character of ISO 7064 MOD 37,36: finds every single wrong sign, and all but a few swaps of two
    neighbours."""
    product = 36
    for sign in text:
        total = (ALL_SIGNS.index(sign) + product) % 36 or 36
        product = (total * 2) % 37
    return ALL_SIGNS[(37 - product) % 36]


def new_number() -> str:
    """Such as `LG-2026-7K3M9Q-C`; about 10⁹ a year, so that nobody counts or guesses cases. None is given of which
    a swap of two neighbours would not be found."""
    year = clock.now().year
    while True:
        middle = "".join(SIGNS[byte % 32] for byte in secrets.token_bytes(6))
        check = check_sign(f"{year}{middle}")
        if check in SIGNS and not _has_blind_swap(str(year), middle + check):
            return f"LG-{year}-{middle}-{check}"


def _has_blind_swap(year: str, signs: str) -> bool:
    for place in range(len(signs) - 1):
        first, second = signs[place], signs[place + 1]
        swapped = signs[:place] + second + first + signs[place + 2 :]
        if first != second and check_sign(year + swapped[:-1]) == swapped[-1]:
            return True
    return False


def read_number(typed: str) -> str | None:
    """The number that was meant, or None when it cannot be one: spaces, dashes, small letters and
    the usual look-alikes do not matter."""
    plain = re.sub(r"[\s\-‐‑–—]", "", typed[:60].upper())
    if plain.startswith("LG"):
        plain = "LG" + plain[2:].translate(LOOK_ALIKES)
    match = NUMBER.fullmatch(plain)
    if match is None or not plain.isascii():
        return None
    year, middle, check = match.groups()
    return f"LG-{year}-{middle}-{check}" if check_sign(year + middle) == check else None


def confirmation_token(submission: str) -> str:
    """What the link in the confirmation mail carries. Made from the submission, so that the same form
    sent twice means the same link; nobody can make it without the master key."""
    return _keyed("case confirmation", submission)[:40]


def secret_of(token: str) -> str:
    """The secret of the case that this confirmation token opens, such as `7K3M-9QXT-4ABC`."""
    number = int(_keyed("case secret", token), 16)
    signs = "".join(SIGNS[number >> 5 * place & 31] for place in range(SECRET_SIGNS))
    return "-".join(signs[place : place + 4] for place in range(0, SECRET_SIGNS, 4))


def hash_of_secret(number: str, typed: str) -> str:
    """What is kept of a secret. Spaces, dashes, small letters and look-alikes do not matter."""
    plain = re.sub(r"[\s\-‐‑–—]", "", typed[:60].upper()).translate(LOOK_ALIKES)
    return _keyed("case secret hash", f"{number} {plain}")


def hash_of_token(token: str) -> str:
    """What is kept of a submission or confirmation token."""
    return _keyed("case token hash", token)


def _keyed(purpose: str, text: str) -> str:
    return master_key(settings.LEGATION_MASTER_KEY_FILE).keyed_hash(purpose, text).hex()
