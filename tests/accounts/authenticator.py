"""A passkey in software: what a telephone or a security key would answer."""

from __future__ import annotations

import hashlib
import html
import json
import re
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class SoftPasskey:
    """One key for one site. `verifies=False` does not check who holds it."""

    def __init__(self, *, host: str = "testserver", verifies: bool = True) -> None:
        self.origin = f"https://{host}"
        self.site = hashlib.sha256(host.encode()).digest()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.handle = ""
        self.flags = PRESENT | (VERIFIED if verifies else 0)

    def created(self, options: dict[str, Any]) -> str:
        """The answer to a page that adds a passkey."""
        self.handle = options["publicKey"]["user"]["id"]
        credential = AttestedCredentialData.create(
            bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(self.site, self.flags | ATTESTED, 0, bytes(credential))
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": bytes(data)})
        return self._answer(
            {
                "clientDataJSON": self._client("webauthn.create", options),
                "attestationObject": websafe_encode(attested),
            }
        )

    def shown(self, options: dict[str, Any], **changes: str) -> str:
        """The answer to a page that asks for a passkey."""
        client = self._client("webauthn.get", options)
        data = bytes(AuthenticatorData.create(self.site, self.flags, 1))
        signed = data + hashlib.sha256(websafe_decode(client)).digest()
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
                "userHandle": self.handle,
                **changes,
            }
        )

    def _client(self, kind: str, options: dict[str, Any]) -> str:
        challenge = options["publicKey"]["challenge"]
        return websafe_encode(
            json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()
        )

    def _answer(self, response: dict[str, str]) -> str:
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def options_at(client: Client, place: str) -> dict[str, Any]:
    """What the page hands to its script."""
    page = client.get(place).content.decode()
    found = re.search(r'data-options="([^"]+)"', page)
    assert found, page
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options
