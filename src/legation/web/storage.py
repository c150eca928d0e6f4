"""Static files under names that carry their content's hash, so that browsers may keep them for good."""

from __future__ import annotations

import re

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile, File

# Wagtail's and Django's files come made small; these are ours.
OWN = ("web/", "assurance/", "publishing/")


def smaller(css: str) -> str:
    """The same rules without comments, line breaks and spaces that mean nothing. Texts in quotes hold no
    runs of spaces in our sheets."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip()


class StampedFiles(ManifestStaticFilesStorage):
    """A file that `legation prepare` has not collected keeps its plain name: a page without its
    style can still be read, a page that fails cannot."""

    manifest_strict = False

    def _save(self, name: str, content: File[bytes]) -> str:
        """Takes comments and spaces out of our own style sheets, in the plain and in the stamped copy."""
        if name.endswith(".css") and name.startswith(OWN):
            content.seek(0)  # its stamp was made from it just before
            content = ContentFile(smaller(content.read().decode()).encode())
        return str(super()._save(name, content))  # type: ignore[misc]  # the stubs leave it out

    def hashed_name(self, name: str, content: object = None, filename: str | None = None) -> str:
        try:
            return str(super().hashed_name(name, content, filename))  # type: ignore[arg-type]  # the stubs know only File
        except ValueError:
            return name
