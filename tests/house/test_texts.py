"""Every text of the interface is there in every language of the demonstration."""

from __future__ import annotations

import shutil
from pathlib import Path

from tools import texts


def test_nothing_is_untranslated(tmp_path: Path) -> None:
    root = tmp_path / "legation"
    shutil.copytree(texts.PACKAGES, root, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    texts.collect(root)
    missing = {
        str(path.relative_to(root)): found
        for path in texts.catalogues(root)
        if (found := texts.untranslated(path))
    }
    assert not missing


def test_no_text_has_two_translations() -> None:
    """Django merges the catalogues of all packages: where the meaning differs, the source gives a context."""
    assert not texts.collisions(texts.PACKAGES)


def test_each_language_has_its_plural_forms() -> None:
    for path in texts.catalogues(texts.PACKAGES):
        head = path.read_text().split("\n\n")[0]
        assert texts.LANGUAGES[path.parts[-3]] in head, path
