"""The workshop's results, remembered: each file is made harmless once a run, by a real process."""

from __future__ import annotations

import hashlib
import os
from typing import IO

from legation.defence.malware import disarming

REAL = disarming._work
MOST = 1024 * 1024  # of one file: what is remembered is held in memory
_results: dict[tuple[bytes, str], tuple[int, bytes, bytes]] = {}


def remembered(source: IO[bytes], kind: str, content: IO[bytes], preview: IO[bytes]) -> int:
    """As the real one, whose answer depends on nothing but the file and its kind."""
    if os.fstat(source.fileno()).st_size > MOST:
        return REAL(source, kind, content, preview)
    key = (hashlib.sha256(source.read()).digest(), kind)
    os.lseek(source.fileno(), source.seek(0), os.SEEK_SET)  # the process reads beside our buffer
    if key not in _results:
        outcome = REAL(source, kind, content, preview)
        content.seek(0)
        preview.seek(0)
        _results[key] = (outcome, content.read(), preview.read())
        return outcome
    outcome, made, sketch = _results[key]
    for file, given in ((content, made), (preview, sketch)):
        file.write(given)
        file.flush()
    return outcome
