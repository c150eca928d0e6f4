"""What publishing asks of packages above it, which fill these in when they start."""

from __future__ import annotations

from collections.abc import Callable

# (service slug, office slug or "", language) → the address of the online form, or None without one.
ApplyUrl = Callable[[str, str, str], str | None]
_apply_url: list[ApplyUrl] = []


def offer_applications(port: ApplyUrl) -> None:
    """Casework says here where a service can be applied for online."""
    _apply_url.append(port)


def apply_url(service: str, office: str, language: str) -> str | None:
    """Where to apply online, or None when this service has no form here."""
    return next((url for port in _apply_url if (url := port(service, office, language))), None)
