"""What keeps the search honest: nobody is found by anything that is not kept of them any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.controls import planted_case
from legation.casework.cases.models import Case, Kind, Matter, State
from legation.casework.desk.finding.models import SearchToken
from legation.promises import Control, Finding, Site, hours, register


@register
class NobodyErasedIsFound(Control):
    """Codes of the search stand only for cases that were confirmed, and for more than their number only while
    the person's key is there."""

    promise = "privacy.minimum"
    name = "privacy.search-forgets"
    every = hours(6)
    valid_for = hours(26)
    how = _("Leave, or let a letter lapse unconfirmed: no search of ours finds you by your name any more.")

    def check(self, site: Site) -> Finding:
        gone = Case.objects.filter(subject__erased_at__isnull=False).annotate(codes=Count("search_tokens"))
        erased = gone.filter(codes__gt=1).count()
        unconfirmed = Case.objects.filter(state=State.UNCONFIRMED, search_tokens__isnull=False).count()
        if erased or unconfirmed:
            return Finding.bad(
                f"{erased} cases of erased persons and {unconfirmed} unconfirmed ones can still be searched for."
            )
        return Finding.good("No erased person and no unconfirmed letter can be found by a search.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """Codes that stayed when their person's key was destroyed."""
        case = planted_case(Kind.LETTER, Matter.QUESTION)
        case.subject.erase()
        SearchToken.objects.bulk_create(SearchToken(case=case, token=token) for token in (1, 2))
        try:
            yield
        finally:
            case.delete()
            case.subject.delete()
