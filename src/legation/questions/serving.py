"""Files for staff: under an address of their own, each opening with a receipt to the person.

Nothing here knows whose work a file belongs to: the packages above say who may read it, and why.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import LegationError
from legation.privacy.gateway import Reader
from legation.questions.models import Attachment
from legation.questions.services import attachments
from legation.questions.services.attachments import Part
from legation.questions.views import private

Permit = Callable[[User, Attachment], tuple[Reader, str] | None]
HANDLERS = (Role.CASE_OFFICER, Role.SUPERVISOR)
_permits: list[Permit] = []


def add_permit(permit: Permit) -> None:
    """Let a package say who may read the files of its cases: as which reader, for which purpose; None
    where it is not the package's file or not the person's case."""
    _permits.append(permit)


@require_role(*HANDLERS)
@require_safe
def file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponseBase:
    """The harmless copy, to be saved, never opened within the site; only when scanned and clean."""
    return _serve(request, file_id, Part.COPY)


@require_role(*HANDLERS)
@require_safe
def file_preview(request: HttpRequest, file_id: uuid.UUID) -> HttpResponseBase:
    """A picture of the file's first page."""
    return _serve(request, file_id, Part.PREVIEW)


def _serve(request: HttpRequest, file_id: uuid.UUID, part: Part) -> HttpResponseBase:
    """404 also for a file of another office: nothing is confirmed."""
    user = request.user
    assert isinstance(user, User)
    attachment = Attachment.objects.select_related("subject").filter(pk=file_id).first()
    allowed = (
        next(filter(None, (permit(user, attachment) for permit in _permits)), None) if attachment else None
    )
    if attachment is None or allowed is None:
        raise Http404
    try:
        opened = attachments.read_by_staff(*allowed, attachment, part)
    except FileNotFoundError as missing:
        raise Http404 from missing
    except LegationError as refusal:
        raise PermissionDenied(str(refusal.sentence)) from refusal
    response = StreamingHttpResponse(opened.pieces, content_type=opened.content_type)
    name = quote(opened.name)
    response.headers["Content-Length"] = str(opened.size)
    response.headers["Content-Disposition"] = f"attachment; filename=\"file\"; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return private(response)
