"""Secrets of second factors are sealed under the master key, so that a stolen database opens nothing."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from legation.kernel.keys import master_key, seal, unseal

PURPOSE = "second factor"


class SealingAdapter(DefaultMFAAdapter):
    """What allauth asks of second factors."""

    def encrypt(self, text: str) -> str:
        """Base64 of the sealed text."""
        return base64.b64encode(seal(_key(), text.encode(), PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises BrokenSeal when it was changed or sealed under another key."""
        return unseal(_key(), base64.b64decode(encrypted_text), PURPOSE).decode()


def _key() -> bytes:
    return master_key(settings.LEGATION_MASTER_KEY_FILE).derive(PURPOSE)
