"""Looks at the running site from outside: headers, cookies, what must not be served, TLS."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legation.defence.scans.registry import Severity, Weakness, scan
from legation.kernel import clock
from legation.kernel.errors import Unavailable
from legation.kernel.http import Answer, Client

PUBLIC = ("/en/", "/zh-hant/offices/", "/en/no-such-page/")
SIGN_IN = "/en/account/login/"
NEVER_SERVED = (
    "/legation.sqlite3",
    "/holding.sqlite3",
    "/keys/master.key",
    "/.git/config",
    "/.env",
    "/static/../keys/master.key",
)
HEADERS = {
    "strict-transport-security": "max-age=",
    "content-security-policy": "default-src",
    "x-content-type-options": "nosniff",
    "referrer-policy": "",
}
SECONDS = 10
ALARM = dt.timedelta(days=14)


@scan("site", _("The running site: headers, cookies, what it serves"))
def site() -> list[Weakness]:
    """Asks the site at its own address."""
    client = Client(settings.LEGATION_ORIGIN, certificate=_own_certificate(), seconds=SECONDS)
    found: list[Weakness] = []
    for path in PUBLIC:
        answer = client.get(path)
        found += [*_headers(path, answer), *_public(path, answer)]
    found += _cookies(client.get(SIGN_IN))
    for path in NEVER_SERVED:
        if client.get(path).status == 200:
            found.append(
                Weakness(f"served:{path}", Severity.CRITICAL, f"{path} is served to everybody; take it away.")
            )
    return found


@scan("tls", _("Encryption: protocol versions, certificate"))
def tls() -> list[Weakness]:
    """Shakes hands with the site as a current and as an outdated client."""
    host, port = _address()
    version, certificate = _shake_hands(host, port)
    found = []
    if version not in ("TLSv1.2", "TLSv1.3"):
        found.append(
            Weakness(
                "tls:version", Severity.CRITICAL, f"The site speaks {version}; allow TLS 1.2 and 1.3 only."
            )
        )
    if _accepts_old(host, port):
        found.append(
            Weakness("tls:old", Severity.HIGH, "The site accepts TLS 1.1; allow TLS 1.2 and 1.3 only.")
        )
    left = certificate.not_valid_after_utc - clock.now()
    if left < ALARM:
        severity = Severity.CRITICAL if left < dt.timedelta(days=3) else Severity.HIGH
        found.append(Weakness("tls:expiry", severity, "The certificate ends within 14 days; renew it."))
    return found


def _headers(path: str, answer: Answer) -> Iterator[Weakness]:
    for name, wanted in HEADERS.items():
        value = answer.header(name)
        if not value or wanted not in value:
            yield Weakness(
                f"header:{path}:{name}", Severity.HIGH, f"{path} is answered without a right {name}."
            )
    if "unsafe-" in answer.header("content-security-policy"):
        yield Weakness(
            f"csp:{path}", Severity.HIGH, f"The content security policy of {path} allows unsafe sources."
        )
    for name in ("server", "x-powered-by"):
        if any(sign.isdigit() for sign in answer.header(name)):
            yield Weakness(
                f"version:{name}", Severity.LOW, f"The header {name} tells a version; leave it out."
            )


def _public(path: str, answer: Answer) -> Iterator[Weakness]:
    if answer.all("set-cookie"):
        yield Weakness(f"cookie:{path}", Severity.HIGH, f"{path} sets a cookie though nobody chose one.")
    if b"Traceback (most recent call last)" in answer.body or b"DJANGO_SETTINGS_MODULE" in answer.body:
        yield Weakness(
            f"trace:{path}", Severity.CRITICAL, f"{path} shows the inside of the program; turn debugging off."
        )


def _cookies(answer: Answer) -> Iterator[Weakness]:
    for cookie in answer.all("set-cookie"):
        name = cookie.partition("=")[0]
        flags = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
        for flag in sorted({"secure", "httponly", "samesite"} - flags):
            yield Weakness(f"flag:{name}:{flag}", Severity.HIGH, f"The cookie {name} is sent without {flag}.")


def _address() -> tuple[str, int]:
    parts = urlsplit(settings.LEGATION_ORIGIN)
    return (parts.hostname or "localhost").strip("[]"), parts.port or 443


def _own_certificate() -> Path | None:
    """The site's certificate, where it vouches for itself; any other must be trusted by the machine."""
    path = Path(settings.LEGATION_CERTIFICATE)
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return None
    return path if certificate.issuer == certificate.subject else None


def _shake_hands(host: str, port: int) -> tuple[str, x509.Certificate]:
    own = _own_certificate()
    context = ssl.create_default_context(cafile=str(own) if own else None)
    try:
        with (
            socket.create_connection((host, port), SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            raw = secure.getpeercert(binary_form=True) or b""
            return secure.version() or "nothing", x509.load_der_x509_certificate(raw)
    except (OSError, ValueError) as error:
        raise Unavailable(f"No secure connection to {host}:{port} ({type(error).__name__}).") from error


def _accepts_old(host: str, port: int) -> bool:
    """Whether a client of 2006 gets a connection. It trusts everybody: nothing is sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    try:
        with socket.create_connection((host, port), SECONDS) as plain, context.wrap_socket(plain):
            return True
    except OSError:
        return False
