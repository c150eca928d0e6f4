"""Confirming an address: reading its mail is not enough, unless the account was asked for in this very browser.

Anybody can ask for an account with the address of somebody else. The other then finds "confirm your address" in
their mail, perhaps on the day on which they register themselves, and would hand their address over by one press.
So the account's password is asked for wherever it was not shown a moment ago.
"""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.internal.stagekit import unstash_login
from django.http import HttpRequest, HttpResponse

from legation.accounts.forms import PasswordAgainForm
from legation.accounts.models import User


class ConfirmAddress(account.ConfirmEmailView):
    """The page behind the link, and its button."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """With a form for the password where it is needed."""
        found: dict[str, Any] = super().get_context_data(**options)
        if self.object and "form" not in found:
            user = self.object.email_address.user
            found["form"] = None if _asked_here(self.request, user) else PasswordAgainForm(user=user)
        if self.object:
            found["registers"] = self.object.email_address.primary  # else an account changes to it
        return found

    def post(self, *args: Any, **options: Any) -> HttpResponse:
        """Confirms it. Raises Http404 for a link that is used or too old."""
        self.object = self.get_object()
        user = self.object.email_address.user
        if not _asked_here(self.request, user):
            form = PasswordAgainForm(self.request.POST, user=user)
            if not form.is_valid():
                shown: HttpResponse = self.render_to_response(self.get_context_data(form=form))
                return shown
        answer: HttpResponse = super().post(*args, **options)
        return answer


def _asked_here(request: HttpRequest, user: User) -> bool:
    """Whether this browser is signed in to the account, or showed its password within a quarter of an hour. Who
    comes through the ministry's directory has none to show."""
    login = unstash_login(request, peek=True)
    shown = login is not None and login.user is not None and login.user.pk == user.pk
    return request.user.pk == user.pk or shown or not user.has_usable_password()
