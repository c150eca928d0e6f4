"""The public log, in the layout of C2SP tlog-tiles, for anybody's verifier."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from legation.ledger import batches
from legation.ledger.checkpoint import verifier_key
from legation.ledger.tiles import WIDTH
from legation.web.caching import keep

NUMBER = re.compile(r"(?P<groups>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?")
LEVELS = 7


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed head of this moment."""
    response = _answer(batches.current().encode(), "text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The key to verify checkpoints with."""
    return _answer(f"{verifier_key()}\n".encode(), "text/plain; charset=utf-8")


@require_safe
def tile(request: HttpRequest, level: int, number: str) -> HttpResponse:
    """Hashes of one tile."""
    if level >= LEVELS:
        raise Http404
    place, width = _parse(number)
    try:
        return _tile(batches.tiles().tile(level, place, width), width)
    except LookupError as error:
        raise Http404 from error


@require_safe
def entries(request: HttpRequest, number: str) -> HttpResponse:
    """The commitments of one tile."""
    place, width = _parse(number)
    try:
        return _tile(batches.tiles().bundle(place, width), width)
    except LookupError as error:
        raise Http404 from error


def _parse(text: str) -> tuple[int, int]:
    found = NUMBER.fullmatch(text)
    if found is None or len(text) > 40:
        raise Http404
    width = int(found["width"] or WIDTH)
    groups = found["groups"]
    if (found["width"] and width >= WIDTH) or groups.startswith("x000"):
        raise Http404
    return int(groups.replace("x", "").replace("/", "")), width


def _tile(content: bytes, width: int) -> HttpResponse:
    response = _answer(content, "application/octet-stream")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if width == WIDTH:
        keep(response, {"ledger"})
    return response


def _answer(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
