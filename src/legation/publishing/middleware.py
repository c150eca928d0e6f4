"""Wagtail's editor needs script and style of its own; everything else keeps the strict policy."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

EDITOR = "/staff/editor/"
# Its previews are frames, its icons are drawn inline, and its forms carry small scripts.
RELAXED = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'self'"],
}


class EditorPolicy:
    """Relaxes the content security policy below `/staff/editor/`, where only staff come."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(EDITOR):
            response._csp_replace = RELAXED  # type: ignore[attr-defined]  # read by django-csp
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        return response
