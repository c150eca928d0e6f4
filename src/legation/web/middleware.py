"""The route's name for the access record, the language of the page, and words for bare errors."""

from __future__ import annotations

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from legation.web.caching import TAGS_HEADER
from legation.web.errors import PAGES, error_page

ROUTE_HEADER = "Legation-Route"


class RouteName:
    """Sets `Legation-Route` on every answer, so that the access record never holds a secret path;
    the edge takes it off again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        response.headers.setdefault(ROUTE_HEADER, (match.view_name or "unnamed") if match else "none")
        return response


class Compressed(GZipMiddleware):
    """Compresses what the edge does not keep, such as forms; kept answers it compresses itself, better and
    once. Django adds a random length, so that the size tells nothing of a token on the page."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if TAGS_HEADER in response.headers:
            return response
        return super().process_response(request, response)


class Language(LocaleMiddleware):
    """Django's choice of language (path, then `Accept-Language`), without its guess where an unknown
    address might lead: `/ja/` is not found rather than sent to `/en/ja/`."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not translation.get_language_from_path(request.path_info):
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class Policy(CSPMiddleware):
    """The content security policy of pages. A redirect shows nothing and needs none of its own: the edge
    gives it the strictest. To put one together for each letter that is sent took as long as to seal it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_redirect = response.status_code // 100 == 3
        return response if is_redirect else super().process_response(request, response)


class PlainErrors:
    """Gives an error that has no words of its own the site's page for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        bare = response.status_code in PAGES and not response.streaming and not response.content
        if not bare or request.method == "HEAD":
            return response
        page = error_page(request, response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                page.headers[name] = response.headers[name]
        page.cookies = response.cookies
        return page
