"""What somebody with all copies tries. Each attack returns a sentence for each way it found."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence

from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from legation.resilience.reidentifying.copies import Copy, Files
from legation.resilience.reidentifying.planting import Person
from legation.surveys.models import Survey
from legation.surveys.services import BATCH

# What may change in the main database while one person answers: nothing that has to do with surveys.
TELLS_NOTHING = ("sqlite_sequence", "backups_backuprun")
ANSWERS, SPENT = "surveys_anonymousanswer", "surveys_spenttoken"
COLUMNS = {
    ANSWERS: {"id", "survey_id", "day", "choices", "code", "words", "judged", "shown_words"},
    SPENT: {"id", "survey_id"},
}
FEW = 0.95


def one_answer(before: Copy, after: Copy, person: Person) -> Iterator[str]:
    """Two copies, taken just before and just after somebody answered: nothing may have changed."""
    old, new = before.rows(), after.rows()
    for table, rows in new.items():
        if table not in TELLS_NOTHING and rows != old.get(table, set()):
            yield f"Of two copies around one answer, the table {table} differs."
    for name, content in after.others.items():
        if _answer(person).search(content):
            yield f"Of two copies around one answer, the file {name} holds it."


def traces(
    files: Files, people: Iterable[Person], seal: uuid.UUID, *, settled: bool, where: str
) -> Iterator[str]:
    """Each file byte by byte, deleted and free pages too: answers before they are settled, tokens, addresses
    and browsers ever."""
    for name, content in files.items():
        answers = tokens = origins = 0
        for person in people:
            answers += not settled and _answer(person).search(content) is not None
            spellings = person.spellings(seal)[: 2 if settled else None]  # the key itself belongs there then
            tokens += any(spelling in content for spelling in spellings)
            origins += person.address.encode() in content or person.browser.encode() in content
        if answers:
            yield f"{where} holds {answers} answers before their batch is full, in {name}."
        if tokens:
            yield f"{where} holds {tokens} tokens in {name}."
        if origins:
            yield f"{where} holds the address or the browser of {origins} people in {name}."


def _answer(person: Person) -> re.Pattern[bytes]:
    """Their answer wherever it stands, but in the form, which names every answer that there is."""
    return re.compile(rb'(?<!"value": ")(?<!"en": ")' + person.mark.encode())


def orders(copy: Copy, people: Sequence[Person], seal: uuid.UUID, *, held: bool) -> Iterator[str]:
    """Where answers and tokens lie in the file, against the order in which people came and each other."""
    content = copy.store if held else copy.database
    where = "the holding store" if held else "the main database"
    came = list(range(len(people)))
    answers = [content.rfind(_stored(person)) for person in people]
    tokens = [content.rfind(person.key(seal)) for person in people]
    if min(answers) < 0 or min(tokens) < 0:
        yield f"Not all planted answers and tokens are in {where}: nothing can be said of their order."
        return
    if follows(answers, came):
        yield f"In {where} the answers lie in the order in which they came."
    if follows(tokens, came):
        yield f"In {where} the tokens lie in the order in which they came."
    if follows(answers, tokens):
        yield f"In {where} answers and tokens lie in the same order."


def left_behind(copy: Copy, people: Iterable[Person], seal: uuid.UUID) -> Iterator[str]:
    """After a batch has left, nothing of it may be in the holding store's file, also not in free pages."""
    content = copy.store
    found = sum(_stored(person) in content or person.key(seal) in content for person in people)
    if found:
        yield f"The holding store's file still holds {found} answers or tokens that have left it."


def columns(copy: Copy, tables: dict[str, list[str]]) -> Iterator[str]:
    """Each column of an answer and of a spent token, and whatever points at one."""
    for table, allowed in COLUMNS.items():
        if more := sorted(set(tables[table]) - allowed):
            yield f"{table} also holds {', '.join(more)}."
    days = {row[tables[ANSWERS].index("day")] for row in copy.rows()[ANSWERS]}
    if len(days) > 1:
        yield "Answers of one batch have different days."


def ledger(survey: Survey, first: int, count: int) -> Iterator[str]:
    """The record of acts, opened: one entry for the batch, none for an answer."""
    mine = []
    for row in LedgerRecord.objects.filter(pk__gt=first):
        text = opened(row)
        detail = text["detail"]
        assert isinstance(detail, dict)
        if detail.get("survey") == survey.slug or row.action.startswith("survey"):
            mine.append((row.action, detail.get("answers")))
    if any(action != "survey.batch" for action, _count in mine):
        yield f"The ledger has {len(mine)} entries about {count} answers: it tells when each came."
    elif any(not isinstance(answers, int) or answers < BATCH_OF for _action, answers in mine):
        yield "A batch was smaller than ten."


BATCH_OF = BATCH  # as it is before anything is sabotaged


def follows(order: Sequence[int], other: Sequence[int]) -> bool:
    """Whether one order can be told from the other, forwards or backwards: Spearman's rank correlation
    beyond 0.95, which chance gives once in two hundred thousand attempts with twelve."""
    one, two = _ranks(order), _ranks(other)
    count = len(one)
    apart = sum((a - b) ** 2 for a, b in zip(one, two, strict=True))
    return abs(1 - 6 * apart / (count * (count**2 - 1))) > FEW


def _ranks(values: Sequence[int]) -> list[int]:
    places = {value: rank for rank, value in enumerate(sorted(values))}
    return [places[value] for value in values]


def _stored(person: Person) -> bytes:
    """An answer as a row holds it, and not the form, which names every answer there is."""
    return f'{{"mark": "{person.mark}"}}'.encode()
