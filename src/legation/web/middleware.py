"""Tells the edge which route answered, so that the access record never holds a secret path."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ROUTE_HEADER = "Legation-Route"


class RouteName:
    """Sets `Legation-Route` on every answer; the edge takes it off again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        response.headers.setdefault(ROUTE_HEADER, (match.view_name or "unnamed") if match else "none")
        return response
