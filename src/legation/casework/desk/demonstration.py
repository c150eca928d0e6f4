"""What the demonstration shows of the desk: texts, a filter, a translation, an opinion, a struck passage and a
letter from the counter. An absence is left to be named: it would move cases away from who looks for them."""

from __future__ import annotations

from legation.accounts.models import Grant, Role, User
from legation.casework.cases.models import Case, Kind, Matter
from legation.casework.cases.services import Opening
from legation.casework.desk.filing import services as filing
from legation.casework.desk.filing.models import Channel
from legation.casework.desk.finding import services as finding
from legation.casework.desk.finding.models import SavedFilter
from legation.casework.desk.opinions import services as opinions
from legation.casework.desk.redaction import services as redaction
from legation.casework.desk.redaction.models import Reason
from legation.casework.desk.replying import demonstration as replying
from legation.casework.desk.translating import services as translating
from legation.kernel import clock
from legation.offices.models import Office

FILED = "demonstration-filed-1"
NEIGHBOUR = "my neighbour Ms Placeholder of 12 Sample Road"
LETTER = (
    "This is a demonstration letter, brought to the counter.\n\nI must be in Taipei in spring and ask which visa "
    f"my husband needs. If you cannot reach me, leave word with {NEIGHBOUR}."
)
TRANSLATION = (
    "This is a demonstration letter.\n\nI study in Manchester. I suggest that the office holds a mobile consular "
    "service in a northern city each quarter, so that students need not travel to London to renew a passport."
)


def load() -> None:
    """Each part does nothing twice, nor without the cast."""
    replying.load()
    london = Office.objects.filter(slug="london").first()
    officer, supervisor = _holder(Role.CASE_OFFICER, "london"), _holder(Role.SUPERVISOR, "london")
    if london is None or officer is None or supervisor is None:
        return
    if not SavedFilter.objects.exists():
        finding.keep("Complaints", {"matter": Matter.COMPLAINT.value}, share=london, actor=supervisor)
    case = _filed(london, officer)
    if not case.redactions.exists():
        redaction.strike(case, None, NEIGHBOUR, Reason.THIRD_PARTY, actor=officer)
        desk = Office.objects.filter(is_duty_desk=True).first()
        if desk is not None:
            opinions.ask(
                case,
                "Does a spouse of a national need a visa for a stay of ten weeks?",
                of=desk,
                actor=officer,
            )
    chinese = Case.objects.filter(
        is_demonstration=True, office=london, language="zh-hant", matter=Matter.SUGGESTION, kind=Kind.LETTER
    ).first()
    if chinese is not None and not chinese.translations.exists():
        translating.write(chinese, "en", TRANSLATION, actor=officer)


def _filed(office: Office, officer: User) -> Case:
    opening = Opening(
        kind=Kind.LETTER,
        matter=Matter.QUESTION,
        language="en",
        name="Demonstration Visitor",
        email="",
        submission=FILED,
        words=LETTER,
        office=office,
        is_demonstration=True,
    )
    case, _secret = filing.file(opening, filing.How(Channel.COUNTER, clock.today()), actor=officer)
    return case


def _holder(role: Role, office: str) -> User | None:
    found = Grant.objects.in_force().filter(role=role, office__slug=office).select_related("user")
    grant = found.first()
    return grant.user if grant else None
