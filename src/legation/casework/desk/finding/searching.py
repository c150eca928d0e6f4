"""Finding a case by what somebody typed. It is a read with a purpose: recorded with a keyed hash of what was
typed, told to whom it found, and limited, so that nobody leafs through names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from legation.accounts.limits.services import Limit
from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role_for, offices_of, reader
from legation.accounts.staff.reading import held_by
from legation.casework.cases.absences import covered_by, offices_covered_by
from legation.casework.cases.models import Case
from legation.casework.cases.numbers import read_number
from legation.casework.cases.permissions import HANDLERS, duty_desk, may_open, visible_to
from legation.casework.desk.finding.models import SearchToken
from legation.casework.desk.finding.tokens import tokens
from legation.casework.desk.finding.words import What, asked_terms
from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.offices.models import Office
from legation.privacy.gateway import purpose, search

MOST = 25  # shown: whoever has more must know more of whom they look for
LOOKED_AT = 400
HOURLY = Limit("case-search", 120, 60 * 60)
DAILY = Limit("case-search-day", 600, 24 * 60 * 60)
YEARS_BACK = 15

FIND = purpose("case.find", _("to find your case among others"), may=held_by(*HANDLERS))


class TooMuch(LegationError):
    """This person has searched too often."""


class TooShort(LegationError):
    """Nothing can be looked for by so little."""


@dataclass(frozen=True)
class Found:
    """What a search found that the searcher may open, the newest first; `is_cut`: there may be more."""

    cases: list[Case]
    is_cut: bool


def number_in(user: User, typed: str) -> str | None:
    """The number of the case that was typed, whole or without its beginning, if the person may open it."""
    year = clock.now().year
    tries = [
        read_number(typed),
        *(read_number(f"LG{year - ago}{typed.strip()}") for ago in range(YEARS_BACK)),
    ]
    numbers = [number for number in tries if number]
    for case in visible_to(user).select_related("office").filter(number__in=numbers):
        if may_open(user, case):
            return case.number
    return None


def find(user: User, typed: str) -> Found:
    """By name, e-mail address, postal address or passport number. Raises TooMuch, or TooShort."""
    meant = list(asked_terms(typed))
    if not meant:
        raise TooShort(_("Type at least two letters or signs of the name."))
    if HOURLY.exceeded(str(user.pk)) or DAILY.exceeded(str(user.pk)):
        raise TooMuch(
            _("You have searched very often. Go on in an hour; a case opens by its number as before.")
        )
    found = _openable(user, _candidates(user, meant))
    cases = found[:MOST]
    offices = offices_of(user, *HANDLERS)
    acting = reader(user, offices[0] if len(offices) == 1 else None)
    people = {case.subject_id: case.subject for case in cases}.values()
    search(acting, FIND, "case", typed, list(people))
    return Found(cases, len(found) > MOST)


def _candidates(user: User, meant: Iterable[tuple[What, set[str]]]) -> list[Case]:
    places = _offices(user)
    wanted = Q(pk__in=[])
    for what, terms in meant:
        first, *others = sorted(terms, key=len, reverse=True)
        rows = _with(SearchToken.objects.filter(token__in=_hashed(places, what, first)), places, what, others)
        newest = rows.order_by("-case_id").values_list("case_id", flat=True)[:LOOKED_AT]
        wanted |= Q(pk__in=list(newest))
    visible = visible_to(user).select_related("office", "subject").filter(wanted)
    return list(visible.order_by("-confirmed_at", "-pk")[:LOOKED_AT])


def _with(
    rows: QuerySet[SearchToken], places: list[int | None], what: What, terms: list[str]
) -> QuerySet[SearchToken]:
    for term in terms:
        same = SearchToken.objects.filter(case=OuterRef("case"), token__in=_hashed(places, what, term))
        rows = rows.filter(Exists(same))
    return rows


def _hashed(places: list[int | None], what: What, term: str) -> list[int]:
    return [token for place in places for token in tokens(place, what, [term])]


def _openable(user: User, cases: Iterable[Case]) -> list[Case]:
    """At most one more than are shown."""
    found = []
    for case in cases:
        if may_open(user, case):
            found.append(case)
        if len(found) > MOST:
            break
    return found


def _offices(user: User) -> list[int | None]:
    """Under whose keys to look: of the offices for which the person sees cases, see `visible_to`."""
    own = offices_of(user, *HANDLERS)
    desk = duty_desk()
    stands_in = desk is not None and has_role_for(user, Role.SUPERVISOR, office=desk)
    if stands_in or covered_by(user) or offices_covered_by(user):
        return [None, *Office.objects.values_list("pk", flat=True)]
    everywhere = any(one.is_duty_desk for one in own) or has_role_for(user, *HANDLERS, office=None)
    return [*([None] if everywhere else []), *(one.pk for one in own)]
