"""Images and files: served only while they are Public, whoever knows their address."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from legation.kernel.classification import Classification
from legation.publishing.models import SiteDocument, SiteImage, SiteRendition


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """An image in one of its sizes, or a file. 404 for what is not Public."""
    if "\0" in name:
        raise Http404
    rows: list[Any] = [
        SiteImage.objects.filter(file=name, classification=Classification.PUBLIC),
        SiteRendition.objects.filter(file=name, image__classification=Classification.PUBLIC),
    ]
    if any(row.exists() for row in rows):
        return _answer(name)
    document = SiteDocument.objects.filter(file=name, classification=Classification.PUBLIC).first()
    if document is None:
        raise Http404
    return _answer(name, document.filename)


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A file by its number, as Wagtail's links have it."""
    row = SiteDocument.objects.filter(pk=document_id, classification=Classification.PUBLIC).first()
    if row is None or row.filename != document_filename:
        raise Http404
    return _answer(row.file.name, row.filename)


def _answer(name: str, attachment: str = "") -> FileResponse:
    """Asked for anew each time, so that a file that is withdrawn is gone from browsers too."""
    try:
        file = default_storage.open(name)
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=bool(attachment), filename=attachment)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
