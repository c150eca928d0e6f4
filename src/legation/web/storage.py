"""Static files under names that carry their content's hash, so that browsers may keep them for good."""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class StampedFiles(ManifestStaticFilesStorage):
    """A file that `legation prepare` has not collected keeps its plain name: a page without its
    style can still be read, a page that fails cannot."""

    manifest_strict = False

    def hashed_name(self, name: str, content: object = None, filename: str | None = None) -> str:
        try:
            return str(super().hashed_name(name, content, filename))  # type: ignore[arg-type]  # the stubs know only File
        except ValueError:
            return name
