"""The public pages: registering, confirming, changing, leaving, answering a notice. No cookie, no script."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import User
from legation.casework.cases.limits import too_often, too_often_for
from legation.casework.registration import links
from legation.casework.registration.forms import AnswerForm, CountryForm, LinkForm, StayForm
from legation.casework.registration.membership import SEALED, registrations_of
from legation.casework.registration.models import Delivery, Registration
from legation.casework.registration.services import answering, registering
from legation.defence.bots.pace import Pace, challenge
from legation.kernel.errors import LegationError
from legation.mail.unsafe import is_unsafe
from legation.offices import queries
from legation.privacy.gateway import Owner, own
from legation.web.forgery import check_token, issue_token, without_cookie

FORM = "registration"
SUBMISSION_SALT = "legation.registration.submission"
HOME = "TW"
MOST_SENT = 20
MOST_BY_EMAIL = 5
PACE = Pace("registration", proven=(60, 5), unproven=(20, 3))
read_or_post = require_http_methods(["GET", "HEAD", "POST"])
Opened = tuple[Registration, Owner]


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What it is for, and in which country; `?country=` leads on to the form."""
    form = CountryForm(request.GET if "country" in request.GET else None)
    if form.is_bound and form.is_valid():
        country = form.cleaned_data["country"]
        return HttpResponseRedirect(reverse("registration_in", args=[country.lower()]))
    status = 422 if form.is_bound else 200
    return render(request, "registration/start.html", {"form": form}, status=status)


@never_cache
@without_cookie
@read_or_post
def register(request: HttpRequest, country: str) -> HttpResponse:
    """The stay; sending it registers a member at once, and mails a link to everybody else."""
    code = country.upper()
    if not queries.is_country(code):
        raise Http404
    if code == HOME:
        return render(request, "registration/at_home.html")
    if request.method != "POST":
        return _form(request, StayForm(country=code), code)
    form = StayForm(request.POST, country=code)
    if not check_token(request, FORM):
        form.add_error(None, _("The form was open for a long time. Please send it again."))
    if not form.is_valid():
        return _form(request, form, code, 422)
    if status := _refusal(request, form):
        return _form(request, form, code, status)
    member = _member(request, form.cleaned_data["email"])
    try:
        row = registering.register(form.entry(_language()), submission=_submission(request), member=member)
    except LegationError as error:
        form.add_error(None, str(error.sentence))
        return _form(request, form, code, 409)
    return HttpResponseRedirect(links.mine(row) if member else reverse("registration_sent"))


def _refusal(request: HttpRequest, form: StayForm) -> int:
    refusal = PACE.refusal(request, _submission(request), form.cleaned_data["email"])
    if refusal is None:
        return 0
    form.add_error("email" if refusal.is_address else None, str(refusal.sentence))
    return 429


def _form(request: HttpRequest, form: StayForm, country: str, status: int = 200) -> HttpResponse:
    submission = _submission(request)
    context = {
        "challenge": challenge(request, submission),
        "form": form,
        "country_name": queries.country_name(country, _language()),
        "form_token": issue_token(FORM),
        "submission": signing.dumps(submission, salt=SUBMISSION_SALT),
    }
    return render(request, "registration/form.html", context, status=status)


def _submission(request: HttpRequest) -> str:
    """The random text of this filled-in form; a new one when it is not ours."""
    try:
        return str(signing.loads(request.POST.get("submission", ""), salt=SUBMISSION_SALT))
    except signing.BadSignature:
        return secrets.token_hex(16)


def _member(request: HttpRequest, email: str) -> User | None:
    """The signed-in member, where the address is one that they have confirmed."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return None
    known = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return user if email.casefold() in {address.casefold() for address in known} else None


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What to do next; the same for everybody."""
    return render(request, "registration/sent.html")


@never_cache
@without_cookie
@read_or_post
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: a button, so that programs which open links confirm nothing."""
    found = links.opened(token, "confirm")
    if found is None:
        return _gone(request)
    row, _owner, email_hash = found
    problem = ""
    if request.method == "POST" and check_token(request, FORM):
        try:
            row = registering.confirm(row, email_hash)
        except LegationError as error:
            problem = str(error.sentence)
        else:
            return HttpResponseRedirect(links.mine(row))
    context = {"form_token": issue_token(FORM), "problem": problem, "row": row}
    return render(request, "registration/confirm.html", context, status=409 if problem else 200)


@never_cache
@without_cookie
@read_or_post
def ask_link(request: HttpRequest) -> HttpResponse:
    """Sends the link again; the answer is the same whether the address is known or not."""
    if request.method != "POST":
        return render(
            request, "registration/link.html", {"form": LinkForm(), "form_token": issue_token(FORM)}
        )
    form, status = LinkForm(request.POST), 422
    if not check_token(request, FORM):
        form.add_error(None, _("The form was open for a long time. Please send it again."))
    elif form.is_valid():
        email = form.cleaned_data["email"]
        if not too_often(request, "registration-link", MOST_SENT):
            if not too_often_for(email, "registration-email", MOST_BY_EMAIL):
                registering.send_link(email, _language())
            return HttpResponseRedirect(reverse("registration_link_sent"))
        form.add_error(None, _("You have tried very often. Please wait an hour, then try again."))
        status = 429
    context = {"form": form, "form_token": issue_token(FORM)}
    return render(request, "registration/link.html", context, status=status)


@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """The same for everybody."""
    return render(request, "registration/link_sent.html")


@never_cache
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """What is kept, and what can be done with it."""
    found = links.opened(token, "mine")
    return _gone(request) if found is None else _mine(request, found[:2], token)


def _mine(
    request: HttpRequest, found: Opened, token: str, problem: str = "", status: int = 200
) -> HttpResponse:
    row, owner = found
    opened = own(owner, row, SEALED)
    context = {
        "row": row,
        "opened": opened,
        "rows": _summary(row, opened),
        "country_name": queries.country_name(row.country, _language()),
        "office_text": row.office.text(),
        "is_unsafe": is_unsafe(row.subject),
        "waits_for_address": bool(row.new_email),
        "token": token,
        "form_token": issue_token(FORM),
        "problem": problem,
    }
    with timezone.override(row.office.zone):
        return render(request, "registration/mine.html", context, status=status)


def _summary(row: Registration, opened: dict[str, str]) -> list[dict[str, object]]:
    country = queries.country_name(row.country, _language())
    where = f"{country}, {row.area.name}" if row.area else country
    lines = [
        (_("Country"), where, False),
        (_("Town and address there"), opened["place"], False),
        (_("Your name"), opened["name"], False),
        (_("Your e-mail address"), opened["email"], True),
        (_("Telephone number"), opened["phone"], True),
        (_("Who is with you?"), opened["companions"], False),
        (_("Whom may we call at home?"), opened["contact"], False),
    ]
    return [
        {"key": key, "value": _apart(value) or _("Not said"), "ltr": ltr and bool(value)}
        for key, value, ltr in lines
    ]


def _apart(text: str) -> str:
    """Each line keeps its own direction of writing inside the page's."""
    return "\n".join(f"\u2068{line}\u2069" for line in text.splitlines())


@never_cache
@without_cookie
@read_or_post
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Change anything. After moving to another country its areas are asked for."""
    found = links.opened(token, "mine")
    if found is None:
        return _gone(request)
    row, owner, _extra = found
    if request.method != "POST":
        return _edit(
            request, StayForm(initial=_initial(row, owner), country=row.country, may_move=True), token
        )
    form = StayForm(request.POST, country=row.country, may_move=True)
    if not check_token(request, FORM):
        form.add_error(None, _("The form was open for a long time. Please send it again."))
    if not form.is_valid():
        return _edit(request, form, token, 422)
    if too_often_for(form.cleaned_data["email"], "registration-email", MOST_BY_EMAIL * 4):
        form.add_error(None, _("You have tried very often. Please wait an hour, then try again."))
        return _edit(request, form, token, 429)
    return _change(request, row, form, token)


def _change(request: HttpRequest, row: Registration, form: StayForm, token: str) -> HttpResponse:
    entry = form.entry(row.language)
    try:
        if entry.country == HOME:
            registering.leave(row)
            return render(request, "registration/left.html")
        changed = registering.change(row, entry)
    except LegationError as error:
        form.add_error(None, str(error.sentence))
        return _edit(request, form, token, 409)
    asks_area = changed.country != row.country and StayForm(country=changed.country).areas
    route = "registration_edit" if asks_area else "registration_mine"
    return HttpResponseRedirect(reverse(route, args=[token]))


def _initial(row: Registration, owner: Owner) -> dict[str, Any]:
    fields = ("country", "stay", "begins_on", "ends_on", "languages")
    chosen = {name: getattr(row, name) for name in fields}
    return {**chosen, "area": row.area.code if row.area else "", **own(owner, row, SEALED)}


def _edit(request: HttpRequest, form: StayForm, token: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "token": token, "form_token": issue_token(FORM)}
    return render(request, "registration/edit.html", context, status=status)


ACTS: dict[str, Callable[[Registration], object]] = {
    "still-there": registering.still_there,
    "unsafe": lambda row: registering.set_contact(row, unsafe=True),
    "safe": lambda row: registering.set_contact(row, unsafe=False),
    "leave": registering.leave,
}


@never_cache
@without_cookie
@require_POST
def act(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Still there, not safe to write to, safe again, or leave and be erased."""
    found = links.opened(token, "mine")
    if found is None:
        return _gone(request)
    if not check_token(request, FORM):
        problem = _("The page was open for a long time. Please press the button again.")
        return _mine(request, found[:2], token, problem, 422)
    try:
        ACTS[name](found[0])
    except LegationError:
        return _gone(request)
    if name == "leave":
        return render(request, "registration/left.html")
    return HttpResponseRedirect(reverse("registration_mine", args=[token]))


@never_cache
@without_cookie
@read_or_post
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """“I am safe” or “I need help”, by the link of a notice."""
    found = links.opened(token, "answer")
    delivery = links.delivery_of(found[0], found[2]) if found else None
    if delivery is None:
        return _gone(request)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not check_token(request, FORM):
        form.add_error(None, _("The page was open for a long time. Please press the button again."))
    if request.method == "POST" and form.is_valid():
        said = Delivery.Answer(form.cleaned_data["said"])
        opened = answering.answer(delivery, said, form.cleaned_data[AnswerForm.field_words])
        context = {"delivery": delivery, "said": said, "token": token, "office": delivery.notice.office}
        if opened:
            context |= {"case": opened[0], "secret": opened[1]}
        return render(request, "registration/answered.html", context)
    language, title, text = delivery.notice.in_words(_language(), *delivery.registration.languages)
    context = {
        "form": form,
        "form_token": issue_token(FORM),
        "delivery": delivery,
        "title": title,
        "text": text,
        "words_language": language,
        "office": delivery.notice.office,
        "office_text": delivery.notice.office.text(),
    }
    return render(request, "registration/answer.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@login_required
def of_member(request: HttpRequest) -> HttpResponse:
    """The member's own registrations."""
    assert isinstance(request.user, User)
    language = _language()
    rows = [
        {
            "country": queries.country_name(row.country, language),
            "row": row,
            "url": reverse("registration_mine", args=[links.signed(row, "mine")]),
        }
        for row in registrations_of(request.user)
    ]
    return render(request, "registration/of_member.html", {"rows": rows})


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/gone.html", status=404)


def _language() -> str:
    return get_language() or "en"
