"""The way into a member's pages: signed in, never kept by the browser, and back to nowhere else."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from legation.accounts.models import User


def member_of(request: HttpRequest) -> User:
    """Who is signed in; only behind `login_required`."""
    assert isinstance(request.user, User)
    return request.user


def safe_next(request: HttpRequest) -> str:
    """The page of this site to which `next` leads, else the account's first page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return reverse("member_home")
