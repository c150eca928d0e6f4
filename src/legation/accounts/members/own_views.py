"""What members say of themselves and agree to: details, preferences, consents, terms."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from legation.accounts.members import consents as given
from legation.accounts.members import details as facts
from legation.accounts.members import preferences as kept
from legation.accounts.members import terms as texts
from legation.accounts.members.doors import member_of, safe_next
from legation.accounts.members.forms import DetailsForm, TermsForm
from legation.privacy.choices import PreferencesForm
from legation.web import preferences as browser
from legation.web.caching import keep


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def details(request: HttpRequest) -> HttpResponse:
    """See, correct or confirm the details; what they were before is shown."""
    user = member_of(request)
    form = DetailsForm(request.POST or None, initial=vars(facts.of(user)))
    if request.method == "POST" and form.is_valid():
        changed = facts.correct(user, form.details())
        messages.success(
            request, _("Your details were corrected.") if changed else _("Thank you: your details are right.")
        )
        return redirect("member_details")
    context = {"form": form, "history": facts.history(user)}
    return render(request, "accounts/details.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Kept on the account and brought to this browser; or forgotten by the account."""
    user = member_of(request)
    if request.method == "POST" and request.POST.get("act") == "forget":
        kept.forget(user)
        messages.success(request, _("Your account keeps no preferences any more."))
        return redirect("member_preferences")
    on_account = kept.of(user)
    shown = on_account or browser.read(request)
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=vars(shown))
    if request.method == "POST" and form.is_valid():
        kept.keep(user, form.preferences())
        messages.success(request, _("Your preferences are kept on your account."))
        response = redirect("member_preferences")
        kept.bring_to(request, response, form.preferences())
        return response
    context = {"form": form, "is_kept": on_account is not None}
    return render(
        request, "accounts/preferences.html", context, status=422 if request.method == "POST" else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def consents(request: HttpRequest) -> HttpResponse:
    """What the member agreed to; each can be taken back."""
    user = member_of(request)
    if request.method == "POST":
        if given.withdraw(user, request.POST.get("consent", "")):
            messages.success(request, _("Taken back."))
        else:
            messages.error(request, _("There is nothing to take back any more."))
        return redirect("member_consents")
    return render(request, "accounts/consents.html", {"consents": given.of(user)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def terms(request: HttpRequest) -> HttpResponse:
    """Accept the version in force."""
    user = member_of(request)
    form = TermsForm(request.POST or None)
    target = safe_next(request)
    if request.method == "POST" and form.is_valid():
        texts.accept(user)
        return HttpResponseRedirect(target)
    context = {"form": form, "terms": texts.current(), "next": target}
    return render(request, "accounts/terms.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def terms_versions(request: HttpRequest) -> HttpResponse:
    """Every version of the terms there was, for everybody."""
    response = render(request, "accounts/terms_versions.html", {"versions": texts.VERSIONS})
    keep(response, ["policy"])
    return response


@require_safe
def terms_version(request: HttpRequest, version: str) -> HttpResponse:
    """The text of one version and its hash, for everybody."""
    response = render(request, "accounts/terms_version.html", {"terms": _known(version)})
    keep(response, ["policy"])
    return response


@require_safe
def terms_file(request: HttpRequest, version: str) -> HttpResponse:
    """The very bytes of which the hash is, so that anybody can compute it."""
    response = HttpResponse(_known(version).file, content_type="text/plain; charset=utf-8")
    keep(response, ["policy"])
    return response


def _known(version: str) -> texts.Terms:
    found = texts.known(version)
    if found is None:
        raise Http404
    return found
