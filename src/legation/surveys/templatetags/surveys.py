"""A survey at the end of a service of another package."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from legation.offices.models import Office
from legation.surveys.offering import offered_after

register = template.Library()


@register.inclusion_tag("surveys/offer.html")
def offer_survey(service: str, office: Office | None = None) -> dict[str, object]:
    """The survey that is offered after this service, if there is one; nothing else is shown. The link holds
    nothing of what was done, and its page is not told where the visitor came from."""
    return {"survey": offered_after(service, get_language() or "", office)}
