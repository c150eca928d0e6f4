"""Staff sign in through the ministry's own directory, where one is configured (OpenID Connect).

The directory only stands in for the password: it opens accounts of staff that exist here, by a verified
address, creates and links none, and the second factor is asked for as always. Nothing of what the
directory says is kept.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from legation.accounts.limits.services import Limit, place
from legation.accounts.members.standing import SHARED
from legation.accounts.models import User
from legation.edge import signals
from legation.kernel.errors import Unavailable
from legation.kernel.http import Client, safe_to_ask
from legation.web.errors import error_page

PROVIDER = "directory"
LANGUAGE = "directory_language"
SECONDS = 5
# Each start and each return makes this site ask the directory.
ASKED = Limit("directory sign-in", 40, 5 * 60)


def configured() -> bool:
    """Whether this installation has a directory; without one there is no route and no button."""
    return bool(settings.LEGATION_OIDC_URL)


def name() -> str:
    """How the sign-in page names the directory."""
    return settings.LEGATION_OIDC_NAME or gettext("the ministry's directory")


class Reply:
    """What the directory answered, in the shape that allauth reads."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status_code, self.content = status, body
        self.headers = {"content-type": "", **headers}

    @property
    def text(self) -> str:
        """Never fails, whatever the bytes are."""
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """Raises ValueError when it is none."""
        return json.loads(self.content)

    def raise_for_status(self) -> None:
        """Raises Unavailable unless the directory gave what was asked."""
        if self.status_code != 200:
            raise Unavailable(f"The directory answered {self.status_code}.")


class Door:
    """allauth's questions to the directory, led through the one door for outbound connections: encrypted
    or on this machine, no redirect followed. Raises Unavailable when no usable answer comes."""

    def __enter__(self) -> Door:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """As `requests` has it."""
        return self.request("GET", url, headers=headers)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: Any = None,
    ) -> Reply:
        """As `requests` has it; `auth` has a `username` and a `password`."""
        if params or not safe_to_ask(url):
            raise Unavailable("The directory names an address that is not safe to ask.")
        sent = {"Accept": "application/json", **(headers or {})}
        if auth is not None:
            sent |= urllib3.make_headers(basic_auth=f"{auth.username}:{auth.password}")
        if data is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        client = Client(f"{parts.scheme}://{parts.netloc}", seconds=SECONDS)
        answer = client.ask(method, path, headers=sent, body=urlencode(data).encode() if data else None)
        if answer.status >= 500:
            raise Unavailable(f"The directory answered {answer.status}.")
        return Reply(answer.status, dict(answer.headers), answer.body)


def _understood(ask: Callable[..., Any]) -> Callable[..., Any]:
    """What the directory answers in an unexpected shape counts as no answer."""

    @wraps(ask)
    def asked(*args: Any, **options: Any) -> Any:
        try:
            return ask(*args, **options)
        except (AttributeError, ImproperlyConfigured, LookupError, TypeError, ValueError) as error:
            raise Unavailable("The directory's answer cannot be understood.") from error

    return asked


class Directory(OpenIDConnectOAuth2Adapter):
    """allauth's client, which here trusts no answer to have the right shape."""

    parse_token = _understood(OpenIDConnectOAuth2Adapter.parse_token)
    complete_login = _understood(OpenIDConnectOAuth2Adapter.complete_login)

    @property
    def openid_config(self) -> dict[str, Any]:
        """The discovery document. Raises Unavailable unless it is that of the configured issuer."""
        found = _understood(lambda: dict(super(Directory, self).openid_config))()
        if str(found.get("issuer", "")).rstrip("/") != settings.LEGATION_OIDC_URL:
            raise Unavailable("The directory calls itself by another name than LEGATION_OIDC_URL.")
        if not {"authorization_endpoint", "token_endpoint"} <= found.keys():
            raise Unavailable("The directory does not say where to ask.")
        return found

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        """Not every directory has that page; the token says who it is too."""
        if "userinfo_endpoint" not in self.openid_config:
            return {}
        found: dict[str, Any] = super()._fetch_user_info(access_token)
        return found


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """Whom the directory lets in, and what everybody else is told."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """The one of the options; a row in the database never makes another."""
        from allauth.socialaccount.models import SocialApp  # noqa: PLC0415  # models may not be loaded yet

        if not configured():
            return []
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=PROVIDER,
                name=PROVIDER,
                client_id=settings.LEGATION_OIDC_CLIENT_ID,
                secret=settings.LEGATION_OIDC_CLIENT_SECRET,
                settings={"server_url": settings.LEGATION_OIDC_URL, "oauth_pkce_enabled": True},
            )
        ]

    def get_requests_session(self) -> Door:
        """Through the kernel, as everything that leaves this site."""
        return Door()

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Never the library's own way, which also opens accounts of members."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """The directory creates no account."""
        return False

    def serialize_instance(self, instance: Any) -> dict[str, Any]:
        """Between the two factors a person lies in the session as a number, not as a row."""
        if isinstance(instance, User):
            return {"pk": instance.pk}
        found: dict[str, Any] = super().serialize_instance(instance)
        return found

    def deserialize_instance(self, model: Any, data: Any) -> Any:
        """The person as they are now. Raises ValueError when the account is gone."""
        if model is not User:
            return super().deserialize_instance(model, data)
        user = User.objects.filter(pk=data["pk"]).first()
        if user is None:
            raise ValueError("the account is gone")
        return user

    def on_authentication_error(self, request: HttpRequest, provider: Any, **given: Any) -> None:
        """Cancelled, too late, sent twice or forged: one page for all."""
        raise ImmediateHttpResponse(_failed(request))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the member of staff, or answer why nobody was signed in."""
        said = sociallogin.account.extra_data
        token, more = said.get("id_token") or {}, said.get("userinfo") or {}
        expected = str(sociallogin.state.get("nonce", ""))
        ours = secrets.compare_digest(str(token.get("nonce", "")).encode(), expected.encode())
        if not expected or not ours or (more and more.get("sub") != token.get("sub")):
            raise ImmediateHttpResponse(_failed(request))
        user = staff_with(more if "email" in more else token)
        if user is None:
            signals.send(settings.LEGATION_DATA, request.META.get("REMOTE_ADDR", ""), "sign-in-failed")
            raise ImmediateHttpResponse(_refused(request))
        # Between the two factors this lies in the session: without the directory's token and claims.
        sociallogin.user, sociallogin.token, sociallogin.email_addresses = user, None, []
        sociallogin.account.extra_data = {}


def staff_with(claims: Mapping[str, Any]) -> User | None:
    """The active member of staff whose own confirmed address the directory has verified."""
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str) or not email:
        return None
    row = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
    user = row.user if row else None
    if isinstance(user, User) and user.is_active and user.is_staff and user.grants.in_force().exists():
        return user
    return None


@require_GET
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Sends staff to the directory. A link, as the content policy lets no form lead elsewhere; followed
    from another website it only leads to the sign-in page, so that nobody is signed in unawares."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return HttpResponseRedirect(reverse("account_login"))
    if ASKED.exceeded(place(request)):
        return error_page(request, 429)
    provider = DirectoryAdapter(request).get_provider(request, PROVIDER)
    provider.oauth2_adapter_class = Directory
    request.session[LANGUAGE] = translation.get_language()
    nonce = secrets.token_urlsafe(24)
    try:
        answer: HttpResponse = provider.redirect(
            request,
            AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            auth_params={"nonce": nonce},
            nonce=nonce,
        )
    except Unavailable:
        return _away(request)
    return answer


@require_GET
@never_cache
def arrive(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the directory: on to the second factor, or a page that says why not."""
    language = request.session.get(LANGUAGE)
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = language
    if ASKED.exceeded(place(request)):
        return error_page(request, 429)
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(Directory(request, provider_id))(request)
    except Unavailable:
        return _away(request)
    if answer.status_code == 302:
        request.session[SHARED] = False
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    return answer


def _refused(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        403,
        heading=_("The directory opens no account here"),
        sentences=[
            _(
                "It opens accounts of staff only, by an address that it has verified and that is confirmed here."
            ),
            _("Sign in with your password or a passkey, or ask your administrator."),
        ],
    )


def _failed(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        403,
        heading=_("You were not signed in"),
        sentences=[
            _("The directory did not confirm who you are, or its answer came too late or twice."),
            _("Open the sign-in page and begin again."),
        ],
    )


def _away(request: HttpRequest) -> HttpResponse:
    response = error_page(
        request,
        503,
        heading=_("The directory does not answer"),
        sentences=[_("Sign in with your password or a passkey, or try again in a few minutes.")],
    )
    response.headers["Retry-After"] = "60"
    return response
