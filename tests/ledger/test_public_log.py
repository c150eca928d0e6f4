"""Anybody can fetch the log and check it with nothing but what is published."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from legation.assurance.inside import InsideSite
from legation.ledger import batches, merkle
from legation.ledger.services import Act, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_data")]


def test_the_published_parts_fit_together(inside: InsideSite) -> None:
    for _ in range(260):
        record(Act("test.act"))
    batches.batch()
    note = inside.get("/log/checkpoint").body.decode()
    body, _, mark = note.partition("\n\n")
    name, key_id, key = inside.get("/log/key").body.decode().strip().split("+", 2)
    signature = base64.b64decode(mark.split()[-1])
    raw = base64.b64decode(key)
    assert signature[:4].hex() == key_id == hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex()
    Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature[4:], f"{body}\n".encode())
    origin, size, root = body.split("\n")
    assert (origin, size) == (name, "260")
    full, rest = inside.get("/log/tile/0/000").body, inside.get("/log/tile/0/001.p/4").body
    leaves = [(full + rest)[place : place + 32] for place in range(0, 260 * 32, 32)]
    assert merkle.root(merkle.nodes_of(leaves), 260) == base64.b64decode(root)
    bundle = inside.get("/log/tile/entries/000").body
    assert merkle.leaf_hash(bundle[2:34]) == leaves[0]
    assert inside.get("/log/tile/1/000.p/1").body == merkle.perfect(leaves[:256])


@pytest.mark.parametrize(
    "path",
    [
        "/log/tile/0/000",
        "/log/tile/9/000",
        "/log/tile/0/0",
        "/log/tile/0/000.p/0",
        "/log/tile/0/000.p/256",
        "/log/tile/0/x000/001",
        "/log/tile/entries/..%2f..%2fcheckpoint",
        "/log/tile/0/%00",
        "/log/tile/0/" + "x001/" * 90 + "001",
    ],
)
def test_what_is_not_there_is_not_found(inside: InsideSite, path: str) -> None:
    assert inside.get(path).status == 404
