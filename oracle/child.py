"""A child process with a group of its own, that is killed with all that it has started."""

import os
import signal
import subprocess
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic, sleep

from coppspec.oracle.family import VARIABLE, Family, new_mark
from coppspec.properties.cause import Cause

MOMENT = 0.005
"""Seconds between two looks whether it has ended."""
NEEDED = ("waitid", "killpg")
"""What the system has to have: Linux does, and macOS from Python 3.13 on."""


@dataclass(frozen=True)
class Outcome:
    """How a process ended."""

    number: int
    """Its exit status, or the signal that killed it."""
    is_killed: bool

    @property
    def cause(self) -> Cause:
        """The same as a cause."""
        return Cause.KILLED if self.is_killed else Cause.ENDED

    def __str__(self) -> str:
        """How a sentence goes on after "the driver"."""
        if self.is_killed:
            return f"was killed by {signal_name(self.number)}"
        return f"ended with exit status {self.number}"


class Child:
    """A running program.

    Args:
        command: the program and its arguments.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, command: Sequence[str]) -> None:
        mark = new_mark()
        self._process = subprocess.Popen(  # noqa: S603  what the user names is what is run
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, VARIABLE: mark},
        )
        self.family = Family(self._process.pid, mark)
        """It, and all that it starts."""
        self._end = weakref.finalize(self, _end, self._process, self.family)

    @property
    def pid(self) -> int:
        """Its number, and that of its group."""
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
        while (found := self._status()) is None and monotonic() < until:
            sleep(MOMENT)
        return found

    def end(self) -> None:
        """Kill all of its family, whether or not it has ended."""
        self._end()

    def _status(self) -> Outcome | None:
        found = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if found is None:
            return None
        return Outcome(found.si_status, is_killed=found.si_code != os.CLD_EXITED)


def _end(process: "subprocess.Popen[bytes]", family: Family) -> None:
    family.kill()
    with process:  # waits for it, and closes its pipes
        pass


def signal_name(number: int) -> str:
    """What a signal is called."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
