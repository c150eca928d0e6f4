"""Which texts fit a case, and what stands in them for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import Q
from django.utils import formats, translation

from legation.accounts.models import User
from legation.casework.cases.models import Case
from legation.casework.cases.parts import Start
from legation.casework.desk.replying.models import ReplyTemplate, TemplateVersion
from legation.kernel import clock

PLACE = re.compile(r"\[\[\s*(number|office|date|name)\s*\]\]")
LANGUAGES = dict(settings.LANGUAGES)


def fitting(case: Case) -> list[TemplateVersion]:
    """The versions in force whose template is for such a case, in the case's language."""
    templates = ReplyTemplate.objects.filter(
        Q(office=None) | Q(office=case.office),
        Q(kind="") | Q(kind=case.kind),
        Q(matter="") | Q(matter=case.matter),
        Q(state="") | Q(state=case.state),
        retired_at=None,
    )
    latest: dict[int, TemplateVersion] = {}
    for version in TemplateVersion.objects.filter(template__in=templates).exclude(approved_at=None):
        latest[version.template_id] = version
    return [version for version in latest.values() if case.language in version.texts]


def starts(case: Case, _user: User) -> Iterable[Start]:
    """What the reply box offers, by title."""
    found = [(version.texts[case.language]["title"], version) for version in fitting(case)]
    return [
        Start(str(version.template_id), title) for title, version in sorted(found, key=lambda one: one[0])
    ]


def text_for(case: Case, _user: User, code: str, name: str) -> str:
    """The text of one that fits, filled in; empty for any other code."""
    for version in fitting(case):
        if str(version.template_id) == code:
            return fill(version.texts[case.language]["text"], _values(case, name))
    return ""


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its known places filled; what only the officer knows stays in its brackets, and so does a
    place for which there is nothing."""
    return PLACE.sub(lambda match: values.get(match[1], "") or match[0], text)


def _values(case: Case, name: str) -> dict[str, str]:
    """In the language of the case, at the time of its office."""
    with translation.override(case.language):
        office = (
            case.office.text(case.language).name if case.office else str(settings.LEGATION_MINISTRY["name"])
        )
        day = formats.date_format(
            clock.now().astimezone(case.office.zone if case.office else None), "DATE_FORMAT"
        )
    return {"number": case.number, "office": office, "date": day, "name": name}
