"""A malware scanner of our own where the machine's does not answer: clamd, on a socket in the data folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from legation.cli.supervisor.children import Service
from legation.kernel.files import write_atomically

SYSTEM_SIGNATURES = Path("/var/lib/clamav")
# The industry's harmless test file, so that the way from upload to refusal can always be tried.
TEST_SIGNATURE = (
    "Eicar-Test-Signature:0:*:"
    "58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e44415244"
    "2d414e544956495255532d544553542d46494c452124482b482a\n"
)


def service(data: Path, address: str) -> Service | None:
    """The scanner to start; None when another one is configured or answers, or none is installed."""
    ours = data / "run" / "clamd.sock"
    binary = shutil.which("clamd", path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin")
    if Path(address) != ours or not binary:
        return None
    ours.unlink(missing_ok=True)
    configuration = data / "run" / "clamd.conf"
    lines = (
        f"LocalSocket {ours}",
        "LocalSocketMode 600",
        "FixStaleSocket yes",
        "Foreground yes",
        f"DatabaseDirectory {signatures(data)}",
        "StreamMaxLength 40M",
        "MaxThreads 4",
        "SelfCheck 600",
    )
    write_atomically(configuration, ("\n".join(lines) + "\n").encode())
    return Service("clamd", (binary, f"--config-file={configuration}"))


def signatures(data: Path) -> Path:
    """The machine's signatures where it has some, else a folder with the test signature alone."""
    if any(SYSTEM_SIGNATURES.glob("*.c[vl]d")):
        return SYSTEM_SIGNATURES
    folder = data / "clamav"
    test = folder / "test.ndb"
    if not test.exists():
        write_atomically(test, TEST_SIGNATURE.encode())
    return folder
