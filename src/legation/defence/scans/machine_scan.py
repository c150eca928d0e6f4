"""Looks at the installation from inside: configuration, files of keys, processes, versions."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.utils.translation import gettext_lazy as _
from packaging.markers import Marker

import legation
from legation.defence.malware.services import scanner_version
from legation.defence.scans.registry import Severity, Weakness, scan
from legation.kernel.errors import Unavailable

# HSTS and the redirect from plain HTTP are the edge's, which the scan of the site sees; the protection
# of forms is `web.forgery.FormGuard`, which Django's check does not know.
ELSEWHERE = {"security.W003", "security.W004", "security.W005", "security.W008", "security.W021"}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?:\s*;\s*([^\\]+))?", re.MULTILINE)


@scan("configuration", _("Configuration of the application"))
def configuration() -> list[Weakness]:
    """Django's own deployment checks, and ours."""
    found = [
        Weakness(f"check:{message.id}", Severity.HIGH, message.msg)
        for message in run_checks(tags=[Tags.security], include_deployment_checks=True)
        if message.id not in ELSEWHERE
    ]
    if settings.DEBUG:
        found.append(Weakness("debug", Severity.CRITICAL, "Debugging is on; turn it off."))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Weakness("hosts", Severity.HIGH, "Every host name is answered; name the site's own."))
    if not settings.SESSION_COOKIE_NAME.startswith("__Host-"):
        found.append(
            Weakness("session-name", Severity.MEDIUM, "The session cookie's name must begin with __Host-.")
        )
    return found


@scan("files", _("Files of keys and data: who may read them"))
def files() -> list[Weakness]:
    """Nobody but the service reads keys; nobody else writes data."""
    data = settings.LEGATION_DATA
    secret = [path for path in (data / "keys").rglob("*") if path.is_file()]
    secret += [Path(settings.LEGATION_MASTER_KEY_FILE), data / "tls" / "key.pem"]
    found = []
    for path in sorted(set(secret)):
        mode = _mode(path)
        if mode & 0o077:
            found.append(_open_file(data, path, "secret", Severity.CRITICAL, "readable by others"))
    kept = (data / "legation.sqlite3", data / "holding.sqlite3", data, data / "keys")
    return found + [
        _open_file(data, path, "writable", Severity.HIGH, "writable by others")
        for path in kept
        if _mode(path) & 0o022
    ]


@scan("processes", _("Processes: whom they run as"))
def processes() -> list[Weakness]:
    """No process that serves or works runs as root."""
    try:
        state = json.loads((settings.LEGATION_DATA / "run" / "state.json").read_text())
        services = {str(name): int(service["pid"]) for name, service in state["services"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unavailable("Nothing tells which processes run.") from error
    return [
        Weakness(f"root:{name}", Severity.HIGH, f"The process {name} runs as root; start it as its own user.")
        for name, pid in services.items()
        if _runs_as_root(pid)
    ]


@scan("dependencies", _("Libraries: whether they are the locked ones"))
def dependencies() -> list[Weakness]:
    """Every installed library has the version that was locked with its hash."""
    lock = Path(legation.__file__).resolve().parents[2] / "requirements.lock"
    try:
        text = lock.read_text()
    except OSError as error:
        raise Unavailable("The list of locked versions is not beside the program.") from error
    return list(_differences(text))


@scan("malware-scanner", _("The malware scanner and its signatures"))
def malware_scanner() -> list[Weakness]:
    """It answers, and its signatures are there."""
    try:
        version = scanner_version()
    except Unavailable as error:
        return [Weakness("clamd:away", Severity.HIGH, f"{error.sentence} Start clamd.")]
    if version.count("/") < 2:
        text = "The malware scanner lacks the signatures of ClamAV; run freshclam."
        return [Weakness("clamd:signatures", Severity.MEDIUM, text)]
    return []


def _open_file(data: Path, path: Path, kind: str, severity: Severity, how: str) -> Weakness:
    name = path.relative_to(data) if path.is_relative_to(data) else path.name
    return Weakness(f"{kind}:{name}", severity, f"{name} is {how}; change its mode.")


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0


def _runs_as_root(pid: int) -> bool:
    try:
        return os.stat(f"/proc/{pid}").st_uid == 0  # noqa: PTH116  # Path.stat is the same call
    except OSError:
        return False


def _differences(lock: str) -> Iterator[Weakness]:
    for name, wanted, marker in PINNED.findall(lock):
        if marker and not Marker(marker.strip()).evaluate():
            continue  # for another Python or platform
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        if installed != wanted:
            text = f"{name} is {installed} instead of the locked {wanted}; install what was locked."
            yield Weakness(f"version:{name}", Severity.HIGH, text)
