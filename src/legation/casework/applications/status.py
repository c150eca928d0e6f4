"""What the applicant sees of the application on the status page of its case."""

from __future__ import annotations

from typing import Any

from legation.casework.applications.queries import application_of
from legation.casework.cases.models import Case
from legation.questions.models import Attachment


def status_context(case: Case) -> dict[str, Any]:
    """The service's title, and how the files stand; no answers."""
    application = application_of(case)
    files = list(Attachment.objects.filter(reference=case.number))
    return {
        "application_title": application.form.definition.title if application else "",
        "application_files": files,
        "application_waits": any(file.state == Attachment.State.QUARANTINED for file in files),
    }
