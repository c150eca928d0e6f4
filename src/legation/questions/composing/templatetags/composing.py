"""What stands beside a field when somebody else changed it meanwhile."""

from __future__ import annotations

from django import forms, template
from django.forms.boundfield import BoundField

register = template.Library()


@register.simple_tag
def stored_now(theirs: object, field: BoundField) -> str:
    """What `theirs`, the form as it is stored now, holds under this field, where it differs from what was
    typed; else nothing."""
    if not isinstance(theirs, forms.Form) or field.name not in theirs.fields:
        return ""
    stored = theirs[field.name].value()
    typed = field.value()
    return str(stored) if str(stored or "") != str(typed or "").replace("\r\n", "\n") else ""
