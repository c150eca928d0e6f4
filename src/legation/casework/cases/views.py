"""Following a case without an account and without a cookie."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.casework.cases import numbers, services
from legation.casework.cases.clock import zone_of
from legation.casework.cases.forms import FollowForm, RatingForm, ReopenForm, SupplementForm
from legation.casework.cases.limits import too_often, too_often_for
from legation.casework.cases.models import Case, Rating, State
from legation.casework.cases.services.steps import MOVABLE
from legation.casework.cases.status import status_of, transfer_asked
from legation.kernel.errors import LegationError, NotPermitted
from legation.privacy.gateway import Owner, by_secret
from legation.web.forgery import check_token, issue_token, without_cookie

VIEW_SALT = "legation.cases.view"
VIEW_AGE = 60 * 60
SHOWN_OF_HASH = 12
FORM = "case_follow"
MOST_ATTEMPTS = 30
MOST_GUESSES = 10


def view_path(case: Case) -> str:
    """Where the case can be seen for an hour, without a cookie."""
    signed = signing.dumps([case.pk, case.secret_hash[:SHOWN_OF_HASH]], salt=VIEW_SALT)
    return reverse("case_view", args=[signed])


def case_of(signed: str) -> tuple[Case, Owner] | None:
    """The case that a signed path opens, and whoever gave its secret; None when the path is not ours or
    older than an hour."""
    try:
        pk, part = signing.loads(signed, salt=VIEW_SALT, max_age=VIEW_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    case = Case.objects.confirmed().select_related("office", "subject", "merged_into").filter(pk=pk).first()
    if case is None:
        return None
    try:
        return case, by_secret(case.subject, part, case.secret_hash[:SHOWN_OF_HASH])
    except NotPermitted:
        return None


@never_cache
@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Asks for number and secret, and leads to the case. The answer is the same for an unknown number
    and a wrong secret."""
    if request.method != "POST":
        return _ask(request, FollowForm(), 200)
    form = FollowForm(request.POST)
    refused = _refusal(request, form)
    if refused is None and form.is_valid():
        case = _find(form.cleaned_data["number"], form.cleaned_data["secret"])
        if case is not None:
            return HttpResponseRedirect(view_path(case))
        form.add_error(None, _("Number and secret do not belong together. Check both against our e-mail."))
    return _ask(request, form, refused or 422)


def _refusal(request: HttpRequest, form: FollowForm) -> int | None:
    """The status of a refusal that has nothing to do with what was typed, said on the form."""
    if too_often(request, "case-follow", MOST_ATTEMPTS):
        form.add_error(None, _("You have tried very often. Please wait an hour, then try again."))
        return 429
    if not check_token(request, FORM):
        form.add_error(None, _("The form was open for a long time. Please send it again."))
        return 422
    number = form.is_valid() and form.cleaned_data["number"]
    if number and too_often_for(number, "case-guess", MOST_GUESSES):
        form.add_error(None, _("This number was tried very often. Please wait an hour, then try again."))
        return 429
    return None


def _find(number: str, secret: str) -> Case | None:
    case = Case.objects.confirmed().filter(number=number).first()
    kept = case.secret_hash if case else "-" * 64
    return case if constant_time_compare(kept, numbers.hash_of_secret(number, secret)) else None


def _ask(request: HttpRequest, form: FollowForm, status: int) -> HttpResponse:
    context = {"form": form, "form_token": issue_token(FORM)}
    return render(request, "cases/follow.html", context, status=status)


@never_cache
@require_safe
def view(request: HttpRequest, signed: str) -> HttpResponse:
    """The case as its person sees it."""
    opened = case_of(signed)
    return _gone(request) if opened is None else _show(request, opened, signed)


def _gone(request: HttpRequest) -> HttpResponse:
    form = FollowForm()
    context = {"form": form, "form_token": issue_token(FORM), "is_over": True}
    return render(request, "cases/follow.html", context, status=403)


def _show(
    request: HttpRequest,
    opened: tuple[Case, Owner],
    signed: str,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    case, owner = opened
    given = {type(form): form} if form else {}
    leads = case.merged_into or case
    context = {
        **status_of(case, owner),
        "signed": signed,
        "form": form,
        "form_token": issue_token(FORM),
        "supplement_form": given.get(SupplementForm) or SupplementForm(),
        "rating_form": given.get(RatingForm) or RatingForm(initial={"rating": leads.rating}),
        "reopen_form": given.get(ReopenForm) or ReopenForm(),
        "leads": leads,
        "is_waiting": case.state == State.WAITING and not transfer_asked(case),
        "may_withdraw": case.state in MOVABLE,
    }
    with timezone.override(zone_of(case.office)):
        return render(request, "cases/view.html", context, status=status)


def _rate(case: Case, data: Mapping[str, str]) -> None:
    services.rate(case, Rating(data["rating"]))


ACTS: dict[str, tuple[type[forms.Form], Callable[[Case, Mapping[str, str]], object]]] = {
    "supplement": (SupplementForm, lambda case, data: services.supplement(case, data["words-supplement"])),
    "rate": (RatingForm, _rate),
    "reopen": (ReopenForm, lambda case, data: services.reopen(case, data["words-reopen"])),
    "unsafe": (forms.Form, lambda case, _data: services.mark_contact(case, unsafe=True)),
    "safe": (forms.Form, lambda case, _data: services.mark_contact(case, unsafe=False)),
    "agree": (forms.Form, lambda case, _data: services.decide_transfer(case, agree=True)),
    "decline": (forms.Form, lambda case, _data: services.decide_transfer(case, agree=False)),
    "withdraw": (forms.Form, lambda case, _data: services.withdraw(case)),
}


def _meant(case: Case, name: str) -> Case:
    """Whoever rates or answers on the page of a merged case means the one that leads it."""
    leads = name in ("supplement", "rate", "reopen") and case.merged_into
    return leads or case


@never_cache
@without_cookie
@require_POST
def act(request: HttpRequest, signed: str, name: str) -> HttpResponse:
    """The person answers a question, rates, asks to look again, says how safe it is to write to them, or withdraws."""
    opened = case_of(signed)
    if opened is None:
        return _gone(request)
    case = opened[0]
    form_class, run = ACTS[name]
    form = form_class(request.POST)
    if not check_token(request, FORM):
        form.add_error(None, _("The form was open for a long time. Please send it again."))
        return _show(request, opened, signed, form, 422)
    if not form.is_valid():
        return _show(request, opened, signed, form, 422)
    try:
        run(_meant(case, name), form.cleaned_data)
    except LegationError as error:
        case.refresh_from_db()
        form.add_error(None, str(error.sentence))
        return _show(request, opened, signed, form, 409)
    return HttpResponseRedirect(reverse("case_view", args=[signed]))
