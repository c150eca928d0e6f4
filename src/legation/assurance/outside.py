"""The site asked over the network at its public address, as any visitor does."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from django.conf import settings

from legation.kernel.http import Client


class OutsideSite(Client):
    """A `promises.Site` over TLS. A certificate that the installation made for itself is trusted
    by name; any other must be trusted by the machine."""

    def __init__(self) -> None:
        super().__init__(settings.LEGATION_ORIGIN, certificate=_own(Path(settings.LEGATION_CERTIFICATE)))


def _own(path: Path) -> Path | None:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return None
    return path if certificate.issuer == certificate.subject else None
