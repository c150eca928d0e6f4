"""Pages for what cannot be shown: plain words, the right status, a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(request, "web/error.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "web/error.html", {"status": 403}, status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from this site's own page."""
    return render(request, "web/error.html", {"status": 403, "forged": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return render(request, "web/error.html", {"status": 404}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, which should never be seen."""
    return render(request, "web/error.html", {"status": 500}, status=500)
