"""Signed heads of the log: C2SP tlog-checkpoint in a signed note (Ed25519)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from legation.kernel.errors import LegationError
from legation.kernel.keys import master_key
from legation.ledger.merkle import HASH_BYTES

ED25519 = b"\x01"
SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class BadCheckpoint(LegationError):
    """A checkpoint that is malformed, of another log, or not signed by this log's key."""


@dataclass(frozen=True)
class Checkpoint:
    """The log had `size` entries and this root."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def origin() -> str:
    """The name of this log: host and path."""
    return f"{settings.LEGATION_HOSTS[0]}/log"


def signed(head: Checkpoint) -> str:
    """The note with this log's signature."""
    key = _key()
    mark = _key_id(head.origin, key.public_key()) + key.sign(head.body.encode())
    return f"{head.body}\n— {head.origin} {base64.b64encode(mark).decode()}\n"


def parse(note: str) -> Checkpoint:
    """The head in a note signed by this log. Raises BadCheckpoint."""
    return verified(note, verifier_key())


def verified(note: str, key: str) -> Checkpoint:
    """The head in a note signed by the log of a verifier key. Raises BadCheckpoint."""
    name, public = _public(key)
    body, separator, signatures = note.partition("\n\n")
    lines = body.split("\n")
    if not separator or len(lines) < 3 or not SIZE.fullmatch(lines[1]):
        raise BadCheckpoint("The checkpoint is malformed.")
    try:
        head = Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
    except (ValueError, binascii.Error) as error:
        raise BadCheckpoint("The checkpoint is malformed.") from error
    if head.origin != name:
        raise BadCheckpoint(f"The checkpoint is of another log, {head.origin}.")
    if len(head.root) != HASH_BYTES or not _is_signed(head, body + "\n", signatures, public):
        raise BadCheckpoint("The checkpoint is not signed by this log's key.")
    return head


def verifier_key() -> str:
    """The public key as tools for signed notes expect it: `name+id+key`."""
    public = _key().public_key()
    key = base64.b64encode(ED25519 + _raw(public)).decode()
    return f"{origin()}+{_key_id(origin(), public).hex()}+{key}"


def _public(key: str) -> tuple[str, Ed25519PublicKey]:
    try:
        name, mark, encoded = key.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        public = Ed25519PublicKey.from_public_bytes(raw[1:])
    except ValueError as error:
        raise BadCheckpoint("The key of the log is malformed.") from error
    if raw[:1] != ED25519 or _key_id(name, public).hex() != mark:
        raise BadCheckpoint("The key of the log is malformed.")
    return name, public


def _is_signed(head: Checkpoint, text: str, signatures: str, public: Ed25519PublicKey) -> bool:
    for line in signatures.splitlines():
        mark, _, encoded = line.rpartition(" ")
        if mark != f"— {head.origin}":
            continue
        try:
            content = base64.b64decode(encoded, validate=True)
            if content[:4] == _key_id(head.origin, public):
                public.verify(content[4:], text.encode())
                return True
        except (InvalidSignature, binascii.Error):
            continue
    return False


def _key_id(name: str, public: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + _raw(public)).digest()[:4]


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _key() -> Ed25519PrivateKey:
    return master_key(settings.LEGATION_MASTER_KEY_FILE).signing_key("ledger")
