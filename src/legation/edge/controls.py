"""Control: what travels is encrypted, and plain HTTP only points the way."""

from __future__ import annotations

import datetime as dt
import os
import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from cryptography import x509
from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.kernel.http import Client
from legation.promises.control import Control, Finding, Proof, Site
from legation.promises.registry import register

ENOUGH = dt.timedelta(days=14)
SECONDS = 10


@register
class TransportIsEncrypted(Control):
    """TLS 1.2 or later, nothing older, HSTS, a certificate with two weeks left, and a redirect."""

    promise = "tls"
    name = "tls.transport"
    proof = Proof.OUTSIDER
    how = _("Connect with `openssl s_client -tls1_1`, which must fail; ask the plain port with `curl -I`.")

    plain_port = int(os.environ.get("LEGATION_HTTP_PORT", "8080"))

    def check(self, site: Site) -> Finding:
        """Look at one connection of each kind."""
        address = urlsplit(site.origin)
        host, port = address.hostname or "localhost", address.port or 443
        try:
            version, end = _connection(host, port)
        except OSError as error:
            return Finding.unclear(f"No encrypted connection could be made ({type(error).__name__}).")
        if faults := [*_faults(version, end), *self._header(site), *_old(host, port), *self._plain(host)]:
            return Finding.bad(" ".join(faults))
        days = (end - clock.now()).days
        return Finding.good(
            f"{version}, HSTS, nothing older than TLS 1.2; the certificate has {days} days left."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A server of plain HTTP that answers instead of pointing to https."""
        with _Answering() as port:
            former, self.plain_port = self.plain_port, port
            try:
                yield
            finally:
                self.plain_port = former

    def _header(self, site: Site) -> list[str]:
        value = site.get("/healthz").header("strict-transport-security")
        return [] if "max-age=" in value else ["There is no Strict-Transport-Security header."]

    def _plain(self, host: str) -> list[str]:
        if not self.plain_port:
            return []
        try:
            answer = Client(f"http://{host}:{self.plain_port}", seconds=SECONDS).get("/en/")
        except Exception:  # noqa: BLE001  # a port that does not answer transmits nothing
            return []
        secure = answer.status in (301, 308) and answer.header("location").startswith("https://")
        return [] if secure else [f"Plain HTTP answered with status {answer.status}."]


def _connection(host: str, port: int) -> tuple[str, dt.datetime]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # its dates are judged, not its issuer
    with (
        socket.create_connection((host, port), timeout=SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        certificate = x509.load_der_x509_certificate(secure.getpeercert(binary_form=True) or b"")
        return secure.version() or "", certificate.not_valid_after_utc


def _faults(version: str, end: dt.datetime) -> list[str]:
    faults = [] if version in ("TLSv1.2", "TLSv1.3") else [f"The connection used {version}."]
    left = end - clock.now()
    return faults if left > ENOUGH else [*faults, f"The certificate has only {left.days} days left."]


def _old(host: str, port: int) -> list[str]:
    """What an out-of-date client achieves; nothing where this machine cannot even try."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # asked for on purpose: it must be refused
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        with (
            socket.create_connection((host, port), timeout=SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            return [f"The server accepts {secure.version()}."]
    except (OSError, ValueError):
        return []


class _Answering:
    """Answers one plain request after another with 200, for the sabotage."""

    def __enter__(self) -> int:
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return int(self._listener.getsockname()[1])

    def __exit__(self, *error: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _peer = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi")
