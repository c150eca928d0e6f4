"""Fills the ports below: applications on the pages of their cases, their start on the services'
pages, who may read their files, what forms are composed for."""

from importlib import import_module

from django.utils.translation import gettext as _

from legation.casework.applications import composed, found_by, messages, timing
from legation.casework.applications.desk import desk_context, may_read_file
from legation.casework.applications.judged import tell_applicant
from legation.casework.applications.models import Message
from legation.casework.applications.queries import address
from legation.casework.applications.status import status_context
from legation.casework.cases.kinds import KindPages, add_pages
from legation.casework.cases.models import Kind
from legation.casework.desk.redaction.texts import Kind as TextKind
from legation.casework.desk.redaction.texts import add_kind
from legation.publishing.ports import add_facts, offer_applications
from legation.questions.serving import add_permit
from legation.questions.signals import file_judged

__all__ = ["composed", "found_by"]

add_pages(
    Kind.APPLICATION,
    KindPages("applications/in_case.html", desk_context, "applications/in_status.html", status_context),
)
import_module("legation.casework.applications.dialogue")
offer_applications(address)
add_facts(timing.facts)
add_permit(may_read_file)
add_kind(
    TextKind(
        "message",
        Message,
        "text",
        messages.written,
        lambda row: _("Message") if row.by_id else _("Message from the applicant"),
        lambda row: row.at,
    )
)
file_judged.connect(tell_applicant)
