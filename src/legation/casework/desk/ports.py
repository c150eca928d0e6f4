"""Fills the ports of the cases below."""

from legation.casework.cases.absences import Absences, add_absences
from legation.casework.cases.kinds import Panel, add_panel
from legation.casework.cases.models import Case
from legation.casework.cases.parts import ListTool, Starts, add_links, add_replacements, add_starts, add_tool
from legation.casework.cases.services.steps import confirmed, moved
from legation.casework.desk.bulk.views import tool
from legation.casework.desk.cover import queries as cover
from legation.casework.desk.filing import panel as filing
from legation.casework.desk.finding.indexing import forget, index
from legation.casework.desk.finding.queries import links
from legation.casework.desk.opinions import panel as opinions
from legation.casework.desk.redaction import panel as redaction
from legation.casework.desk.redaction.queries import replacements
from legation.casework.desk.replying.queries import starts, text_for
from legation.casework.desk.translating import panel as translating
from legation.privacy.models import Subject, erased


def _not_shown(_case: Case) -> None:
    """For colleagues only: the person's page shows nothing of it."""


def _found_anew(case: Case, **_more: object) -> None:
    index(case)


def _found_no_more(subject: Subject, **_more: object) -> None:
    forget(subject)


confirmed.connect(_found_anew, dispatch_uid="case search")
moved.connect(_found_anew, dispatch_uid="case search")
erased.connect(_found_no_more, dispatch_uid="case search")
add_links(links)
add_links(opinions.links)
add_links(redaction.links)
add_replacements(replacements)
add_links(filing.links)
add_links(cover.links)
add_absences(Absences(cover.away, cover.covered_by, cover.offices_covered_by, cover.deputies))
add_tool(ListTool("desk/bulk_tool.html", tool))
add_starts(Starts(starts, text_for))
add_panel(Panel("desk/filing_panel.html", filing.on_desk, "desk/filing_status.html", filing.of_case))
add_panel(Panel("desk/translation_panel.html", translating.on_desk, "", _not_shown))
add_panel(Panel("desk/opinion_panel.html", opinions.on_desk, "", _not_shown))
add_panel(Panel("desk/redaction_panel.html", redaction.on_desk, "", _not_shown))
