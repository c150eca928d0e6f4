"""Static files: read once, compressed once, sent from memory; stamped names may be kept for good."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from pathlib import Path

import brotli

from legation.edge.answers import Headers, harden
from legation.edge.store import Variant

PREFIX = "/static/"
STAMPED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")
FOREVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=300"
LARGEST = 8 * 1024 * 1024
TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/xml")


class Static:
    """The files of the data folder's `static`."""

    def __init__(self, data: Path) -> None:
        self.root = data / "static"
        self._kept: dict[str, dict[str, Variant]] = {}

    def get(self, path: str, encoding: str) -> Variant | None:
        """The file at a path such as `/static/web/site.1a2b3c4d5e6f.css`; None when there is none."""
        variants = self._kept.get(path)
        if variants is None:
            variants = self._read(path)
            if variants is None:
                return None
            if STAMPED.search(path):
                self._kept[path] = variants
        return variants.get(encoding) or variants[""]

    def _read(self, path: str) -> dict[str, Variant] | None:
        file = (self.root / path.removeprefix(PREFIX)).resolve()
        try:
            if not file.is_relative_to(self.root.resolve()) or file.stat().st_size > LARGEST:
                return None
            body = file.read_bytes()
        except OSError:
            return None
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        encoded = {"": body}
        if kind.startswith(TEXTS) and len(body) > 256:
            encoded["br"] = brotli.compress(body, quality=11)
            encoded["gzip"] = gzip.compress(body, 9, mtime=0)
        return {name: _variant(path, kind, name, content) for name, content in encoded.items()}


def _variant(path: str, kind: str, encoding: str, body: bytes) -> Variant:
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers: Headers = [
        ("content-type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind),
        ("cache-control", FOREVER if STAMPED.search(path) else SHORTLY),
        ("vary", "Accept-Encoding"),
        ("etag", etag),
    ]
    if encoding:
        headers.append(("content-encoding", encoding))
    return Variant(body, [*harden(headers), ("content-length", str(len(body)))], etag)
