"""Sealing files of any size piece by piece, so that none is ever held whole in memory.

The format is described in docs/decisions/0021-sealed-streams.md: the STREAM construction (Hoang,
Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM. What `keys.seal` wrote stays readable.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from legation.kernel.keys import NONCE_BYTES, BrokenSeal, unseal

MAGIC: Final = b"\x89LGSEAL"
VERSION: Final = b"\x02"
PREFIX_BYTES: Final = 7
HEADER_BYTES: Final = len(MAGIC) + len(VERSION) + PREFIX_BYTES
PIECE: Final = 64 * 1024
TAG: Final = 16
MOST_PIECES: Final = 2**32


def seal_stream(key: bytes, source: IO[bytes], target: IO[bytes], context: str) -> int:
    """Read `source` to its end and write it sealed, bound to `context`; returns the plain size.

    `key` must belong to this one file.
    """
    header = MAGIC + VERSION + os.urandom(PREFIX_BYTES)
    cipher, bound = AESGCM(key), header + context.encode()
    target.write(header)
    size, number, piece = 0, 0, _whole(source, PIECE)
    while True:
        following = _whole(source, PIECE) if len(piece) == PIECE else b""
        target.write(cipher.encrypt(_nonce(header, number, last=not following), piece, bound))
        size, number = size + len(piece), number + 1
        if not following:
            return size
        piece = following


def unseal_stream(key: bytes, source: IO[bytes], context: str) -> Iterator[bytes]:
    """The plain pieces, each checked before it is given out. Raises BrokenSeal as soon as anything
    differs: a changed, missing, repeated or moved piece, or an end that came too early or too late."""
    header = _whole(source, HEADER_BYTES)
    if not header.startswith(MAGIC):
        yield unseal(key, header + source.read(), context)  # sealed whole, as files were at first
        return
    if header[len(MAGIC) : len(MAGIC) + 1] != VERSION or len(header) != HEADER_BYTES:
        raise BrokenSeal("The file cannot be opened: its seal is of a kind that is not known.")
    cipher, bound = AESGCM(key), header + context.encode()
    number, piece = 0, _whole(source, PIECE + TAG)
    while True:
        following = _whole(source, PIECE + TAG) if len(piece) == PIECE + TAG else b""
        try:
            plain = cipher.decrypt(_nonce(header, number, last=not following), piece, bound)
        except (InvalidTag, ValueError) as error:
            raise BrokenSeal("The file cannot be opened: its seal is broken.") from error
        yield plain
        if not following:
            return
        number, piece = number + 1, following


def _nonce(header: bytes, number: int, *, last: bool) -> bytes:
    """Seven random bytes of the file, the piece's number, whether it is the last."""
    if number >= MOST_PIECES:
        raise BrokenSeal("The file is too large for one seal.")
    nonce = header[-PREFIX_BYTES:] + struct.pack(">LB", number, last)
    assert len(nonce) == NONCE_BYTES
    return nonce


def _whole(source: IO[bytes], size: int) -> bytes:
    """`size` bytes, fewer only at the end: a raw file may give less than it was asked for."""
    pieces = []
    while size and (piece := source.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
