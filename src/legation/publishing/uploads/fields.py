"""File fields that store nothing before it is clean: whichever way an upload takes, it ends here."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.db.models.fields.files import FieldFile
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from legation.publishing.uploads.cleaning import cleaned


class CleanFile(FieldFile):
    """Raises Refused instead of storing what is not clean."""

    def save(self, name: str, content: Any, save: bool = True) -> None:  # Django's
        super().save(name, _clean(name, content), save)


class CleanImage(WagtailImageFieldFile):
    """The same for images."""

    def save(self, name: str, content: Any, save: bool = True) -> None:  # Django's
        super().save(name, _clean(name, content), save)


class CleanFileField(models.FileField):
    """A file of the site."""

    attr_class = CleanFile


class CleanImageField(WagtailImageField):
    """An image of the site."""

    attr_class = CleanImage


def clean_in_place(upload: Any) -> None:
    """Put the clean bytes in the place of what was uploaded, so that no other copy is left.

    Raises Refused.
    """
    upload.seek(0)
    content = cleaned(upload.name, upload.read())
    upload.file.seek(0)
    upload.file.truncate()
    upload.file.write(content)
    upload.file.flush()
    upload.seek(0)
    upload.size = len(content)
    upload.is_clean = True


def _clean(name: str, content: Any) -> Any:
    if getattr(content, "is_clean", False):
        return content
    content.seek(0)
    return ContentFile(cleaned(name, content.read()), name=name)
