"""One key a day for the addresses of that day. When the key is gone, the addresses are."""

from __future__ import annotations

import base64
import datetime as dt
import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from legation.kernel.keys import master_key, seal, unseal

KEY_BYTES = 64
REMEMBERED = 2_000  # addresses that were sealed last: one reader asks for several things
PURPOSE = "traffic day keys"


def key_folder(data: Path) -> Path:
    """Where the wrapped keys lie, a file a day."""
    return data / "keys" / "traffic"


def key_files(data: Path) -> list[Path]:
    """The wrapped keys, oldest first; the name is the day."""
    return sorted(key_folder(data).glob("????-??-??.key"))


class DayKeys:
    """Seals addresses deterministically (AES-SIV, RFC 5297) within a day, so that how often one came
    can be counted without seeing it, and days cannot be joined."""

    def __init__(self, data: Path, master_key_file: Path) -> None:
        self._data, self._master_key_file = data, master_key_file
        self._held: dict[dt.date, AESSIV] = {}
        self._sealed: dict[tuple[dt.date, str], str] = {}

    def seal(self, day: dt.date, address: str) -> str:
        """URL-safe base64; equal addresses of one day give equal texts."""
        known = self._sealed.get((day, address))
        if known is None:
            if len(self._sealed) >= REMEMBERED:
                self._sealed.clear()
            sealed = self._cipher(day).encrypt(address.encode() or b"-", [day.isoformat().encode()])
            known = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
            self._sealed[day, address] = known
        return known

    def _cipher(self, day: dt.date) -> AESSIV:
        if day not in self._held:
            self._held = {
                known: cipher for known, cipher in self._held.items() if abs((known - day).days) < 2
            }
            self._sealed.clear()
            self._held[day] = AESSIV(self._load_or_make(day))
        return self._held[day]

    def _load_or_make(self, day: dt.date) -> bytes:
        """Several processes may come at once: the first file in its place is everybody's."""
        path = key_folder(self._data) / f"{day.isoformat()}.key"
        wrapping = master_key(self._master_key_file).derive(PURPOSE)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(seal(wrapping, os.urandom(KEY_BYTES), day.isoformat()))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(name, path)
            except FileExistsError:
                pass
            finally:
                Path(name).unlink()
        return unseal(wrapping, path.read_bytes(), day.isoformat())
