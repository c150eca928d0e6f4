"""The form of a page in the editor."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from legation.accounts.staff.permissions import clearance_of


class ClearedPageForm(WagtailAdminPageForm):
    """Offers no classification above the clearance of whoever fills it in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("classification")
        if field is not None and self.for_user is not None:
            allowed = {one.value for one in clearance_of(self.for_user).up_to()}
            field.choices = [pair for pair in field.choices if pair[0] in allowed or not pair[0]]
