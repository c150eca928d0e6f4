"""What one process may ask of the kernel about another."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)  # loaded before any fork: a child that was just forked must not load libraries


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it ends, however it ends.

    Call it in the child, after any change of user (which takes the wish back).
    """
    parent = os.getppid()
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def give_way(steps: int) -> None:
    """Let others run first, by so many steps of `nice`: also where the kernel shares the processor by session
    (autogroup), in which each service has its own."""
    os.nice(steps)
    try:
        Path("/proc/self/autogroup").write_text(str(steps))
    except OSError:
        return  # the kernel has no such thing


def running(pid: int) -> bool:
    """Whether a process of this number is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
