"""Letters in different states, written by nobody: for the demonstration only."""

from __future__ import annotations

from dataclasses import dataclass

from legation.accounts.models import Grant, Role, User
from legation.casework.cases import services
from legation.casework.cases.models import Case, Kind, Matter
from legation.casework.cases.services import Opening
from legation.offices.models import Office


@dataclass(frozen=True)
class Sample:
    """One letter. `reply` is the draft; `sent` whether the second person has approved it."""

    code: str
    office: str
    language: str
    name: str
    matter: Matter
    words: str
    reply: str = ""
    sent: bool = False
    kind: Kind = Kind.LETTER
    address: str = ""  # whose, when not this sample's own


SAMPLES = (
    Sample(
        "demonstration-letter-1",
        "london",
        "en",
        "Demonstration Writer",
        Matter.QUESTION,
        "This is a demonstration letter.\n\nMy daughter was born in Leeds last month. Which papers do I "
        "bring to register her birth, and must she come with me?",
    ),
    Sample(  # the same person writes again: the desk is told that it may repeat the first
        "demonstration-letter-4",
        "london",
        "en",
        "Demonstration Writer",
        Matter.QUESTION,
        "This is a demonstration letter.\n\nMy daughter was born in Leeds last month. Which papers do I "
        "bring to register her birth, and must she come with me? I wrote already and have no answer yet.",
        address="demonstration-letter-1",
    ),
    Sample(
        "demonstration-letter-2",
        "london",
        "zh-hant",
        "示範寫信人",
        Matter.SUGGESTION,
        "這是一封示範信件。\n\n我在曼徹斯特讀書。建議館處每季到北部城市提供一次行動領務服務，讓學生不必專程到倫敦換發護照。",
        "您好：\n\n感謝您的建議。本處已將行動領務列入明年度計畫，場次確定後會公告於本網站。",
    ),
    Sample(
        "demonstration-letter-3",
        "ministry",
        "en",
        "Demonstration Writer",
        Matter.QUESTION,
        "This is a demonstration letter.\n\nHow can our school invite somebody from the Ministry to speak "
        "about diplomacy?",
        "Thank you for your letter.\n\nWe speak at schools on the first Wednesday of each month. Tell us "
        "two dates that suit you, and how many pupils will come; you can reopen this case to do so.",
        sent=True,
    ),
    Sample(
        "demonstration-question-1",
        "ministry",
        "zh-hant",
        "",
        Matter.POLICY,
        "這是一則示範提問。\n\n請問我瀏覽網站時，伺服器會保存哪些紀錄？保存多久？",
        kind=Kind.POLICY,
    ),
)


def load() -> None:
    """Write the samples and take each as far as it goes; does nothing twice, nor without its office."""
    for sample in SAMPLES:
        office = Office.objects.filter(slug=sample.office).first()
        if office is not None:
            _write(sample, office)


def _write(sample: Sample, office: Office) -> None:
    opening = Opening(
        kind=sample.kind,
        matter=sample.matter,
        language=sample.language,
        name=sample.name,
        email=f"{sample.address or sample.code}@example.org",
        submission=sample.code,
        words=sample.words,
        office=None if office.is_duty_desk else office,
        is_demonstration=True,
    )
    case, _secret = services.open_case(opening)
    if case.revision == 0 and sample.reply:
        _answer(case, sample, _holder(Role.CASE_OFFICER, office), _holder(Role.SUPERVISOR, office))


def _answer(case: Case, sample: Sample, officer: User | None, supervisor: User | None) -> None:
    if officer is None or supervisor is None:
        return
    services.assign(case, officer, actor=officer)
    services.propose_reply(case, sample.reply, actor=officer)
    if sample.sent:
        services.approve_reply(case, actor=supervisor)


def _holder(role: Role, office: Office) -> User | None:
    grant = Grant.objects.in_force().filter(role=role, office=office).select_related("user").first()
    return grant.user if grant else None
