"""The public data map, the register of cookies, and the choices for the optional one."""

from __future__ import annotations

from django.apps import apps
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from legation.privacy.choices import PreferencesForm
from legation.privacy.cookies import REGISTER
from legation.privacy.data_map import DATA_MAP
from legation.web import preferences
from legation.web.caching import keep
from legation.web.forgery import check_token, issue_token, without_cookie

FORM = "cookie-choices"


@require_safe
def data_map(request: HttpRequest) -> HttpResponse:
    """What is kept of a person, table by table: purpose, legal basis, time limit."""
    tables = []
    for label, entry in sorted(DATA_MAP.items()):
        if entry.personal:
            reasons: dict[object, list[str]] = {}
            for name, why in entry.personal.items():
                reasons.setdefault(why, []).append(name)
            name = apps.get_model(label)._meta.verbose_name
            tables.append({"label": label, "name": name, "reasons": list(reasons.items())})
    response = render(request, "privacy/data_map.html", {"tables": tables})
    keep(response, ["policy"])
    return response


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The register of cookies; the same for everybody."""
    response = render(request, "privacy/cookies.html", {"cookies": REGISTER.values()})
    keep(response, ["policy"])
    return response


@require_safe
def cookies_json(request: HttpRequest) -> HttpResponse:
    """The register for machines, in English."""
    with translation.override("en"):
        listed = [
            {
                "name": cookie.name,
                "purpose": str(cookie.purpose),
                "lasts": str(cookie.lasts),
                "when": str(cookie.when),
                "optional": cookie.optional,
            }
            for cookie in REGISTER.values()
        ]
    response = JsonResponse({"cookies": listed})
    keep(response, ["policy"])
    return response


@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def cookie_choices(request: HttpRequest) -> HttpResponse:
    """Shows what is chosen; a post stores it in the one optional cookie, or takes the cookie away."""
    chosen = preferences.read(request)
    if request.method != "POST":
        return _choices(request, PreferencesForm(initial=vars(chosen)))
    if not check_token(request, FORM):
        return _choices(request, PreferencesForm(initial=request.POST.dict()), expired=True, status=403)
    if request.POST.get("act") == "forget":
        response = _choices(request, PreferencesForm(), done="forgotten")
        preferences.forget(response)
        return response
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return _choices(request, form, status=422)
    request.COOKIES.pop(preferences.COOKIE, None)
    response = _choices(request, form, done="saved")
    preferences.remember(response, form.preferences())
    return response


def _choices(
    request: HttpRequest, form: PreferencesForm, *, done: str = "", expired: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": form, "done": done, "expired": expired, "form_token": issue_token(FORM)}
    response = render(request, "privacy/cookie_choices.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
