"""Ways round the second person, closed in the editor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks

from legation.publishing.models import SitePage
from legation.publishing.review import refusal


@hooks.register("before_copy_page")
def copies_are_drafts(request: HttpRequest, page: Any) -> HttpResponse | None:
    """A copy has a new title and a new place: somebody else publishes it."""
    if request.method != "POST" or "publish_copies" not in request.POST:
        return None
    messages.error(request, _("A copy is a draft first: copy it without publishing, then submit it."))
    return redirect("wagtailadmin_pages:copy", page.pk)


@hooks.register("before_bulk_action")
def nobody_publishes_their_own_in_bulk(
    request: HttpRequest, action_type: str, objects: Any, action: Any
) -> HttpResponse | None:
    """As for one page: who wrote one of them publishes none of them."""
    if action_type != "publish":
        return None
    for row in objects:
        page = getattr(row, "specific", None)
        if isinstance(page, SitePage) and (why := refusal(page, request.user)):  # type: ignore[arg-type]  # staff
            messages.error(request, f"{page.get_admin_display_title()}: {why}")
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
