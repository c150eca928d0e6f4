"""Fills the ports of the cases and appointments below."""

from legation.casework.applications.fees import counts_people
from legation.casework.appointments.queries import COUNTERS
from legation.casework.cases.kinds import Panel, add_panel, add_reply_rule
from legation.casework.cases.models import Case
from legation.casework.cases.services.steps import answered
from legation.casework.families import desk, queries, services, status
from legation.casework.families.people import GROUPS
from legation.questions.answers import Answers


@counts_people
def _count(service: str, answers: Answers) -> int | None:
    """The fee is owed for each of them."""
    group = GROUPS.get(service)
    return max(group.count(answers), 1) if group else None


def _sent(case: Case, **_more: object) -> None:
    services.sent_with(case)


add_panel(Panel("families/on_desk.html", desk.panel, "families/on_status.html", status.panel))
add_reply_rule(services.into_the_decision)
answered.connect(_sent, dispatch_uid="families")
COUNTERS.append(lambda case: len(queries.people_of(case)))
