"""The field for files: those that are there, each with a button that takes it back, and one for more."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from legation.web.templatetags.web import sentence_gap


@dataclass(frozen=True)
class Attached:
    """A file that is there already. `waiting`: the scanner has not seen it yet."""

    id: uuid.UUID
    name: str
    size: int
    waiting: bool


class FilesInput(forms.FileInput):
    """Chooses one file or several; works without script."""

    allow_multiple_selected = True
    template_name = "questions/files.html"

    def __init__(self, most: int) -> None:
        super().__init__({"accept": "image/jpeg,image/png,application/pdf"})
        self.most = most
        self.attached: tuple[Attached, ...] = ()
        if most > 1:
            self.attrs["multiple"] = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attached"] = self.attached
        context["widget"]["replaces"] = self.most == 1 and bool(self.attached)
        if self.most > 1 and len(self.attached) >= self.most:
            context["widget"]["attrs"]["disabled"] = True
        return context


def _with_most(text: str | Promise, most: int) -> str:
    many = ngettext("Up to %(count)s file.", "Up to %(count)s files.", most) % {"count": most}
    return f"{text}{sentence_gap()}{many}".strip()


class FilesField(forms.FileField):
    """Up to `most` files; what they are is looked at when they are taken in."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(widget=FilesInput(most), **options)
        self.most = most
        self.error_messages["invalid"] = _("Choose a file.")
        if most > 1:
            self.help_text = lazy(_with_most, str)(self.help_text, most)

    def show(self, attached: Sequence[Attached]) -> None:
        """Show the files that are there; with one of them the question is answered."""
        assert isinstance(self.widget, FilesInput)
        self.widget.attached = tuple(attached)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each file by itself."""
        sent = data if isinstance(data, list) else [data]
        if not any(sent) and isinstance(self.widget, FilesInput) and self.widget.attached:
            return []
        return [super(FilesField, self).clean(one, initial) for one in sent or [None]]
