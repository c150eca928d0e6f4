"""Files for tests, made here."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from PIL import Image


def picture(kind: str = "JPEG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, kind)
    return out.getvalue()


def pdf() -> bytes:
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()
