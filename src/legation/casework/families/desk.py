"""The people of an application on the page of its case, and deciding on each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader, require_role
from legation.casework.applications.services import answers_for_staff, purpose_of
from legation.casework.cases.models import Case
from legation.casework.cases.outdated import says_so
from legation.casework.cases.permissions import HANDLERS, desk_of, may_handle
from legation.casework.cases.queues import visible_case
from legation.casework.families import queries, services
from legation.casework.families.forms import PeopleForm
from legation.casework.families.models import PersonDecision
from legation.casework.families.people import Person, application_for_several, people_in
from legation.kernel.errors import LegationError
from legation.privacy.gateway import read


def _people(case: Case, user: User) -> list[Person]:
    """Opened for the officer, on record."""
    application = application_for_several(case)
    if application is None:
        return []
    people = people_in(application, answers_for_staff(reader(user, desk_of(case)), application))
    return people if len(people) > 1 else []


def _reasons(case: Case, user: User, rows: list[PersonDecision]) -> dict[int, str]:
    if not rows:
        return {}
    opened = read(reader(user, desk_of(case)), purpose_of(case), rows, ["reasons"], reference=case.number)
    return {row.pk: found["reasons"] for row, found in zip(rows, opened, strict=True)}


def panel(case: Case, user: User) -> Mapping[str, Any] | None:
    """Each person with what is decided on them; None for an application of one."""
    people = _people(case, user)
    if not people:
        return None
    decided = {**queries.sent(case), **queries.drafts(case)}
    reasons = _reasons(case, user, list(decided.values()))
    return {
        "case": case,
        "people": [
            {"person": person, "row": row, "reasons": reasons.get(row.pk, "") if row else ""}
            for person in people
            for row in (decided.get(person.key),)
        ],
        "may_decide": case.state in services.DECIDABLE and may_handle(user, case),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*HANDLERS)
@says_so
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Granted or refused, with reasons, for each person of the application."""
    user = cast(User, request.user)
    case = visible_case(user, number[:60])
    people = _people(case, user) if case and may_handle(user, case) else []
    if case is None or not people:
        raise Http404
    if request.method != "POST":
        return _page(request, case, PeopleForm(people=people, initial=_initial(case, user, people)))
    form = PeopleForm(request.POST, people=people)
    if not form.is_valid():
        return _page(request, case, form, 422)
    try:
        services.decide(case, form.decided(), actor=user)
    except LegationError as error:
        form.add_error(None, str(error.sentence))
        return _page(request, case, form, 409)
    messages.success(request, _("Recorded."))
    return redirect("case_desk_show", case.number)


def _initial(case: Case, user: User, people: list[Person]) -> dict[str, str]:
    decided = queries.drafts(case)
    reasons = _reasons(case, user, list(decided.values()))
    found = {}
    for number, person in enumerate(people):
        if row := decided.get(person.key):
            found[f"outcome-{number}"] = row.outcome
            found[f"words-reasons-{number}"] = reasons[row.pk]
    return found


def _page(request: HttpRequest, case: Case, form: PeopleForm, status: int = 200) -> HttpResponse:
    return render(request, "families/decide.html", {"case": case, "form": form}, status=status)
