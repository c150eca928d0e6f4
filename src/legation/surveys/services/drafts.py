"""An answer that somebody wants to finish later, sealed under a key that only their link holds."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.kernel.keys import BrokenSeal, seal, unseal
from legation.surveys.holding.models import HeldDraft
from legation.surveys.models import Survey

KEPT = dt.timedelta(days=30)
KEY_BYTES, SECRET_BYTES = 8, 24


def draft_save(survey: Survey, content: Mapping[str, Any], link: str = "") -> str:
    """Keep JSON content for later and return what the link must hold; with the same `link`, a URL-safe text
    of 43 characters, the draft is replaced. It is kept thirty days, and not beyond the close.

    Raises Conflict when the survey does not allow it or is closed.
    """
    if not (survey.resumable and survey.is_open):
        raise Conflict(_("This survey keeps no answers for later."))
    found = _find(survey, link)
    key, secret = (
        (found.pk, _parts(link)[1]) if found else (secrets.randbits(63), secrets.token_bytes(SECRET_BYTES))
    )
    sealed = seal(_sealing_key(secret), json.dumps(dict(content)).encode(), _context(survey, key))
    HeldDraft.objects.update_or_create(
        pk=key,
        defaults={
            "survey": survey.seal_id,
            "secret": _hash(secret),
            "sealed": sealed,
            "ends_on": min(clock.today() + KEPT, survey.closed_at.date()),
        },
    )
    return base64.urlsafe_b64encode(key.to_bytes(KEY_BYTES) + secret).rstrip(b"=").decode()


def draft_open(survey: Survey, link: str) -> dict[str, Any] | None:
    """What was kept under the link; None when there is nothing, or no longer."""
    found = _find(survey, link)
    if found is None or not survey.is_open:
        return None
    try:
        plain = unseal(_sealing_key(_parts(link)[1]), bytes(found.sealed), _context(survey, found.pk))
    except BrokenSeal:
        return None
    content: dict[str, Any] = json.loads(plain)
    return content


def draft_drop(survey: Survey, link: str) -> None:
    """Forget it, once the answer is complete."""
    if found := _find(survey, link):
        found.delete()


def _find(survey: Survey, link: str) -> HeldDraft | None:
    key, secret = _parts(link)
    found = HeldDraft.objects.filter(pk=key, survey=survey.seal_id, ends_on__gte=clock.today()).first()
    return found if found and hmac.compare_digest(bytes(found.secret), _hash(secret)) else None


def _parts(link: str) -> tuple[int, bytes]:
    try:
        whole = base64.urlsafe_b64decode(link.encode("ascii") + b"=" * (-len(link) % 4))
    except ValueError:
        whole = b""
    if len(whole) != KEY_BYTES + SECRET_BYTES:
        return -1, b""
    return int.from_bytes(whole[:KEY_BYTES]) & (2**63 - 1), whole[KEY_BYTES:]  # what a column holds


def _hash(secret: bytes) -> bytes:
    return hashlib.sha256(b"survey draft" + secret).digest()


def _sealing_key(secret: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"survey draft").derive(secret)


def _context(survey: Survey, key: int) -> str:
    return f"survey draft:{survey.seal_id}:{key}"
