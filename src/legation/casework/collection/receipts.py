"""The receipt with which something is collected: the number of the case and a check secret, nothing else."""

from __future__ import annotations

import re

import segno
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from legation.casework.cases.models import Case
from legation.casework.cases.numbers import LOOK_ALIKES, SIGNS, read_number
from legation.kernel.keys import master_key

SECRET_SIGNS = 8  # 40 bits, tried by signed-in officers only
DARK, LIGHT = "#000", "#fff"  # also on a dark page: scanners want it so


def secret_of(case: Case) -> str:
    """Such as `4F7K-9MZ2`: made from the case and the master key, so that it need not be kept."""
    key = master_key(settings.LEGATION_MASTER_KEY_FILE)
    number = int.from_bytes(key.keyed_hash("collection receipt", f"{case.number} {case.secret_hash}"), "big")
    signs = "".join(SIGNS[number >> 5 * place & 31] for place in range(SECRET_SIGNS))
    return f"{signs[:4]}-{signs[4:]}"


def code_of(case: Case) -> str:
    """What the printed code holds."""
    return f"{case.number} {secret_of(case)}"


def read_code(typed: str) -> tuple[str, str] | None:
    """Number and secret of what was scanned or typed; None when it cannot be a receipt."""
    plain = re.sub(r"[\s\-‐‑–—]", "", typed[:80].upper())
    number = read_number(plain[:-SECRET_SIGNS])
    if number is None:
        return None
    return number, plain[-SECRET_SIGNS:].translate(LOOK_ALIKES)


def belongs(case: Case, secret: str) -> bool:
    """Whether the secret is that of the case's receipt."""
    return constant_time_compare(secret_of(case).replace("-", ""), secret.encode("ascii", "replace").decode())


def drawing(text: str, label: str) -> SafeString:
    """The code as a picture for screen and paper, with words for whoever does not see it."""
    svg = segno.make(text, error="m").svg_inline(
        scale=5, dark=DARK, light=LIGHT, svgclass=None, lineclass=None, border=4
    )
    # Drawn by the library from a number and signs of ours; nothing that anybody typed is in it.
    return format_html('<div role="img" aria-label="{}">{}</div>', label, mark_safe(svg))  # noqa: S308
