"""Asking for an opinion from the case, and the page on which it is given."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import offices_of, reader, require_role
from legation.casework.cases.models import Case
from legation.casework.cases.outdated import says_so
from legation.casework.cases.parts import shown_letter
from legation.casework.cases.permissions import HANDLERS
from legation.casework.cases.queues import counts, visible_case
from legation.casework.desk.opinions import services
from legation.casework.desk.opinions.forms import AskForm, GiveForm
from legation.casework.desk.opinions.models import Opinion
from legation.casework.desk.opinions.permissions import OPINE, asked_of
from legation.kernel.errors import LegationError
from legation.privacy.gateway import read_parts


@never_cache
@require_safe
@require_role(*HANDLERS)
def waiting(request: HttpRequest) -> HttpResponse:
    """What is asked of the person or their offices; numbers only, a list opens nothing."""
    user = _user(request)
    rows = asked_of(user).select_related("case", "asked_by", "office", "expert")
    return render(request, "desk/opinions.html", {"rows": rows, "queues": counts(user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*HANDLERS)
@says_so
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter and the question, for as long as the opinion is waited for."""
    user = _user(request)
    if request.method == "POST" and Opinion.objects.filter(pk=pk, answered_by=user).exists():
        messages.info(request, _("You have given this opinion already."))  # a second click
        return redirect("opinions")
    opinion = get_object_or_404(asked_of(user).select_related("case__subject", "asked_by", "office"), pk=pk)
    form = GiveForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.give(opinion, form.cleaned_data["words-opinion"], actor=user)
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            status = 409
        else:
            messages.success(
                request, _("Thank you. The officer of the case was told; you cannot open it any more.")
            )
            return redirect("opinions")
    context = {"opinion": opinion, "form": form, **_opened(user, opinion)}
    return render(request, "desk/opinion.html", context, status=status)


def _opened(user: User, opinion: Opinion) -> dict[str, str]:
    own = offices_of(user, *HANDLERS)
    acting = opinion.office if opinion.office in own else next(iter(own), None)
    letter, field = shown_letter(opinion.case)
    opened, asked = read_parts(
        reader(user, acting),
        OPINE,
        [([letter], [field]), ([opinion], ["question"])],
        reference=opinion.case.number,
    )
    return {"letter": opened[0][field], "question": asked[0]["question"]}


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Put a question to an expert."""
    user, case = _user(request), _case(request, number)
    form = AskForm(request.POST, user=user)
    status = 422
    if form.is_valid():
        try:
            services.ask(case, form.text, of=form.chosen, actor=user, revision=form.revision_seen)
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            status = 409
        else:
            messages.success(request, _("Asked. They can read the letter until they have answered."))
            return redirect("case_desk_show", number)
    context = {"case": case, "form": form, "queues": counts(user)}
    return render(request, "desk/opinion_ask.html", context, status=status)


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a question back."""
    opinion = get_object_or_404(_case(request, number).opinions, pk=pk)
    try:
        services.withdraw(opinion, actor=_user(request))
    except LegationError as error:
        messages.error(request, str(error.sentence))
    return redirect("case_desk_show", number)


def _case(request: HttpRequest, number: str) -> Case:
    case = visible_case(_user(request), number[:60])
    if case is None:
        raise Http404
    return case


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
