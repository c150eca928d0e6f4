"""One attempt, from the first respondent to the last attack; in the scratch site's own process."""

from __future__ import annotations

import sys
from typing import Any

from django.db import connection

from legation.edge.app import Edge
from legation.ledger.models import LedgerRecord
from legation.resilience.reidentifying import attacks, planting
from legation.resilience.reidentifying.copies import Copy, from_backup
from legation.resilience.reidentifying.planting import Person
from legation.surveys import services
from legation.surveys.models import Survey
from legation.traffic.segments import Segments

PLANTED, EARLY = 14, 5


def attempt_here(site: Edge, access: Survey.Access, *, with_backup: bool) -> dict[str, Any]:
    """Plants, attacks, and tells: `leaks`, and figures of what was looked through."""

    people = planting.people(PLANTED)
    survey = planting.survey(people, access)
    first = LedgerRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    leaks: list[str] = []
    for person in people[:EARLY]:
        planting.answer(site, survey, person)
    before = _copied(site)
    planting.answer(site, survey, people[EARLY])
    after = _copied(site)
    leaks += attacks.one_answer(before, after, people[EARLY])
    early = people[: EARLY + 1]
    restored: Any = from_backup() if with_backup else "no backup was asked for"
    if isinstance(restored, dict):
        leaks += attacks.traces(restored, early, survey.seal_id, settled=False, where="A backup")
    if services.settle(survey):
        leaks.append(f"{len(early)} answers were moved, fewer than ten.")
    for person in people[EARLY + 1 :]:
        planting.answer(site, survey, person)
    held = _copied(site)
    leaks += attacks.traces(held.others, people, survey.seal_id, settled=False, where="A copy")
    leaks += attacks.orders(held, people, survey.seal_id, held=True)
    services.settle(survey)
    settled = _copied(site)
    leaks += _afterwards(settled, people, survey)
    leaks += attacks.ledger(survey, first, PLANTED)
    return {
        "leaks": list(dict.fromkeys(leaks)),
        "people": PLANTED,
        "over_pages": sum(person.over_pages for person in people),
        "files": len(settled.files),
        "bytes": sum(map(len, settled.files.values())),
        "backup": "" if isinstance(restored, dict) else restored,
    }


def _afterwards(settled: Copy, people: list[Person], survey: Survey) -> list[str]:

    with connection.cursor() as cursor:
        tables = {
            table: [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for table in attacks.COLUMNS
        }
    return [
        *attacks.traces(settled.others, people, survey.seal_id, settled=True, where="A copy"),
        *attacks.orders(settled, people, survey.seal_id, held=False),
        *attacks.left_behind(settled, people, survey.seal_id),
        *attacks.columns(settled, tables),
    ]


def _copied(site: Edge) -> Copy:
    """Everything that lies on the disk, once the access records that wait are written."""

    assert isinstance(site.sink, Segments)
    site.sink.flush()
    sys.stderr.flush()
    return Copy.now()
