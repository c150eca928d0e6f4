"""Giving up root: the site is run by a system user that owns the data folder and nothing else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

USER = "legation"
PROBE = "import pathlib, sys, django, granian, legation; p = pathlib.Path(sys.argv[1], '.probe'); p.touch(); p.unlink()"
LOWEST_FREE_PORT = 1024


def drop_root(data: Path, backup: str, ports: tuple[int, ...]) -> str:
    """As root, start this command anew as the own user, and do not return. Returns one sentence that
    tells why this process still is root, or nothing when it is not."""
    return _drop(data, backup, ports) if os.geteuid() == 0 else ""


def _drop(data: Path, backup: str, ports: tuple[int, ...]) -> str:
    try:
        account = _account()
    except (OSError, KeyError, subprocess.CalledProcessError):
        return f"There is no system user {USER} and none could be made, so the site runs as root."
    _give(data, account)
    if Path(backup).is_absolute():
        _give(Path(backup), account)
    prefix = _prefix(account, ports)
    if not prefix:
        return "The program setpriv (Debian: util-linux) is missing, so the site runs as root."
    probe = [*prefix, sys.executable, "-c", PROBE, str(data)]
    if subprocess.run(probe, cwd="/", capture_output=True, check=False).returncode != 0:
        _give(data, pwd.getpwuid(0))
        return (
            f"The user {USER} may not enter a folder above the code, the interpreter or the data, "
            "so the site runs as root; move them below /srv or /opt to change that."
        )
    command = [*prefix, sys.executable, "-m", "legation.cli", *sys.argv[1:]]
    sys.stdout.flush()
    return os.execve(command[0], command, _environment(data))


def act_as_owner(data: Path) -> None:
    """As root beside a data folder of another user, go on as that user, so that nothing is left in it
    that the running site may not read."""
    if os.geteuid() != 0 or not data.exists():
        return
    owner = data.stat()
    if owner.st_uid == 0:
        return
    os.setgroups([owner.st_gid])
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)
    os.environ.update(_environment(data))


def _environment(data: Path) -> dict[str, str]:
    """Programs such as restic keep their cache in the data folder, not in the home of root."""
    return {**os.environ, "HOME": str(data), "USER": USER, "LOGNAME": USER, "PYTHONSAFEPATH": "1"}


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin") or "useradd"
        command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        command += ["--shell", "/usr/sbin/nologin", USER]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(USER)


def _prefix(account: pwd.struct_passwd, ports: tuple[int, ...]) -> list[str]:
    setpriv = shutil.which("setpriv")
    if not setpriv:
        return []
    prefix = [setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    if any(0 < port < LOWEST_FREE_PORT for port in ports):
        return [*prefix, "--inh-caps=-all,+net_bind_service", "--ambient-caps=-all,+net_bind_service", "--"]
    return [*prefix, "--inh-caps=-all", "--no-new-privs", "--"]


def _give(folder: Path, account: pwd.struct_passwd) -> None:
    """Make the folder if needed; it and all in it belong to the account (links are not followed)."""
    folder.mkdir(parents=True, exist_ok=True)
    found = [
        folder,
        *(Path(top, name) for top, folders, files in os.walk(folder) for name in (*folders, *files)),
    ]
    for path in found:
        if path.lstat().st_uid != account.pw_uid:
            os.lchown(path, account.pw_uid, account.pw_gid)
