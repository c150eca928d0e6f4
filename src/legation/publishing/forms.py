"""The forms of images and files in the editor: clean uploads, and two people before anything is Public."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from legation.accounts.models import User
from legation.accounts.staff.permissions import clearance_of
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.publishing.clearance.services import may_clear, note_refused
from legation.publishing.uploads.fields import clean_in_place
from legation.publishing.uploads.refusals import Refused


class ClassifiedForm(forms.ModelForm[Any]):
    """Mixin for Wagtail's forms, which hand over the `user` who fills them in."""

    asks = forms.BooleanField(
        label=_("Ask for clearance"),
        help_text=_("A publisher who did not upload it decides whether it becomes Public."),
        required=False,
    )
    bears_no_marking = forms.BooleanField(
        label=_("I have looked at it: it bears no national secrecy marking"),
        help_text=_(
            "Text and properties are checked, but a scanned page is a picture that nobody reads here."
        ),
        error_messages={"required": _("Look at the file and confirm that it bears no secrecy marking.")},
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        self.person = user
        super().__init__(*args, user=user, **kwargs)  # type: ignore[call-arg]  # Wagtail forms come next
        form: Any = self
        field = form.fields.get("classification")
        if field is not None:
            allowed = {one.value for one in clearance_of(user).up_to()} if user else {Classification.INTERNAL}
            field.choices = [pair for pair in field.choices if pair[0] in allowed or not pair[0]]
            field.help_text = form.instance.refusal
        if form.instance.pk:
            form.fields["bears_no_marking"].required = self._brings_file()
            if form.instance.is_open or form.instance.asked_at:
                del form.fields["asks"]
        if form.instance.pk and "file" not in form.fields:
            del form.fields["bears_no_marking"]

    def _brings_file(self) -> bool:
        return bool(self.files.get(self.add_prefix("file")))

    def clean_file(self) -> Any:
        """The file, clean; nothing of what is refused is left. Raises ValidationError."""
        upload = self.cleaned_data.get("file")
        if upload is None or not hasattr(upload, "content_type") or getattr(upload, "is_clean", False):
            return upload
        try:
            clean_in_place(upload)
        except Refused as refused:
            kind = PurePath(upload.name).suffix.lower().removeprefix(".")
            note_refused(self.person, refused.reason, kind)
            upload.file.seek(0)
            upload.file.truncate()
            raise ValidationError(str(refused.sentence), code="refused") from refused
        return upload

    def clean_classification(self) -> str:
        """Raises ValidationError for the uploader and for everybody who may not clear it."""
        wanted: str = self.cleaned_data["classification"]
        if wanted != Classification.PUBLIC or "classification" not in self.changed_data:
            return wanted
        if self.instance.pk is None or not may_clear(self.person, self.instance):
            raise ValidationError(
                _("Save it as Internal; a publisher who did not upload it makes it Public.")
            )
        return wanted

    def clean(self) -> dict[str, Any]:
        """A new file in the place of a Public one waits for clearance again."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        replaced = self.instance.pk is not None and self._brings_file() and "file" not in self.errors
        if replaced:
            self.instance.uploaded_by_user = self.person
            if data.get("classification") == Classification.PUBLIC:
                data["classification"], data["asks"] = Classification.INTERNAL, True
        return data

    def save(self, commit: bool = True) -> Any:  # Django's
        self.instance.cleared = self.person
        if self.instance.classification == Classification.PUBLIC:
            self.instance.asked_by = self.instance.asked_at = None
        elif self.cleaned_data.get("asks"):
            self.instance.asked_by, self.instance.asked_at, self.instance.refusal = (
                self.person,
                clock.now(),
                "",
            )
        return super().save(commit)


class SiteImageForm(ClassifiedForm, BaseImageForm):
    """The form of an image in the editor."""

    class Meta(BaseImageForm.Meta):
        pass


class SiteDocumentForm(ClassifiedForm, BaseDocumentForm):
    """The form of a file in the editor."""

    class Meta(BaseDocumentForm.Meta):
        pass
