"""The desk of a unit that is asked for a part of a letter: the question, nothing else of the case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import offices_of, reader, require_role
from legation.casework.cases import services
from legation.casework.cases.act_forms import PartAnswerForm
from legation.casework.cases.clock import zone_of
from legation.casework.cases.models import Interest, Part
from legation.casework.cases.outdated import says_so
from legation.casework.cases.parts import Link, links
from legation.casework.cases.permissions import HANDLERS, may_answer_part
from legation.casework.cases.purposes import PART
from legation.casework.cases.queues import counts
from legation.kernel.errors import Conflict, NotPermitted
from legation.privacy.gateway import read

MOST = 200


def part_links(user: User) -> Iterator[Link]:
    """Beside the queues, while a unit of the reader's is asked for something."""
    if number := _asked(user).count():
        yield Link(_("Parts that other officers ask of us"), reverse("case_parts"), number)


def _asked(user: User) -> QuerySet[Part]:
    asked = Q(answered_at=None, dropped_at=None, office__in=offices_of(user, *HANDLERS))
    barred = Interest.objects.filter(user=user).values("case")
    return Part.objects.filter(asked).exclude(case__in=barred).select_related("case", "office")


@never_cache
@require_safe
@require_role(*HANDLERS)
def parts(request: HttpRequest) -> HttpResponse:
    """What is asked of the reader's offices, the most pressing first; no word is opened for the list."""
    user = cast(User, request.user)
    return render(
        request,
        "cases/parts.html",
        {"rows": _asked(user)[:MOST], "queues": counts(user), "links": links(user)},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*HANDLERS)
@says_so
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """One question, and its answer. Raises Http404 for a part of another office."""
    user = cast(User, request.user)
    rows = Part.objects.select_related("case__subject", "case__office", "office")
    row = rows.filter(pk=pk).first() if pk < 2**63 else None
    if row is None or not may_answer_part(user, row):
        raise Http404
    if request.method != "POST":
        return _show(request, row, PartAnswerForm(), 200)
    form = PartAnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form, 422)
    try:
        services.answer_part(row, form.text, actor=user)
    except (Conflict, NotPermitted) as error:
        row.refresh_from_db()
        if row.answered_by_id == user.pk:  # a second click on a button that already worked
            return redirect("case_parts")
        form.add_error(None, str(error.sentence))
        return _show(request, row, form, 409)
    return redirect("case_parts")


def _show(request: HttpRequest, row: Part, form: PartAnswerForm, status: int) -> HttpResponse:
    user = cast(User, request.user)
    opened = read(reader(user, row.office), PART, [row], ["question", "answer"], reference=row.case.number)[0]
    context = {"row": row, **opened, "form": form, "queues": counts(user), "links": links(user)}
    with timezone.override(zone_of(row.office)):
        return render(request, "cases/part.html", context, status=status)
