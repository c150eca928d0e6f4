"""Whether the data folder was prepared by this very version, so that a second start takes seconds."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path

from legation.kernel.files import write_atomically

PACKAGE = Path(__file__).resolve().parents[1]
FRAMEWORKS = ("django", "wagtail", "django-allauth", "django-tasks-db", "modelsearch", "django-taggit")
PARTS = ("migrations/*.py", "static/**/*", "locale/**/*.po", "demonstration*", "demonstration/**/*")


def path(data: Path) -> Path:
    """Where the stamp lies; delete it (a restore does) to have everything prepared anew."""
    return data / "prepared"


def current() -> str:
    """A digest of everything that preparing depends on."""
    digest = hashlib.sha256()
    for name in FRAMEWORKS:
        digest.update(f"{name} {version(name)}\n".encode())
    for name in ("LEGATION_DATABASE_URL", "LEGATION_HOLDING_DATABASE_URL"):
        digest.update(os.environ.get(name, "").encode())
    for part in PARTS:
        for file in sorted(PACKAGE.glob(f"**/{part}")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(PACKAGE)).encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def known(data: Path) -> bool:
    """Whether this folder was ever prepared."""
    return path(data).exists()


def fresh(data: Path) -> bool:
    """Whether nothing has to be prepared."""
    try:
        return path(data).read_text() == current()
    except OSError:
        return False


def write(data: Path) -> None:
    """Note that the folder is prepared."""
    write_atomically(path(data), current().encode())
