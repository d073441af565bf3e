"""What ties a process to the one that started it, where the system is Linux; elsewhere nothing is done."""

import ctypes
import os
import signal
import sys
from functools import cache

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
"""Of prctl(2), as linux/prctl.h has them."""
IS_KNOWN = sys.platform == "linux"


def end_with_parent(number: int, parent: int) -> None:
    """Have this signal sent to this process when the one that started it is gone, however that ended.

    Args:
        number: the signal.
        parent: the process that started this one; if it is gone already, the signal is sent at once.
    """
    _prctl(PR_SET_PDEATHSIG, number)
    if IS_KNOWN and os.getppid() != parent:
        signal.raise_signal(number)


def adopt_orphans() -> None:
    """From now on whatever loses its parent among what this process started becomes a child of it."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    if IS_KNOWN:
        _libc().prctl(option, value, 0, 0, 0)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def load() -> None:
    """Look up what the others need, before a fork: a child must not load libraries."""
    if IS_KNOWN:
        _libc().prctl  # noqa: B018  ctypes looks a name up when it is asked for
