"""Keeps the register of cookies true: what is not in it is never sent."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from legation.privacy.cookies import REGISTER

log = logging.getLogger(__name__)


class CookieRegister:
    """Takes every unregistered cookie off the answer, and says so in the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name in [name for name in response.cookies if name not in REGISTER]:
            log.error("the cookie %s is not in the register and was not sent", name)
            del response.cookies[name]
        return response
