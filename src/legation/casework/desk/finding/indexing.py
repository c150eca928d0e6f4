"""Keeping the tokens by which a case is found: made when it is confirmed, anew when what they are made of
changes, gone when its person is erased. A letter that nobody confirmed is found by nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from legation.casework.cases.models import Case, CaseQuerySet, State
from legation.casework.desk.finding.models import SearchToken
from legation.casework.desk.finding.tokens import tokens
from legation.casework.desk.finding.words import Kept, What, kept_terms
from legation.kernel.rows import insert
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject

# What a package above keeps of a case by which it can be found, such as the passport's number.
Source = Callable[[Case], Iterable[Kept]]
_sources: list[Source] = []
MOST = 300  # of one case: a family with all its papers
AT_ONCE = 500


def add_source(source: Source) -> None:
    """Call once while Django starts."""
    _sources.append(source)


@transaction.atomic
def index(case: Case) -> None:
    """Make the case's tokens anew, under the key of its office; none while it is unconfirmed."""
    if case.state != State.UNCONFIRMED:
        SearchToken.objects.filter(case=case).delete()
        insert(*[SearchToken(case=case, token=token) for token in sorted(_tokens(case))[:MOST]])


def _tokens(case: Case) -> set[int]:
    found = {(What.NUMBER, case.number)}
    for kept in _kept(case):
        found |= {(kept.what, term) for term in kept_terms(kept)}
    return {token for what, term in found for token in tokens(case.office_id, what, [term])}


def _kept(case: Case) -> Iterable[Kept]:
    opened = deliver(case, ["name", "email"])
    yield Kept(What.NAME, opened["name"])
    yield Kept(What.EMAIL, opened["email"])
    for source in _sources:
        yield from source(case)


def forget(subject: Subject) -> None:
    """The person was erased: their cases are found by their numbers alone."""
    for case in Case.objects.filter(subject=subject, search_tokens__isnull=False).distinct():
        case.subject = subject
        index(case)


def index_missing() -> int:
    """Make the tokens of cases that have none, such as those of before an upgrade; returns of how many."""
    return _index_all(
        Case.objects.confirmed().filter(~Exists(SearchToken.objects.filter(case=OuterRef("pk"))))
    )


def index_again() -> int:
    """Make the tokens of every case anew, such as after a restore; returns of how many."""
    return _index_all(Case.objects.confirmed())


def _index_all(cases: CaseQuerySet) -> int:
    last, done = 0, 0
    while part := list(cases.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        for pk in part:
            with transaction.atomic():
                locked = Case.objects.select_for_update(of=("self",)).select_related("subject").filter(pk=pk)
                for case in locked:
                    index(case)
                    done += 1
        last = part[-1]
    return done
