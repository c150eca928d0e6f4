"""Signatures over evidence, made so that anybody can repeat them with common tools."""

from __future__ import annotations

import base64
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from legation.kernel.keys import master_key


def canonical(value: object) -> bytes:
    """JSON in UTF-8 with sorted keys and no spaces: RFC 8785 for the texts, whole numbers and
    truth values that are used here."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sign(value: object) -> bytes:
    """64 bytes: Ed25519 over `canonical(value)`."""
    return _key().sign(canonical(value))


def signature(value: object) -> dict[str, str]:
    """The signature with the public key to check it by, both in base64."""
    public = _key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "algorithm": "Ed25519",
        "key": base64.b64encode(public).decode(),
        "value": base64.b64encode(sign(value)).decode(),
    }


def _key() -> Ed25519PrivateKey:
    return master_key(settings.LEGATION_MASTER_KEY_FILE).signing_key("evidence")
