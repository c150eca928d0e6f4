"""The certificate of a first start, signed by itself; a ministry brings its own."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.kernel.files import write_atomically

DAYS = 397  # the longest that browsers accept
RENEW_DAYS = 30
ALWAYS = ("localhost", "127.0.0.1", "::1")


def ensure(certificate: Path, key: Path, hosts: tuple[str, ...], *, own: bool) -> None:
    """Make a certificate where there is none, and a new one when our `own` nears its end.

    Raises LegationError when the files given cannot be used.
    """
    if own and (not certificate.exists() or not key.exists() or _ends_soon(certificate)):
        make(certificate, key, hosts)
    check(certificate, key)


def make(certificate: Path, key: Path, hosts: tuple[str, ...], *, days: int = DAYS) -> None:
    """Write a new key (PKCS#8, its owner's alone) and a certificate for `hosts` and this machine."""
    private = ec.generate_private_key(ec.SECP256R1())
    names = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
    now = clock.now()
    built = (
        x509.CertificateBuilder()
        .subject_name(names)
        .issuer_name(names)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(_alternatives(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    plain = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_atomically(key, plain, mode=0o600)
    write_atomically(certificate, built.public_bytes(serialization.Encoding.PEM))


def check(certificate: Path, key: Path) -> None:
    """Raises LegationError, with what to do, when a server could not use the pair."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
        pkcs8 = b"BEGIN PRIVATE KEY" in key.read_bytes()
    except (OSError, ssl.SSLError) as error:
        raise LegationError(
            f"The certificate {certificate} and key {key} cannot be used ({error.strerror or error}); "
            "LEGATION_TLS_CERT and LEGATION_TLS_KEY must name a matching pair that this user may read."
        ) from error
    if not pkcs8:
        raise LegationError(
            f"The key {key} must be in PKCS#8 form: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW."
        )


def _alternatives(hosts: tuple[str, ...]) -> x509.SubjectAlternativeName:
    names: list[x509.GeneralName] = []
    for host in dict.fromkeys((*hosts, *ALWAYS)):
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(host.strip("[]"))))
        except ValueError:
            names.append(x509.DNSName(host))
    return x509.SubjectAlternativeName(names)


def _ends_soon(certificate: Path) -> bool:
    try:
        end = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return True
    return end < clock.now() + dt.timedelta(days=RENEW_DAYS)
