"""Images and files: private until they are Public, past their embargo and shown; then for everybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from legation.publishing.clearance.serving import standing, tags_of
from legation.publishing.models import SiteDocument, SiteImage, SiteRendition
from legation.web.caching import keep

KEPT = 512 * 1024  # larger ones are read from the disk each time, so that pages stay in memory


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """An image in one of its sizes, or a file. 404 for what is not served."""
    if "\0" in name:
        raise Http404
    row: Any = SiteImage.objects.filter(file=name).first()
    if row is None:
        rendition = SiteRendition.objects.filter(file=name).select_related("image").first()
        row = rendition.image if rendition else SiteDocument.objects.filter(file=name).first()
    if row is None:
        raise Http404
    return _served(request, row, name)


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A file by its number, as Wagtail's links have it."""
    row = SiteDocument.objects.filter(pk=document_id).first()
    if row is None or row.filename != document_filename:
        raise Http404
    return _served(request, row, row.file.name)


def _served(request: HttpRequest, row: Any, name: str) -> HttpResponseBase:
    place = standing(row)
    if not place.served and not _is_seen_by_staff(request, row):
        raise Http404
    response = _answer(name, row.filename if isinstance(row, SiteDocument) else "")
    if place.served and not request.GET and int(response.headers["Content-Length"]) <= KEPT:
        keep(response, tags_of(row, place))
    return response


def _is_seen_by_staff(request: HttpRequest, row: Any) -> bool:
    """In the editor, staff see the pictures that they may see; their answer is kept nowhere."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    rows = type(row).objects.filter(pk=row.pk)
    return bool(
        request.user.is_authenticated and request.user.is_staff and rows.visible_to(request.user).exists()
    )


def _answer(name: str, attachment: str) -> FileResponse:
    try:
        file = default_storage.open(name)
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=bool(attachment), filename=attachment)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
