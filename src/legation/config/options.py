"""The configuration: typed, frozen, strict. A wrong value is refused with one sentence.

Each value comes from the environment variable of the same name, or from the file that the variable
with `_FILE` behind its name points to. Knows nothing of Django: the edge is configured by it too.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from legation.kernel.errors import LegationError
from legation.kernel.http import safe_to_ask

HOST = re.compile(r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$|^\[[0-9a-f:]+\]$")
SYSTEM_SCANNER = "/run/clamav/clamd.ctl"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9.-]{1,200}")  # its local part is extended


PAYMENTS = ("none", "sandbox")  # the providers of casework.payments


class WrongOption(LegationError):
    """A value that cannot be used, and what to write instead."""


@dataclass(frozen=True)
class Options:
    """Every setting of an installation; see `docs/configuration.md`."""

    data: Path
    hosts: tuple[str, ...]
    port: int
    http_port: int
    bind: str
    tls_cert: Path
    tls_key: Path
    trusted_proxies: tuple[Network, ...]
    master_key_file: Path
    database_url: str
    holding_database_url: str
    storage_url: str
    clamd: str
    backup_url: str
    ledger_witness: Path | None
    email_url: str
    bounce_address: str
    oidc_url: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_name: str
    demonstration: bool
    payments: str
    workers: int
    crs: Path

    @property
    def origin(self) -> str:
        """The site's own address, such as `https://localhost:8443`."""
        suffix = "" if self.port == 443 else f":{self.port}"
        return f"https://{self.hosts[0]}{suffix}"


def load(environment: Mapping[str, str] | None = None) -> Options:
    """Read and check every value. Raises WrongOption for the first that is wrong."""
    env = _Environment(os.environ if environment is None else environment)
    data = Path(env.text("LEGATION_DATA", "./data")).absolute()
    env.refuse("LEGATION_VALKEY_URL", "Several machines are not supported by this version; leave it out.")
    demonstration = env.flag("LEGATION_DEMONSTRATION", default=True)
    directory = env.directory("LEGATION_OIDC_URL", "LEGATION_OIDC_CLIENT_ID", "LEGATION_OIDC_CLIENT_SECRET")
    return Options(
        data=data,
        hosts=env.hosts("LEGATION_HOSTS", "localhost"),
        port=env.number("LEGATION_PORT", 8443, 1, 65535),
        http_port=env.number("LEGATION_HTTP_PORT", 8080, 0, 65535),
        bind=env.address("LEGATION_BIND", "127.0.0.1"),
        tls_cert=Path(env.text("LEGATION_TLS_CERT", str(data / "tls" / "certificate.pem"))),
        tls_key=Path(env.text("LEGATION_TLS_KEY", str(data / "tls" / "key.pem"))),
        trusted_proxies=env.networks("LEGATION_TRUSTED_PROXIES"),
        master_key_file=Path(env.text("LEGATION_MASTER_KEY_FILE", str(data / "keys" / "master.key"))),
        database_url=env.url("LEGATION_DATABASE_URL", "", ("postgresql",)),
        holding_database_url=env.url("LEGATION_HOLDING_DATABASE_URL", "", ("postgresql",)),
        storage_url=env.url("LEGATION_STORAGE_URL", "", ()),
        clamd=env.text("LEGATION_CLAMD", "") or _scanner(data),
        backup_url=env.text("LEGATION_BACKUP_URL", str(data.with_name(data.name + "-backup"))),
        ledger_witness=env.outside("LEGATION_LEDGER_WITNESS", data),
        email_url=env.url("LEGATION_EMAIL_URL", "", ("smtp", "smtps")),
        bounce_address=env.mail_address("LEGATION_BOUNCE_ADDRESS"),
        oidc_url=directory[0],
        oidc_client_id=directory[1],
        oidc_client_secret=directory[2],
        oidc_name=env.text("LEGATION_OIDC_NAME", ""),
        demonstration=demonstration,
        payments=env.one_of("LEGATION_PAYMENTS", "sandbox" if demonstration else "none", PAYMENTS),
        workers=env.number("LEGATION_WORKERS", 2, 1, 64),
        crs=Path(env.text("LEGATION_CRS", "/usr/share/modsecurity-crs")),
    )


def _scanner(data: Path) -> str:
    """The machine's malware scanner where it answers, else the one that `legation run` starts."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(1)
        try:
            client.connect(SYSTEM_SCANNER)
        except OSError:
            return str(data / "run" / "clamd.sock")
    return SYSTEM_SCANNER


class _Environment:
    """Reads single values and refuses wrong ones by name."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str, default: str) -> str:
        if pointer := self._values.get(f"{name}_FILE"):
            if name == "LEGATION_MASTER_KEY":
                return default
            try:
                return Path(pointer).read_text().strip()
            except OSError as error:
                raise WrongOption(f"{name}_FILE names {pointer}, which cannot be read.") from error
        return self._values.get(name, "").strip() or default

    def outside(self, name: str, data: Path) -> Path | None:
        """A file that must not lie in the data folder."""
        text = self.text(name, "")
        path = Path(text).absolute() if text else None
        if path and (path.resolve().is_relative_to(data.resolve()) or path.is_dir()):
            raise WrongOption(f"{name} must be a file outside the data folder, not {text!r}.")
        return path

    def refuse(self, name: str, why: str) -> None:
        if self.text(name, ""):
            raise WrongOption(f"{name} cannot be used: {why}")

    def number(self, name: str, default: int, least: int, most: int) -> int:
        text = self.text(name, str(default))
        if not text.isdecimal() or not least <= int(text) <= most:
            raise WrongOption(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
        return int(text)

    def flag(self, name: str, *, default: bool) -> bool:
        text = self.text(name, "yes" if default else "no").lower()
        if text not in ("yes", "no"):
            raise WrongOption(f"{name} must be yes or no, not {text!r}.")
        return text == "yes"

    def one_of(self, name: str, default: str, known: tuple[str, ...]) -> str:
        text = self.text(name, default)
        if text not in known:
            raise WrongOption(f"{name} must be one of {', '.join(known)}, not {text!r}.")
        return text

    def mail_address(self, name: str) -> str:
        text = self.text(name, "")
        if text and not MAIL_ADDRESS.fullmatch(text):
            raise WrongOption(f"{name} must be an address such as bounces@example.org, not {text!r}.")
        return text

    def hosts(self, name: str, default: str) -> tuple[str, ...]:
        names = tuple(part.strip().lower() for part in self.text(name, default).split(",") if part.strip())
        for host in names:
            if not HOST.match(host):
                raise WrongOption(f"{name} must be host names with commas between, not {host!r}.")
        return names

    def address(self, name: str, default: str) -> str:
        text = self.text(name, default)
        try:
            return str(ipaddress.ip_address(text))
        except ValueError as error:
            raise WrongOption(f"{name} must be one IP address, not {text!r}.") from error

    def networks(self, name: str) -> tuple[Network, ...]:
        try:
            return tuple(
                ipaddress.ip_network(part.strip()) for part in self.text(name, "").split(",") if part.strip()
            )
        except ValueError as error:
            raise WrongOption(f"{name} must be networks such as 10.0.0.0/8: {error}.") from error

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        text = self.text(name, default)
        if text and urlsplit(text).scheme not in schemes:
            wanted = " or ".join(f"{scheme}://…" for scheme in schemes) or "left out in this version"
            raise WrongOption(f"{name} must be {wanted}.")
        return text

    def directory(self, url: str, client_id: str, client_secret: str) -> tuple[str, str, str]:
        """Issuer, client id and client secret of the ministry's own directory: all three or none."""
        issuer = self.text(url, "").rstrip("/")
        given = (issuer, self.text(client_id, ""), self.text(client_secret, ""))
        if any(given) and not all(given):
            raise WrongOption(f"{url}, {client_id} and {client_secret} belong together.")
        if issuer and not safe_to_ask(issuer):
            raise WrongOption(f"{url} must be https://…, not {issuer!r}.")
        return given
