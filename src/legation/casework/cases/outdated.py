"""Acts at the desk on what is not there any more: a second click, an old page, a case in other hands now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

FREE_TEXT = "words-"


def says_so(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of acts (POST): where a bare "not found" or "forbidden" would be the answer, a page says what may
    have happened and shows what was typed, so that it is not lost. The status stays as it is."""

    @wraps(view)
    def act(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except (Http404, PermissionDenied) as error:
            if request.method != "POST":
                raise
            status = 404 if isinstance(error, Http404) else 403
            typed = [text for name, text in request.POST.items() if name.startswith(FREE_TEXT) and text]
            return render(request, "cases/outdated.html", {"typed": typed}, status=status)

    return act
