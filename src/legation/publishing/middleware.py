"""A visitor's page asks the gate once; Wagtail's editor has a policy and an openness of its own.

The editor needs script and style of its own, and it opens only what is the person's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from legation.publishing.pages.reading import one_reading

EDITOR = "/staff/editor/"
# Its previews are frames, its icons are drawn inline, and its forms carry small scripts.
RELAXED = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'self'"],
}


class PublicReading:
    """Lets what is closed to the public be asked once for a visitor's page, which passes the gate often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.path_info.startswith("/staff/"):
            return self.get_response(request)
        with one_reading():
            return self.get_response(request)


class EditorPolicy:
    """Guards what lies below `/staff/editor/`, and relaxes the content security policy there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(EDITOR):
            return self.get_response(request)
        from legation.publishing.reach.people import in_the_editor  # noqa: PLC0415  # needs loaded models

        token = in_the_editor.set(None)
        try:
            response = self.get_response(request)
        finally:
            in_the_editor.reset(token)
        response._csp_replace = RELAXED  # type: ignore[attr-defined]  # read by django-csp
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Raises Http404 for whatever belongs to another office; Wagtail sends strangers to sign in."""
        user: Any = request.user  # a User from here on: nobody else has the permission
        if not request.path_info.startswith(EDITOR) or not user.has_perm("wagtailadmin.access_admin"):
            return None
        from legation.publishing.reach import people, routes  # noqa: PLC0415  # needs loaded models
        from legation.publishing.reach.narrowed import INSTEAD  # noqa: PLC0415

        people.in_the_editor.set(user)
        match = request.resolver_match
        if match is not None and match.view_name in routes.CLOSED_ROUTES:
            raise Http404
        if match is None or people.is_everywhere(user):
            return None
        if not routes.is_open(request, user, match):
            raise Http404
        narrowed = INSTEAD.get(match.view_name)
        return narrowed(request, *args, **kwargs) if narrowed else None
