"""Saved pages and followed offices. Public pages are the same for everybody and only link here."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from legation.accounts.members import following
from legation.accounts.members import saved as pages
from legation.accounts.members.doors import member_of
from legation.accounts.members.forms import FollowForm
from legation.kernel.errors import Conflict
from legation.offices.models import Office
from legation.web.errors import error_page
from legation.web.forgery import check_token, issue_token, without_cookie

STOP_FORM = "stop-alerts"
LONGEST_KEY = 17


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def saved(request: HttpRequest) -> HttpResponse:
    """The saved pages; a post removes one."""
    user = member_of(request)
    if request.method == "POST":
        which = request.POST.get("page", "")
        number = int(which) if which.isascii() and which.isdecimal() and len(which) <= LONGEST_KEY else 0
        if pages.remove(user, number):
            messages.success(request, _("Removed."))
        return redirect("member_saved")
    return render(request, "accounts/saved.html", {"pages": pages.of(user)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def save_page(request: HttpRequest) -> HttpResponse:
    """Save the page that `?page=` names, after one press of a button. 404 for whatever is no public page."""
    user = member_of(request)
    address = (request.POST if request.method == "POST" else request.GET).get("page", "")
    page = pages.find(address)
    if page is None:
        return error_page(
            request,
            404,
            heading=_("This page cannot be saved"),
            sentences=[_("There is no public page at this address any more.")],
        )
    if request.method != "POST":
        return render(request, "accounts/save_page.html", {"page": page})
    try:
        pages.save(user, address)
    except Conflict as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Saved."))
    return redirect("member_saved")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def followed(request: HttpRequest) -> HttpResponse:
    """The followed offices, and one more; `?office=` chooses it in the form."""
    user = member_of(request)
    posted = request.method == "POST"
    form = FollowForm(
        request.POST if posted else None, initial={"office": request.GET.get("office", "")[:60]}
    )
    if posted and form.is_valid():
        office = Office.objects.prefetch_related("texts").get(slug=form.cleaned_data["office"])
        try:
            following.follow(user, office)
        except Conflict as refusal:
            form.add_error("office", str(refusal.sentence))
        else:
            name = following.office_name(office)
            messages.success(request, _("You get the alerts of %s by e-mail.") % name)
            return redirect("member_followed")
    rows = [(row, following.office_name(row.office)) for row in following.of(user)]
    context = {"form": form, "followed": rows, "email": user.email}
    return render(request, "accounts/followed.html", context, status=422 if posted else 200)


@require_POST
@never_cache
@login_required
def unfollow(request: HttpRequest) -> HttpResponse:
    """Stop the alerts of one office."""
    slug = request.POST.get("office", "")
    if slug and "\0" not in slug and following.stop(member_of(request), slug):
        messages.success(request, _("Stopped. We send no more alerts of this office."))
    return redirect("member_followed")


@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop_alerts(request: HttpRequest, token: str) -> HttpResponse:
    """From the link in a mail, without signing in: one press stops them.

    The link alone does not: programs that check mails follow every link in them.
    """
    target = following.stop_target(token)
    if target is None:
        return error_page(
            request,
            404,
            heading=_("This link stops nothing any more"),
            sentences=[_("Perhaps the account is closed. No more alerts are sent to it.")],
        )
    user, slug = target
    office = Office.objects.prefetch_related("texts").filter(slug=slug).first() if slug else None
    done = request.method == "POST" and check_token(request, STOP_FORM)
    if done:
        following.stop(user, slug)
    context = {
        "office": following.office_name(office) if office else "",
        "done": done,
        "form_token": issue_token(STOP_FORM),
    }
    status = 403 if request.method == "POST" and not done else 200
    response = render(request, "accounts/stop_alerts.html", context, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
