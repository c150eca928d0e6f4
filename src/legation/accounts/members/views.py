"""The pages of a member's account."""

from __future__ import annotations

import json

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from legation.accounts.browsers import browser_name
from legation.accounts.members import activity as acts
from legation.accounts.members import attention, menu, remaining, services, standing
from legation.accounts.members import readings as receipts
from legation.accounts.members.doors import member_of
from legation.accounts.members.export import LEFT_OUT, copy_of
from legation.accounts.members.forms import LeaveForm
from legation.accounts.members.subjects import owner, subjects_of
from legation.accounts.recording import by_member
from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.privacy.gateway import own

PAGE = 50


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Who you are here, what needs your attention, and what you can do."""
    user = member_of(request)
    context = {
        "name": own(owner(user), user, ["name"])["name"],
        "points": attention.of(user),
        "groups": menu.groups(),
    }
    return render(request, "accounts/home.html", context)


@require_safe
def name(request: HttpRequest) -> HttpResponse:
    """Where the name was corrected before it stood among the details."""
    return redirect("member_details")


@require_safe
@never_cache
@login_required
def activity(request: HttpRequest) -> HttpResponse:
    """What the ledger says about or by the member."""
    user = member_of(request)
    page = Paginator(acts.rows_of(subjects_of(user)), PAGE).get_page(request.GET.get("page"))
    lines = acts.told(user, page.object_list)
    return render(request, "accounts/activity.html", {"lines": lines, "page_obj": page})


@require_safe
@never_cache
@login_required
def readings(request: HttpRequest) -> HttpResponse:
    """Each read of the member's information by staff."""
    people = subjects_of(member_of(request))
    page = Paginator(receipts.receipts_of(people), PAGE).get_page(request.GET.get("page"))
    context = {"lines": receipts.told(page.object_list), "page_obj": page}
    return render(request, "accounts/readings.html", context)


@require_safe
@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the member is signed in."""
    found = UserSession.objects.purge_and_list(member_of(request))
    found.sort(key=lambda session: session.created_at, reverse=True)
    named = [(session, browser_name(session.user_agent)) for session in found]
    return render(request, "accounts/sessions.html", {"sessions": named})


@require_POST
@never_cache
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one session, all others, or all."""
    user = member_of(request)
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
    user = member_of(request)
    chosen = request.GET.get("format", "")
    sections = copy_of(user)
    if chosen not in ("json", "html"):
        titles = [(title, len(rows)) for _name, title, rows in sections]
        return render(
            request,
            "accounts/export.html",
            {"titles": titles, "left_out": sorted(set(map(str, LEFT_OUT.values())))},
        )
    by_member(user, "member.exported", format=chosen)
    get_adapter(request).send_notification_mail("account/email/exported", user)
    if chosen == "json":
        body = {"made": clock.now().isoformat(), **{section: rows for section, _title, rows in sections}}
        text, kind = json.dumps(body, ensure_ascii=False, indent=1), "application/json"
    else:
        context = {
            "sections": sections,
            "made": clock.now(),
            "left_out": sorted(set(map(str, LEFT_OUT.values()))),
        }
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
    user = member_of(request)
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
    context = {
        "form": form,
        "matters": remaining.matters_of(user),
        "kept": remaining.kept(),
        "erased": remaining.erased_at_once(),
    }
    return render(request, "accounts/leave.html", context, status=status)


@require_safe
@never_cache
def left(request: HttpRequest) -> HttpResponse:
    """After leaving."""
    return render(request, "accounts/left.html")
