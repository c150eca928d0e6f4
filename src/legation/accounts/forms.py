"""The forms of sign-in and registration, with the reason for each question."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import complete_signup
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from legation.accounts import guessing
from legation.accounts.adapter import REHEARSED, owner
from legation.accounts.lookalikes import one_script
from legation.accounts.members.standing import SHARED
from legation.accounts.members.terms import accept
from legation.accounts.mfa import first_use
from legation.accounts.models import User
from legation.accounts.standing import identities

PASSWORD_LENGTH = 256  # longer ones only cost hashing time
CODE_LENGTH = 16


def _plain(form: forms.Form) -> None:
    """Labels instead of placeholders, and a limit where the library sets none."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if isinstance(field, forms.EmailField):
            field.validators.insert(0, one_script)
        if isinstance(field, forms.CharField) and field.max_length is None:
            longest = CODE_LENGTH if name == "code" else PASSWORD_LENGTH
            field.max_length = longest
            field.validators.append(forms.CharField(max_length=longest).validators[0])


class SignInForm(account_forms.LoginForm):
    """E-mail address, password, and whether others use this computer."""

    shared = forms.BooleanField(
        label=_("This is a shared computer"),
        help_text=_("You are signed out after ten minutes without activity and when the browser closes."),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        _plain(self)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """The session ends with the browser on a shared computer, else after twelve hours."""
        shared = self.cleaned_data["shared"]
        request.session[SHARED] = shared
        answer: HttpResponse = super().login(request, redirect_url)
        request.session.set_expiry(0 if shared else settings.SESSION_COOKIE_AGE)
        return answer


class RegistrationForm(account_forms.SignupForm):
    """E-mail address, name, password and the terms."""

    account_already_exists: bool
    field_order = ["email", "name", "password1", "password2", "terms"]
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As in your passport or identity card, in its own script, so that we can address you."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    terms = forms.BooleanField(
        label=_("I accept the terms: what I give is accurate and complete, and I keep the law"),
        error_messages={"required": _("Without accepting the terms you cannot have an account.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        texts = {
            "email": (_("E-mail address"), _("You sign in with it, and we send one link to it to check it.")),
            "password1": (_("Password"), _("At least 12 characters, and not one that many people use.")),
            "password2": (_("Password again"), _("So that a slip of the finger does not lock you out.")),
        }
        for field, (label, why) in texts.items():
            self.fields[field].label, self.fields[field].help_text = label, why
        _plain(self)

    def validate_unique_email(self, value: str) -> str:
        """The address of somebody who is denied services is answered as one that has an account; one that another
        account only wants to change to is free."""
        email: str = super().validate_unique_email(value)
        belongs = owner(email) is not None  # looked up for every address: its time tells nothing
        self.account_already_exists = belongs and self.account_already_exists
        if identities.refuses(email):
            self.account_already_exists = True
        return email

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """For an address that has an account, the same work is done and undone: its time tells nothing."""
        if self.account_already_exists:
            self._rehearse(request)
        else:
            owner(self.cleaned_data["email"])  # there is none, but of a known address one is looked up
        answer: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return answer

    def _rehearse(self, request: HttpRequest) -> None:
        """Registers somebody under an address that no mail goes to, up to that mail, and undoes it."""
        given = self.cleaned_data["email"]
        self.cleaned_data["email"] = f"{secrets.token_hex(8)}{REHEARSED}"
        self.account_already_exists = False
        with transaction.atomic():
            complete_signup(request, user=self.save(request))
            transaction.set_rollback(True)
        self.cleaned_data["email"], self.account_already_exists = given, True

    def save(self, request: HttpRequest) -> User:
        """The account and the acceptance of the terms, or neither."""
        with transaction.atomic():
            user: User = super().save(request)
            accept(user)
        return user


class ForgottenPasswordForm(account_forms.ResetPasswordForm):
    """The address to which the link goes."""

    users: list[User]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("We send a link to it, if it has an account here.")
        _plain(self)

    def clean_email(self) -> str:
        """An account that only wants to change to this address is not the one meant: it would come into the
        hands of whoever reads the mail, with a passkey in it that somebody else keeps."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.email.lower() == email.lower()]
        return email


class _TwicePassword(forms.Form):
    """The labels of a new password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _("At least 12 characters, and not one that many people use.")
        self.fields["password2"].label = _("New password again")
        _plain(self)


class NewPasswordForm(_TwicePassword, account_forms.ResetPasswordKeyForm):
    """After the link."""


class ChangedPasswordForm(_TwicePassword, account_forms.ChangePasswordForm):
    """While signed in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["oldpassword"].label = _("Present password")
        self.fields["oldpassword"].help_text = ""

    def clean_oldpassword(self) -> str:
        """Raises ValidationError for a wrong one, and after too many guesses."""
        attempt = guessing.begin(context.request, self.user.email)
        try:
            found: str = super().clean_oldpassword()
        except forms.ValidationError:
            attempt.failed()
            raise
        attempt.succeeded()
        return found


class ChangedAddressForm(account_forms.AddEmailForm):
    """The new address; the old one stays until the new one is confirmed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = _("New e-mail address")
        self.fields["email"].help_text = _("We send a link to it; the change counts when you follow it.")
        _plain(self)


class PasswordAgainForm(account_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        _plain(self)


class _Code(forms.Form):
    """The label of a code."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].label = _("Code")
        self.fields["code"].help_text = _("Six digits from your app, or one of your recovery codes.")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        _plain(self)


class _CodeGuess(_Code):
    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Raises ValidationError after too many guesses."""
        attempt = guessing.begin(context.request, self.user.email, "code")
        code: str = super().clean_code()  # type: ignore[misc]  # of the form it is mixed into
        if self.authenticator.type == Authenticator.Type.TOTP and not first_use(self.user.pk, code):
            attempt.failed()
            raise get_adapter().validation_error("incorrect_code")
        attempt.succeeded()
        return code


class CodeForm(_CodeGuess, mfa_forms.AuthenticateForm):
    """The second factor at sign-in."""


class CodeAgainForm(_CodeGuess, mfa_forms.ReauthenticateForm):
    """The second factor before something that matters."""


class FirstCodeForm(_Code, totp_forms.ActivateTOTPForm):
    """The first code of a new app, which proves that it was set up."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].help_text = _("Six digits that your app shows after scanning.")

    @property
    def breakable_secret(self) -> SafeString:
        """The key with places where a narrow page may break it."""
        parts = [(self.secret[start : start + 4],) for start in range(0, len(self.secret), 4)]
        return format_html_join(mark_safe("<wbr>"), "{}", parts)


class AnswerField(forms.JSONField):
    """What the passkey answered, written by the script of the page."""

    MOST = 16_000  # characters; an honest answer has about 2,000

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError for anything but one small object."""
        try:
            found = super().to_python(value) if len(value or "") <= self.MOST else None
        except RecursionError:  # nested without end
            found = None
        if not isinstance(found, dict):
            raise forms.ValidationError(_("Your passkey did not answer. Press the button and try once more."))
        return found


class _Passkey(forms.Form):
    """The answer stands in a hidden field; nonsense in it is told as what it is."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["credential"] = AnswerField(widget=forms.HiddenInput)

    def _post_clean(self) -> None:
        """An answer that cannot be right is an error of the whole form: its field is hidden."""
        super()._post_clean()  # type: ignore[misc]  # Django's own, not in the stubs
        if "credential" in self.errors:
            self.add_error(None, self.errors.pop("credential"))


def _checked(check: Callable[[], Any]) -> Any:
    """The library raises whatever comes on nonsense that looks like an answer."""
    try:
        return check()
    except (TypeError, KeyError, AttributeError, ValueError, IndexError) as error:
        raise get_adapter().validation_error("passkey_refused") from error


class _PasskeyShown(_Passkey):
    def clean_credential(self) -> Authenticator:
        """The passkey that answered. Raises ValidationError for one that is not of this account."""
        return _checked(super().clean_credential)  # type: ignore[misc]  # of the form it is mixed into


class PasskeyForm(_PasskeyShown, webauthn_forms.LoginWebAuthnForm):
    """Sign in with a passkey."""


class PasskeyStepForm(_PasskeyShown, webauthn_forms.AuthenticateWebAuthnForm):
    """A passkey after the password."""


class PasskeyAgainForm(_PasskeyShown, webauthn_forms.ReauthenticateWebAuthnForm):
    """A passkey before something that matters."""


class _PasskeyName(forms.Form):
    """The name by which its owner knows it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"] = forms.CharField(
            label=_("Name of this passkey"),
            help_text=_("Such as “my telephone”, so that you recognise it."),
            max_length=60,
        )


class NewPasskeyForm(_PasskeyName, _Passkey, webauthn_forms.AddWebAuthnForm):
    """A new passkey and its name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.pop("passwordless", None)
        self.fields["name"].required = False  # the passkey is made by then: it is not thrown away
        self.initial["name"] = ""

    def clean_name(self) -> str:
        """A name in the visitor's language where none was given."""
        return self.cleaned_data["name"] or gettext("Passkey")

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when the passkey did not check who holds it."""
        found: dict[str, Any] = _checked(super().clean)
        return found


class PasskeyNameForm(_PasskeyName, webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""
