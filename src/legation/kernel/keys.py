"""The master key and what is derived from it: one key a purpose, so that none serves two."""

from __future__ import annotations

import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from legation.kernel.errors import LegationError
from legation.kernel.files import write_atomically

KEY_BYTES = 32
NONCE_BYTES = 12


class BrokenSeal(LegationError):
    """Sealed bytes were changed, or sealed under another key or for another place."""


def make_master_key(path: Path) -> None:
    """Write a new random master key, readable by its owner only, unless one is there."""
    if not path.exists():
        write_atomically(path, os.urandom(KEY_BYTES), mode=0o600)


class MasterKey:
    """Derives keys (HKDF-SHA256, RFC 5869) from the 32 bytes of a key file."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise LegationError("The master key file must hold 32 bytes; restore it from its backup.")
        self._secret = secret
        self._derived: dict[str, bytes] = {}

    @classmethod
    def load(cls, path: Path) -> MasterKey:
        """Raises LegationError when the file is missing or cannot be read."""
        try:
            return cls(path.read_bytes())
        except OSError as error:
            raise LegationError(
                f"The master key {path} cannot be read ({error.strerror}); restore it or name another."
            ) from error

    def derive(self, purpose: str) -> bytes:
        """32 bytes that belong to `purpose` alone; remembered, since purposes are few."""
        if purpose not in self._derived:
            whole = HKDF(hashes.SHA256(), KEY_BYTES, None, purpose.encode())
            self._derived[purpose] = whole.derive(self._secret)
        return self._derived[purpose]

    def keyed_hash(self, purpose: str, text: str) -> bytes:
        """HMAC-SHA256 of `text`: lets equal texts be found without keeping them."""
        return hmac.digest(self.derive(purpose), text.encode(), "sha256")

    def signing_key(self, purpose: str) -> Ed25519PrivateKey:
        """The Ed25519 key of `purpose`; its public half may be published."""
        return Ed25519PrivateKey.from_private_bytes(self.derive(purpose))


@lru_cache(maxsize=4)
def master_key(path: Path) -> MasterKey:
    """The master key at `path`, read once in a process."""
    return MasterKey.load(path)


def seal(key: bytes, plain: bytes, context: str) -> bytes:
    """AES-256-GCM: nonce (12 bytes), then ciphertext and tag, bound to `context`."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def unseal(key: bytes, sealed: bytes, context: str) -> bytes:
    """What `seal` was given. Raises BrokenSeal when anything differs."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise BrokenSeal("The record cannot be opened: its seal is broken.") from error
