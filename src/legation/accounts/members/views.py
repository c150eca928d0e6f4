"""The pages of a member's account."""

from __future__ import annotations

import json

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from legation.accounts.members import activity as acts
from legation.accounts.members import menu, services, standing
from legation.accounts.members import readings as receipts
from legation.accounts.members.browsers import browser_name
from legation.accounts.members.export import copy_of
from legation.accounts.members.forms import LeaveForm, NameForm, TermsForm
from legation.accounts.members.subjects import owner, subjects_of
from legation.accounts.members.terms import accept, current_version
from legation.accounts.models import User
from legation.accounts.recording import by_member
from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.privacy.gateway import own

PAGE = 50


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Who you are here, and what you can do."""
    user = _member(request)
    context = {"name": _own_name(user), "items": menu.items()}
    return render(request, "accounts/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def name(request: HttpRequest) -> HttpResponse:
    """Correct the name; earlier ones are shown."""
    user = _member(request)
    form = NameForm(request.POST or None, initial={"name": _own_name(user)})
    if request.method == "POST" and form.is_valid():
        if services.correct_name(user, form.cleaned_data["name"]):
            messages.success(request, _("Your name was corrected."))
        return redirect("member_home")
    history = [
        (row.changed_at, own(owner(user), row, ["previous"])["previous"]) for row in user.name_changes.all()
    ]
    return render(
        request,
        "accounts/name.html",
        {"form": form, "history": history},
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def terms(request: HttpRequest) -> HttpResponse:
    """Accept the version in force."""
    user = _member(request)
    form = TermsForm(request.POST or None)
    target = _safe_next(request)
    if request.method == "POST" and form.is_valid():
        accept(user)
        return HttpResponseRedirect(target)
    context = {"form": form, "version": current_version(), "next": target}
    return render(request, "accounts/terms.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@never_cache
@login_required
def activity(request: HttpRequest) -> HttpResponse:
    """What the ledger says about or by the member."""
    people = subjects_of(_member(request))
    page = Paginator(acts.rows_of(people), PAGE).get_page(request.GET.get("page"))
    lines = acts.told(people, page.object_list)
    return render(request, "accounts/activity.html", {"lines": lines, "page_obj": page})


@require_safe
@never_cache
@login_required
def readings(request: HttpRequest) -> HttpResponse:
    """Each read of the member's information by staff."""
    people = subjects_of(_member(request))
    page = Paginator(receipts.receipts_of(people), PAGE).get_page(request.GET.get("page"))
    context = {"lines": receipts.told(page.object_list), "page_obj": page}
    return render(request, "accounts/readings.html", context)


@require_safe
@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the member is signed in."""
    found = UserSession.objects.purge_and_list(_member(request))
    found.sort(key=lambda session: session.created_at, reverse=True)
    named = [(session, browser_name(session.user_agent)) for session in found]
    return render(request, "accounts/sessions.html", {"sessions": named})


@require_POST
@never_cache
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one session, all others, or all."""
    user = _member(request)
    which = request.POST.get("session", "")
    if which == "all":
        services.end_other_sessions(user, request.session.session_key)
        shared = bool(request.session.get(standing.SHARED))
        standing.end_session(request)
        return standing.clear_browser(redirect("account_logged_out"), shared=shared)
    if which == "others":
        services.end_other_sessions(user, request.session.session_key)
    else:
        number = int(which) if which.isascii() and which.isdecimal() and len(which) < 18 else 0
        session = UserSession.objects.filter(user=user, pk=number).first()
        if session is None:
            messages.error(request, _("This session has ended already."))
            return redirect("usersessions_list")
        services.end_session(user, session)
    messages.success(request, _("Ended. Those devices are signed out."))
    return redirect("usersessions_list")


@require_GET
@never_cache
@login_required
@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """The copy as a page, or with `?format=json` as a file."""
    user = _member(request)
    chosen = request.GET.get("format", "")
    sections = copy_of(user)
    if chosen not in ("json", "html"):
        return render(request, "accounts/export.html", {"sections": sections})
    by_member(user, "member.exported", format=chosen)
    if chosen == "json":
        body = {"made": clock.now().isoformat(), **{section: rows for section, _title, rows in sections}}
        text, kind = json.dumps(body, ensure_ascii=False, indent=1), "application/json"
    else:
        context = {"sections": sections, "made": clock.now()}
        text, kind = render_to_string("accounts/export_file.html", context, request), "text/html"
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="my-information.{chosen}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required
def leave(request: HttpRequest) -> HttpResponse:
    """Close the account."""
    user = _member(request)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.leave(user, language=get_language() or "en")
        except LegationError as error:
            form.add_error(None, str(error.sentence))
        else:
            standing.end_session(request)
            return standing.clear_browser(redirect("member_left"), shared=True)
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/leave.html", {"form": form}, status=status)


@require_safe
@never_cache
def left(request: HttpRequest) -> HttpResponse:
    """After leaving."""
    return render(request, "accounts/left.html")


def _member(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _own_name(user: User) -> str:
    return own(owner(user), user, ["name"])["name"]


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return reverse("member_home")
