"""The officer's side of an application: its answers on the page of its case, its files apart.

The decision is a reply of the case: one officer proposes it with reasons, another approves it.
"""

from __future__ import annotations

import uuid
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import reader, require_role
from legation.casework.applications import services
from legation.casework.applications.models import Application
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import desk_of, may_handle
from legation.kernel.errors import NotPermitted
from legation.questions.definition import Kind
from legation.questions.fields import shown
from legation.questions.models import Attachment
from legation.questions.views import private

HANDLERS = (Role.CASE_OFFICER, Role.SUPERVISOR)


@require_role(*HANDLERS)
@require_safe
def application_file(request: HttpRequest, number: str, file_id: uuid.UUID) -> HttpResponse:
    """An attachment, to be saved, never opened within the site; only when scanned and clean.

    404 also for a case of another office: nothing is confirmed.
    """
    user = request.user
    assert isinstance(user, User)
    rows = Application.objects.select_related("case__subject", "case__office")
    case = get_object_or_404(rows, case__number=number).case
    if not may_handle(user, case) or not services.is_confirmed(case):
        raise Http404
    try:
        attachment, name, content = services.file_for_staff(reader(user, desk_of(case)), case, file_id)
    except (Attachment.DoesNotExist, FileNotFoundError) as missing:
        raise Http404 from missing
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal.sentence)) from refusal
    response = HttpResponse(content, content_type=attachment.content_type)
    response.headers["Content-Disposition"] = f"attachment; filename=\"file\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return private(response)


def desk_context(case: Case, user: User) -> dict[str, object]:
    """What the case page shows of the application to somebody who may see the case."""
    rows = Application.objects.select_related("form", "case__subject", "case__office")
    application = rows.filter(case=case).first()
    if application is None:
        return {}
    answers = services.answers_for_staff(reader(user, desk_of(case)), application)
    definition = application.form.definition
    asked = {question.id: question.label for question in definition}
    return {
        "application_title": definition.title,
        "application_rows": [
            {"key": question.label, "value": shown(question, answers[question.id])}
            for question in definition
            if question.id in answers and question.kind is not Kind.FILE
        ],
        "application_files": [
            {"attachment": row, "question": asked.get(row.question, _("File"))}
            for row in Attachment.objects.filter(reference=case.number)
        ],
    }
