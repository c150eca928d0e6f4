"""Receiving uploads into files without names: they go with whoever holds them, also after a crash."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


def nameless_file() -> IO[bytes]:
    """A file in the data folder that never has a name, so that nothing plain can be left behind."""
    folder = Path(settings.LEGATION_DATA) / "run" / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=folder)


class NamelessFileUploadHandler(FileUploadHandler):
    """Writes each upload into a nameless file as it comes in, whatever its size."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The next file of the body begins."""
        super().new_file(*args, **kwargs)
        self._received = nameless_file()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing is handed on: this handler keeps the file."""
        self._received.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """The whole file, at its beginning."""
        self._received.seek(0)
        return UploadedFile(
            self._received,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """The body broke off: what came is of no use."""
        if received := getattr(self, "_received", None):
            received.close()
