"""The applicant is told when a file that had waited for the scanner was scanned."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from legation.casework.applications.queries import application_of
from legation.casework.cases.models import Case, State
from legation.casework.cases.services.steps import announce
from legation.questions.models import Attachment


def tell_applicant(sender: object, *, attachment: Attachment, **_kwargs: object) -> None:
    """In the transaction of the verdict: on the case's timeline and by e-mail.

    A file of an application that was not confirmed yet is shown on the status page alone.
    """
    case = Case.objects.select_related("subject").filter(number=attachment.reference or "-").first()
    if case is None or case.state == State.UNCONFIRMED or (application := application_of(case)) is None:
        return
    labels = {question.id: question.label for question in application.form.definition}
    refused = attachment.state == Attachment.State.REFUSED
    with transaction.atomic(), translation.override(case.language):
        question = str(labels.get(attachment.question.rpartition(".")[2], ""))
        if refused:
            text = _(
                "The virus scanner found something harmful in a file that you sent, so we removed it. Write to "
                "us with the number of your case to send another."
            )
        else:
            text = _("A file that had waited was scanned: nothing harmful was found, and we can open it now.")
        announce(
            case,
            "applications/mail/file_judged.txt",
            {"text": text},
            body=f"{question}: {text}" if question else text,
        )
