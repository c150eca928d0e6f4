"""What allauth asks us."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from legation.accounts import devices, guessing
from legation.accounts.limits.services import Limit
from legation.accounts.members import preferences
from legation.accounts.members.standing import SHARED, begin_session, suspended_page, suspension_of
from legation.accounts.models import User
from legation.accounts.standing import identities
from legation.ledger.models import LedgerRecord
from legation.mail.services import queue
from legation.privacy.models import Subject

# What a stranger can have sent to any address, and how often.
UNASKED = frozenset(
    f"account/email/{name}"
    for name in (
        "email_confirmation",
        "email_confirmation_signup",
        "account_already_exists",
        "unknown_account",
        "password_reset_key",
    )
)
MAILS = Limit("mail to one address", 5, 60 * 60)
# Who knew the former password may know the new one: their browser is none that its owner need not hear of.
CHOSEN = ("member.password-changed", "member.password-reset")
# The end of the address of a registration that is only rehearsed.
REHEARSED = "@rehearsal.invalid"


def owner(address: str) -> User | None:
    """Whose address it is."""
    return User.objects.filter(email__iexact=address).first()


def _password_chosen_at(user: User) -> dt.datetime:
    """When the password was last changed or reset; long ago when it never was."""
    rows = LedgerRecord.objects.filter(action__in=CHOSEN, mentions__subject_id=user.subject_id)
    return rows.aggregate(at=Max("at"))["at"] or dt.datetime.fromtimestamp(0, dt.UTC)


class AccountAdapter(DefaultAccountAdapter):
    """Names on registration, suspension at sign-in, guesses counted, new browsers told of."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The e-mail address or the password is not right. Check both."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right. Wait for the next one and enter that."),
        "invalid_password_reset": _("This link has been used or is too old."),
        "too_many_login_attempts": _("Too many attempts failed. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a minute, then try again."),
        "duplicate_email": _("This is your address already."),
        "email_taken": _("This address cannot be used."),
        "passkey_refused": _("This passkey does not open an account here. Try another one or your password."),
        "cannot_delete_authenticator": _("Staff cannot do without a second factor."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The new account with its name and the language it registered in."""
        user.name = form.cleaned_data["name"]
        user.language = get_language() or settings.LANGUAGE_CODE
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queues the message for the person it is about, with the act that it reports."""
        if template_prefix in UNASKED and MAILS.exceeded(email):
            return
        given = {"request": self.request, "email": email, **context}
        message = self.render_mail(template_prefix, email, given)
        user = context.get("user") or owner(email)
        person = user.subject if isinstance(user, User) else Subject.objects.create()
        queue(person, email, str(message.subject), str(message.body))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Also to an address that was the account's until now, it is a notice to the same person."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_account_already_exists_mail(self, email: str) -> None:
        """To somebody who is denied services, what that means; to the others, that they have an account."""
        if not identities.tell(email):
            super().send_account_already_exists_mail(email)

    def should_send_confirmation_mail(self, request: HttpRequest, email_address: Any, signup: bool) -> bool:
        """Not for a rehearsal."""
        return not email_address.email.endswith(REHEARSED)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """No link to an address of somebody who is denied services: it cannot be confirmed."""
        if not identities.tell(emailconfirmation.email_address.email):
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """A suspended member is told why instead of being signed in."""
        if suspension := suspension_of(user):
            clear_login(request)
            return suspended_page(request, suspension)
        answer: HttpResponse | None = super().pre_login(request, user, **options)
        return answer

    def login(self, request: HttpRequest, user: User) -> None:
        """Signs in, records it and tells of a browser not seen before, or nothing of it."""
        with transaction.atomic():
            known = devices.known(request, user.email)
            again = known and devices.last_in(request, user.email) < _password_chosen_at(user)
            if user.last_login is not None and (not known or again):
                self.send_notification_mail("account/email/new_browser", user, {"again": again})
            super().login(request, user)
            begin_session(request)

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """The account's preferences come along; the browser is known from now on, unless others use it."""
        answer = preferences.at_sign_in(request, user, super().post_login(request, user, **options))
        if not request.session.get(SHARED):
            devices.remember(request, answer, user.email)
        return answer

    def logout(self, request: HttpRequest) -> None:
        """Signs out and records it, or neither."""
        with transaction.atomic():
            super().logout(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The account that the password opens. Raises ValidationError after too many guesses."""
        attempt = guessing.begin(request, credentials.get("email", ""))
        user = super().authenticate(request, **credentials)
        if user is None:
            attempt.failed()
        else:
            attempt.succeeded()
        return user

    def is_safe_url(self, url: str) -> bool:
        """Whether it leads to this website; what is no address at all does not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # such as `http://[::1`
            return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to their desks, members to their account in the language that they prefer."""
        user = request.user
        if not isinstance(user, User) or user.is_staff:
            return reverse("staff_home" if user.is_authenticated else "member_home")
        chosen = preferences.of(user)
        with override((chosen and chosen.language) or get_language()):
            return reverse("member_home")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to show that it is you, in our words."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**way, "description": words[way["id"]]} for way in ways]

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The page that says what else to do on a shared computer."""
        return reverse("account_logged_out")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account."""
        return reverse("member_home")
