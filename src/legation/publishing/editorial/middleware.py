"""What stands in for addresses: of withdrawn pages, and of Wagtail's own decisions over drafts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from legation.publishing.editorial import withdrawals
from legation.publishing.editorial.answers import gone, moved
from legation.publishing.queries import published

# Wagtail's own screens, on which one decides without having seen what changes.
DECISIONS = frozenset(
    {
        "wagtailadmin_pages:workflow_action",
        "wagtailadmin_pages:collect_workflow_action_data",
    }
)


class Withdrawn:
    """301 to the page that takes its place, or 410 with date and reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Asks only for addresses of pages, and leads decisions to where the differences are seen."""
        match = request.resolver_match
        if match is not None and match.view_name in DECISIONS:
            return redirect("editorial_changes", match.kwargs["page_id"])
        if match is None or match.view_name != "wagtail_serve":
            return None
        row = withdrawals.standing_at(request.path_info)
        if row is None:
            return None
        target = row.redirect_to
        if target is not None and published().filter(pk=target.pk).exists():
            return moved(target)
        return gone(request, row)
