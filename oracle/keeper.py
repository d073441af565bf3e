"""A keeper: the parent of a driver, that sees that nothing the driver started outlives it.

It stands between this project and a driver. Whatever loses its parent below it becomes its child, so a daemon
that has left its group and cleared its environment is found as well. The keeper ends with what started it,
also if that is killed, and everything below ends with the keeper. A driver that stops or kills its parent
stops or kills the keeper, and not what judges it. And it looks at how much memory all of that holds.

It is a fork that never runs another program: it costs some milliseconds, and runs on Linux alone.
"""

import gc
import os
import signal
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import NoReturn

from coppspec.properties.lifeline import adopt_orphans, end_with_parent

LOOK = 0.1
"""Seconds between two looks at the memory."""
GRACE = 2.0
"""Seconds for which it goes on to kill what starts without end."""
AWAITED = {signal.SIGCHLD, signal.SIGTERM}
RESIDENT = 1
"""The pages in memory, among the numbers of /proc/PID/statm."""
ENDED, KILLED, TOO_LARGE = "ended", "killed", "large"
"""What it writes of a driver; behind it its exit status, its signal, or how many bytes it may have."""
UNKNOWN = 125
"""What it ends with if it cannot do its work."""


def keep(report: int, most: int, parent: int) -> None:
    """In a child that is about to become a driver: split in two. It returns in the driver alone.

    Args:
        report: a pipe, into which the keeper writes how the driver ended.
        most: how many bytes the driver and all that it starts may hold in memory; 0 for any number.
        parent: the process that judges.
    """
    gc.disable()  # what the parent holds must not be finalized here
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    adopt_orphans()
    end_with_parent(signal.SIGTERM, parent)
    keeper = os.getpid()
    driver = os.fork()
    if driver == 0:
        end_with_parent(signal.SIGKILL, keeper)
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        return
    _keep(driver, report, most)


def _keep(driver: int, report: int, most: int) -> NoReturn:
    try:
        for each in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208  a number is all that is wanted
            if each != report:  # or nobody would see that the driver has closed its pipes
                with suppress(OSError):
                    os.close(each)
        os.write(report, _ended(driver, most).encode())
        _end_all()
    finally:
        os._exit(UNKNOWN)


def _ended(driver: int, most: int) -> str:
    """Wait until the driver ends, or is to end; how it did, as one word and a number."""
    while True:
        came = signal.sigtimedwait(AWAITED, LOOK if most else GRACE)
        if came is not None and came.si_signo == signal.SIGTERM:
            return f"{ENDED} 0"
        for pid, status in _reaped():
            if pid == driver:
                if os.WIFSIGNALED(status):
                    return f"{KILLED} {os.WTERMSIG(status)}"
                return f"{ENDED} {os.WEXITSTATUS(status)}"
        if most and _resident(os.getpid()) > most:
            return f"{TOO_LARGE} {most}"


def _reaped() -> list[tuple[int, int]]:
    """The children that have ended, and how."""
    found: list[tuple[int, int]] = []
    with suppress(ChildProcessError):
        while (one := os.waitpid(-1, os.WNOHANG))[0]:
            found.append(one)
    return found


def _end_all() -> None:
    """Kill what is below, and what comes from there while that is done."""
    until = monotonic() + GRACE
    while (children := _children(os.getpid())) and monotonic() < until:
        for each in children:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(each, signal.SIGKILL)
        signal.sigtimedwait({signal.SIGCHLD}, LOOK)
        _reaped()


def _resident(pid: int) -> int:
    """The bytes in memory of all below a process."""
    return sum(_own(each) + _resident(each) for each in _children(pid))


def _own(pid: int) -> int:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[RESIDENT]
    except (OSError, IndexError):
        return 0  # it has just ended
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, path.read_text(encoding="ascii").split())
    return found
