"""Compiling the translated texts; needs no gettext."""

from __future__ import annotations

from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]


def compile_all(root: Path = PACKAGE) -> int:
    """Write each `.mo` beside its `.po` where it is missing or older; how many were written.

    An installed package may lie where this user cannot write: then it was compiled when installed.
    """
    written = 0
    for source in sorted(root.glob("**/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        try:
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with source.open("rb") as file:
                catalogue = read_po(file, locale=Locale.parse(source.parts[-3]))
            with target.open("wb") as file:
                write_mo(file, catalogue)
        except PermissionError:
            continue
        written += 1
    return written
