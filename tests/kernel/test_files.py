"""A file that was acknowledged is there after a power cut."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from legation.kernel.files import write_atomically


def test_content_and_name_are_made_durable_in_this_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds: list[str] = []
    honest = os.fsync

    def noted(handle: int) -> None:
        kinds.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        honest(handle)

    monkeypatch.setattr(os, "fsync", noted)
    write_atomically(tmp_path / "new" / "file", b"content", mode=0o600)
    assert kinds == ["file", "folder"]
    assert (tmp_path / "new" / "file").read_bytes() == b"content"
