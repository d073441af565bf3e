"""A child process with a group of its own, that is killed with all that it has started."""

import os
import signal
import subprocess
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from time import monotonic, sleep

from coppspec.oracle.family import VARIABLE, Family, new_mark
from coppspec.oracle.keeper import KILLED, TOO_LARGE, keep
from coppspec.properties import lifeline
from coppspec.properties.cause import Cause
from coppspec.properties.crew import signal_name

MOMENT = 0.005
"""Seconds between two looks whether it has ended."""
GRACE = 3.0
"""Seconds in which its keeper ends it; it has killed all of it before."""
NEEDED = ("waitid", "killpg")
"""What the system has to have: Linux does, and macOS from Python 3.13 on."""
LONGEST = 200
"""Bytes in which its keeper says how it ended."""


@dataclass(frozen=True)
class Outcome:
    """How a process ended."""

    number: int
    """Its exit status, the signal that killed it, or the bytes of memory that it may not exceed."""
    is_killed: bool = False
    is_too_large: bool = False

    @property
    def cause(self) -> Cause:
        """The same as a cause."""
        if self.is_too_large:
            return Cause.TOO_LARGE
        return Cause.KILLED if self.is_killed else Cause.ENDED

    def __str__(self) -> str:
        """How a sentence goes on after "the driver"."""
        if self.is_too_large:
            return f"exceeded the memory limit of {in_units(self.number)}"
        if self.is_killed:
            return f"was killed by {signal_name(self.number)}"
        return f"ended with exit status {self.number}"


class Child:
    """A running program.

    Args:
        command: the program and its arguments.
        memory: how many bytes it may hold with all that it starts; 0 for any number.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, command: Sequence[str], memory: int = 0) -> None:
        lifeline.load()
        mark, (told, tells) = new_mark(), os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603  what the user names is what is run
                command,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                env={**os.environ, VARIABLE: mark},
                preexec_fn=partial(keep, tells, memory, os.getpid()) if lifeline.IS_KNOWN else None,  # noqa: PLW1509  it takes no lock
            )
        except BaseException:
            os.close(told)
            raise
        finally:
            os.close(tells)
        self.family = Family(self._process.pid, mark)
        """It, and all that it starts."""
        self._told = told
        self._outcome: Outcome | None = None
        self._end = weakref.finalize(self, _end, self._process, self.family, told)

    @property
    def pid(self) -> int:
        """The number of its group: that of its keeper, where it has one."""
        return self.family.leader

    @property
    def pipes(self) -> tuple[int, int, int]:
        """The descriptors of its input, its output and its standard error."""
        pipes = self._process.stdin, self._process.stdout, self._process.stderr
        to, of, log = (pipe.fileno() for pipe in pipes if pipe is not None)
        return to, of, log

    def outcome(self, seconds: float = 0) -> Outcome | None:
        """How it ended, if it does in so many seconds; its number stays taken until it is ended here."""
        until = monotonic() + seconds
        while self._outcome is None:
            self._outcome = self._status()
            if self._outcome is not None or monotonic() >= until:
                break
            sleep(MOMENT)
        return self._outcome

    def end(self) -> None:
        """Kill all of its family, whether or not it has ended."""
        self._end()

    def _status(self) -> Outcome | None:
        found = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WSTOPPED | os.WNOHANG | os.WNOWAIT)
        if found is None:
            return None
        if found.si_code in {os.CLD_STOPPED, os.CLD_TRAPPED}:
            self._go_on()
            return None
        if told := os.read(self._told, LONGEST).decode() if lifeline.IS_KNOWN else "":
            what, number = told.split()
            return Outcome(int(number), is_killed=what == KILLED, is_too_large=what == TOO_LARGE)
        return Outcome(found.si_status, is_killed=found.si_code != os.CLD_EXITED)

    def _go_on(self) -> None:
        """The driver has stopped its keeper, which has to go on to be of use."""
        os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOHANG)
        if lifeline.IS_KNOWN:
            os.kill(self.pid, signal.SIGCONT)


def _end(process: "subprocess.Popen[bytes]", family: Family, told: int) -> None:
    if lifeline.IS_KNOWN:
        _end_by_keeper(family.leader)
    family.kill()
    with process:  # waits for it, and closes its pipes
        pass
    os.close(told)


def _end_by_keeper(keeper: int) -> None:
    """It knows those that bear no mark and have left the group."""
    with suppress(ProcessLookupError):
        os.kill(keeper, signal.SIGTERM)
        os.kill(keeper, signal.SIGCONT)
    until = monotonic() + GRACE
    while monotonic() < until:
        if os.waitid(os.P_PID, keeper, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return
        sleep(MOMENT / 5)


def in_units(number: int) -> str:
    """A number of bytes as a reader has it.

    >>> in_units(4 << 30), in_units(100 << 20)
    ('4 GiB', '100 MiB')
    """
    return f"{number >> 30} GiB" if number % (1 << 30) == 0 else f"{number >> 20} MiB"
