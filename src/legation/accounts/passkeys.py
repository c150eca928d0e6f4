"""The pages of passkeys: add, name, remove, sign in with one, prove with one that it is you."""

from __future__ import annotations

import json
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext

from legation.accounts import directory
from legation.accounts.adapter import AccountAdapter
from legation.accounts.members.standing import SHARED
from legation.accounts.mfa import SealingAdapter
from legation.accounts.models import User
from legation.edge import signals


def as_json(options: dict[str, Any]) -> str:
    """What the script hands to the browser."""
    return json.dumps(options, default=dict)


class SignIn(account.LoginView):
    """The sign-in page, with what a passkey is asked for."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """Each page shown has a challenge of its own."""
        found: dict[str, Any] = super().get_context_data(**options)
        found["passkey_options"] = as_json(auth.begin_authentication(None))
        found["directory"] = directory.name() if directory.configured() else ""
        return found


class SignInWithPasskey(webauthn.LoginWebAuthnView):
    """Receives what the passkey answered on the sign-in page; has no page of its own."""

    def get(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """To the sign-in page."""
        return HttpResponseRedirect(reverse("account_login"))

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """As with a password, the session of a shared computer ends with the browser."""
        shared = bool(self.request.POST.get("shared"))
        self.request.session[SHARED] = shared
        answer: HttpResponse = super().form_valid(form)
        self.request.session.set_expiry(0 if shared else settings.SESSION_COOKIE_AGE)
        return answer

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Back to the sign-in page, which says so."""
        signals.send(settings.LEGATION_DATA, self.request.META.get("REMOTE_ADDR", ""), "sign-in-failed")
        messages.error(self.request, str(AccountAdapter.error_messages["passkey_refused"]))
        return HttpResponseRedirect(reverse("account_login"))


class SecondStep(mfa.AuthenticateView):
    """After the password: a code or a passkey, whichever the account has."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """`has_passkey` chooses what is offered; a code of an app is asked for only where there is one."""
        found: dict[str, Any] = super().get_context_data(**options)
        own = self.stage.login.user.authenticator_set
        found["has_passkey"] = own.filter(type="webauthn").exists()
        if not own.filter(type="totp").exists():
            found["form"].fields["code"].help_text = gettext("One of your recovery codes.")
        found["passkey_options"] = as_json(found["js_data"]["request_options"])
        found["posted"] = found["webauthn_form"] if self.webauthn_form.is_bound else found["form"]
        return found


class ProveWithPasskey(webauthn.ReauthenticateWebAuthnView):
    """A passkey before something that matters."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """With the errors of the form that was sent."""
        found: dict[str, Any] = super().get_context_data(**options)
        found["passkey_options"] = as_json(found["js_data"]["request_options"])
        if "form" in options:
            found["form"] = options["form"]
        return found

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """The same page, which says so."""
        return self.render_to_response(self.get_context_data(form=form))


class AddPasskey(webauthn.AddWebAuthnView):
    """A new passkey: kept by the device, opened by face, finger or PIN."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """Always asks for one that can sign in by itself, so that there is one kind only."""
        found: dict[str, Any] = super(webauthn.AddWebAuthnView, self).get_context_data(**options)
        found["passkey_options"] = as_json(auth.begin_registration(self.request.user, True))
        return found


class RenamePasskey(webauthn.EditWebAuthnView):
    """Another name, so that its owner recognises it."""

    success_url = reverse_lazy("mfa_index")


class RemovePasskey(webauthn.RemoveWebAuthnView):
    """The passkey opens the account no longer."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Staff keep at least one factor."""
        if not SealingAdapter().can_delete_authenticator(self.object):
            form.add_error(None, str(AccountAdapter.error_messages["cannot_delete_authenticator"]))
            return self.form_invalid(form)
        answer: HttpResponse = super().form_valid(form)
        return answer


def place_to_prove(user: User) -> str:
    """Where a signed-in person shows a second factor: by passkey when there is no app."""
    codes = user.authenticator_set.filter(type="totp").exists()  # type: ignore[attr-defined]  # allauth's reverse name
    return reverse("mfa_reauthenticate" if codes else "mfa_reauthenticate_webauthn")
