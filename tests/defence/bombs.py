"""Small files that become huge when they are opened."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf

HUGE = 1_000_000_000


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def huge_picture() -> bytes:
    """A PNG of 900 million pixels in 100 kilobytes."""
    head = struct.pack(">LLBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000_000))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def lying_picture() -> bytes:
    """A PNG that says it is small and goes on for a hundred megabytes."""
    head = struct.pack(">LLBBBBB", 8, 8, 8, 2, 0, 0, 0)
    text = b"Comment\0\0" + zlib.compress(bytes(100_000_000))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"zTXt", text) + _chunk(b"IEND", b"")


def pdf_bomb() -> bytes:
    """A page whose drawing, twice compressed, is longer than a gigabyte."""
    once = zlib.compressobj(9)
    line = b"0 0 m 9 9 l S\n" * 100_000
    packed = b"".join(once.compress(line) for _ in range(HUGE // len(line))) + once.flush()
    result = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        drawing = pikepdf.Stream(made, b"")
        made.pages[0].Contents = made.make_indirect(drawing)
        drawing.write(zlib.compress(packed, 9), filter=[pikepdf.Name.FlateDecode] * 2)
        made.save(result)
    return result.getvalue()
