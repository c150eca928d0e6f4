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
from wagtail.admin.action_menu import ActionMenuItem, WorkflowMenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.widgets import Button

from legation.publishing.editorial.permissions import PREVIEWERS, PUBLISHERS, WRITERS, may_work_on
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
    if not isinstance(page.specific, SitePage):
        return
    if page.latest_revision_id and page.has_unpublished_changes and may_work_on(user, page, *WRITERS):
        address = reverse("editorial_changes", args=[page.pk])
        yield Button(_("See the differences"), address, icon_name="doc-full-inverse", priority=70)
    if may_work_on(user, page, *PREVIEWERS):
        address = reverse("editorial_page_previews", args=[page.pk])
        yield Button(_("Preview for people without an account"), address, icon_name="link", priority=75)
    if page.live and may_work_on(user, page, *PUBLISHERS):
        address = reverse("editorial_withdraw", args=[page.pk])
        yield Button(_("Withdraw"), address, icon_name="cross", priority=80)


class ReviewItem(ActionMenuItem):
    """Leads to the differences, where the decision is taken."""

    name = "action-review"
    icon_name = "success"

    def __init__(self) -> None:
        super().__init__(order=0)
        self.label = _("See the differences and decide")

    def get_url(self, parent_context: Any) -> str:
        return reverse("editorial_changes", args=[parent_context["page"].pk])


@hooks.register("construct_page_action_menu")
def decide_with_the_differences(items: list[Any], request: HttpRequest, context: Any) -> None:
    """Whoever decides sees first what the page changes against what is live."""
    decisions = [item for item in items if isinstance(item, WorkflowMenuItem)]
    if decisions and isinstance(context.get("page"), SitePage):
        items[:] = [ReviewItem(), *(item for item in items if item not in decisions)]


@hooks.register("before_edit_page")
def decide_on_the_other_screen(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Saving and deciding in one, which Wagtail's editor offers, shows nobody what changed."""
    if request.method != "POST" or "action-workflow-action" not in request.POST:
        return None
    return redirect("editorial_changes", page.pk) if isinstance(page.specific, SitePage) else None


@hooks.register("construct_homepage_panels")
def wait_in_one_queue(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail's own list of what waits decides at once; ours leads to the differences."""
    kept = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    panels[:] = [QueuePanel(), *kept]


class QueuePanel(Component):
    """Leads from the editor's first page to what waits for a decision."""

    name = "editorial_queue"
    order = 50
    template_name = "editorial/queue_panel.html"


@hooks.register("before_edit_page")
def keep_what_was_published(request: HttpRequest, page: Any) -> None:
    """A page that was made without revisions gets one before its first change, to compare with."""
    if request.method == "POST" and isinstance(page, SitePage) and page.live and not page.latest_revision_id:
        page.save_revision(clean=False, changed=False, log_action=False)
