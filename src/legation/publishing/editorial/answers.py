"""Answers to visitors who come to an address at which nothing is shown any more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from legation.publishing.editorial.models import Withdrawal
from legation.publishing.models import SitePage
from legation.web import errors


def moved(target: SitePage) -> HttpResponse:
    """301, asked for anew each time: the page may come back."""
    response = HttpResponsePermanentRedirect(target.get_url() or "/")
    response.headers["Cache-Control"] = "no-store"
    return response


def gone(request: HttpRequest, row: Withdrawal) -> HttpResponse:
    """410: which page, when and why, in the visitor's language."""
    response = render(request, "editorial/gone.html", {"withdrawal": row}, status=410)
    response.headers["Cache-Control"] = "no-store"
    return response


def preview_over(request: HttpRequest) -> HttpResponse:
    """410 for a preview that has expired, was revoked or may not be shown; 404 would deny it was there."""
    response = errors.error_page(
        request,
        410,
        heading=_("This preview is no longer open"),
        sentences=[
            _("A preview is open for a few days only, and whoever made it can close it earlier."),
            _("Ask the person who gave you the address for a new one."),
            _("What is published you find on the site itself; search for its title there."),
        ],
    )
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
