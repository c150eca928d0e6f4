"""How long services took lately, by office: median and the time within which nine of ten were decided.

Fewer than ten decisions are not told: they would say little, and might say something of one person.
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from legation.casework.applications.models import Application, ProcessingTime
from legation.casework.applications.queries import title_of
from legation.edge.bulletin import Change
from legation.kernel import clock
from legation.offices.models import Office
from legation.publishing.announcements.services import announce_on_commit
from legation.publishing.ports import Fact

PERIOD = dt.timedelta(days=90)
LEAST = 10
DAY = 24 * 60 * 60


def compute() -> int:
    """Compute every time anew; returns how many rows there are. Office None: all offices together.

    From the confirmed application to the first decision, with the days on which we waited for the applicant:
    that is what they live through.
    """
    decided = Application.objects.filter(case__answered_at__gt=clock.now() - PERIOD)
    days: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    found = decided.values_list("service", "case__office", "case__confirmed_at", "case__answered_at")
    for service, office, begun, ended in found:
        if begun and ended and ended >= begun:
            took = math.ceil((ended - begun).total_seconds() / DAY)
            days[service, None].append(took)
            if office is not None:
                days[service, office].append(took)
    rows = [_row(service, office, sorted(took)) for (service, office), took in days.items()]
    with transaction.atomic():
        ProcessingTime.objects.all().delete()
        ProcessingTime.objects.bulk_create(rows)
        announce_on_commit(Change.UPDATE, ["facts"])
    return len(rows)


def _row(service: str, office: int | None, days: list[int]) -> ProcessingTime:
    enough = len(days) >= LEAST
    return ProcessingTime(
        service=service,
        office_id=office,
        count=len(days) if enough else 0,
        median=math.ceil(statistics.median(days)) if enough else None,
        most=days[math.ceil(len(days) * 0.9) - 1] if enough else None,
        computed_at=clock.now(),
    )


@dataclass(frozen=True)
class Line:
    """One line of the page; `time` None: too few decisions to say."""

    title: str
    office: str
    time: ProcessingTime | None


def lines() -> list[Line]:
    """Every service, first at all offices together, then by office; in the active language."""
    offices = {office.pk: office.text().name for office in Office.objects.prefetch_related("texts")}
    found = []
    for row in ProcessingTime.objects.all():
        place = _("All offices together") if row.office_id is None else offices.get(row.office_id, "")
        found.append((title_of(row.service), row.office_id is not None, place, row))
    found.sort(key=lambda line: line[:3])
    return [Line(title, place, row if row.count else None) for title, _own, place, row in found]


def facts(service: str, office: str, _language: str) -> list[Fact]:
    """How long the service took lately at the office, or at all together, on its page; nothing where it cannot
    be applied for online."""
    rows = ProcessingTime.objects.filter(service=service)
    row = rows.filter(office__slug=office).first() if office else rows.filter(office=None).first()
    if row is None:
        return []
    path = reverse("processing_times")
    if not row.count:
        return [Fact("time", _("Time until the decision"), _("Too few decisions lately to say"), path)]
    return [Fact("time", _("Time until the decision"), in_words(row), path)]


def in_words(row: ProcessingTime) -> str:
    """Such as: half within 6 days, nine of ten within 12 days."""
    half = ngettext("half within %(count)s day", "half within %(count)s days", row.median or 0)
    most = ngettext("nine of ten within %(count)s day", "nine of ten within %(count)s days", row.most or 0)
    return f"{half % {'count': row.median}}, {most % {'count': row.most}}"
