"""What members find of the desk in the copy of their information, and in the list of what happened."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import OF_STAFF, export_section, leave_out
from legation.accounts.models import User
from legation.casework.cases.membership import cases_of
from legation.casework.desk.filing.models import Filing

leave_out(OF_STAFF, "desk.TemplateVersion", "desk.SavedFilter", "desk.Bulk", "desk.BulkItem", "desk.Absence")
leave_out(
    _("It is for colleagues, who prepare the answer to you with it; you see who has read your case."),
    "desk.Opinion",
    "desk.Translation",
    "desk.Redaction",
    "desk.Redacted",
)
leave_out(
    _("They are codes by which your case is found, and from which nobody can read anything."),
    "desk.SearchToken",
)


def _filings(user: User) -> list[dict[str, Any]]:
    """How letters that an officer filed for the member reached us."""
    rows = Filing.objects.filter(case__in=cases_of(user)).select_related("case")
    return [
        {"case": row.case.number, "kind": str(row.get_channel_display()), "at": row.arrived_on.isoformat()}
        for row in rows
    ]


export_section("filings", _("Letters that we filed for you"), _filings, covers=["desk.Filing"])
for _action, _mine in (
    ("template.proposed", _("You wrote a text for replies.")),
    ("template.approved", _("You approved a text for replies.")),
    ("template.returned", _("You sent back a text for replies.")),
    ("template.retired", _("You retired a text for replies.")),
    ("filter.kept", _("You kept a filter of cases.")),
    ("filter.removed", _("You took a filter of cases away.")),
    ("bulk.done", _("You did one thing with several cases.")),
    ("bulk.undone", _("You took back what you did with several cases.")),
):
    sentence(_action, _mine)
for _action, _mine, _theirs in (
    ("case.filed", _("You filed a letter for somebody."), _("A letter was filed for you.")),
    ("opinion.asked", _("You asked for an opinion on a case."), _("An opinion was asked for on your case.")),
    ("opinion.given", _("You gave an opinion on a case."), _("An opinion was given on your case.")),
    ("absence.named", _("You named an absence."), _("An absence of yours was named.")),
    ("absence.ended", _("You ended an absence."), _("An absence of yours was ended.")),
    ("redaction.made", _("You struck out a passage."), _("A passage was struck out in your case.")),
    ("redaction.opened", _("You read a passage that was struck out."), _("A passage struck out was read.")),
    (
        "redaction.lift_asked",
        _("You asked to show a passage again."),
        _("Somebody asked to show a passage again."),
    ),
    ("redaction.lifted", _("You let a passage be shown again."), _("A passage is shown again.")),
    ("redaction.kept", _("You left a passage struck out."), _("A passage stays struck out.")),
    (
        "opinion.withdrawn",
        _("You took a question for an opinion back."),
        _("A question for an opinion on your case was taken back."),
    ),
):
    sentence(_action, _mine, _theirs)
