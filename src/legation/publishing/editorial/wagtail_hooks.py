"""Where the editor leads to editorial work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from legation.publishing.editorial.permissions import PUBLISHERS, may_work_on
from legation.publishing.models import SitePage


@hooks.register("before_unpublish_page")
def withdraw_instead(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Nothing is taken off without a reason that the public reads."""
    return redirect("editorial_withdraw", page.pk) if isinstance(page.specific, SitePage) else None


@hooks.register("before_delete_page")
def withdraw_first(request: HttpRequest, page: Any) -> HttpResponse | None:
    """What is published is withdrawn before it is deleted, so that its address still says so."""
    live = SitePage.objects.descendant_of(page, inclusive=True).live().order_by("depth").first()
    if live is None:
        return None
    messages.error(request, _("Withdraw what is published first; then it can be deleted."))
    return redirect("editorial_withdraw", live.pk)


@hooks.register("before_bulk_action")
def one_by_one(request: HttpRequest, action_type: str, objects: Any, action: Any) -> HttpResponse | None:
    """Publishing, withdrawing and deleting of published pages need a look at each page."""
    pages = [row for row in objects if isinstance(getattr(row, "specific", None), SitePage)]
    if not pages or action_type not in ("unpublish", "delete"):
        return None
    if action_type == "delete" and not any(page.live for page in pages):
        return None
    messages.error(request, _("Published pages are withdrawn one by one, each with its reason."))
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


@hooks.register("register_page_header_buttons")
def header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Withdraw, from the menu of a page."""
    if isinstance(page.specific, SitePage) and page.live and may_work_on(user, page, *PUBLISHERS):
        yield Button(
            _("Withdraw"), reverse("editorial_withdraw", args=[page.pk]), icon_name="cross", priority=80
        )
