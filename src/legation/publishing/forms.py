"""Images and files become Public only by a publisher who did not upload them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role
from legation.kernel.classification import Classification


class SecondPersonClears:
    """Mixin for Wagtail's forms, which hand over the `user` who fills them in."""

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        self.person = user
        super().__init__(*args, user=user, **kwargs)  # type: ignore[call-arg]  # Wagtail forms come next

    def clean_classification(self) -> str:
        """Raises ValidationError for the uploader and for everybody who may not publish."""
        form: Any = self
        wanted: str = form.cleaned_data["classification"]
        if wanted != Classification.PUBLIC or "classification" not in form.changed_data:
            return wanted
        uploader = form.instance.uploaded_by_user_id
        may = self.person is not None and has_role(self.person, Role.PUBLISHER, Role.ADMINISTRATOR)
        if not may or form.instance.pk is None or uploader == getattr(self.person, "pk", None):
            raise ValidationError(
                _("Save it as Internal; a publisher who did not upload it makes it Public.")
            )
        return wanted


class SiteImageForm(SecondPersonClears, BaseImageForm):
    """The form of an image in the editor."""


class SiteDocumentForm(SecondPersonClears, BaseDocumentForm):
    """The form of a file in the editor."""
