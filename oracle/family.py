"""A process with all that it has started: its group, and what has left the group but bears its mark.

The mark is a variable of the environment, which a process hands on to whatever it starts.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

PROC = Path("/proc")
VARIABLE = "COPPSPEC_FAMILY"
MOST_LOOKS = 10
"""What is started while others are killed is found by another look; some start without end."""


class Family(NamedTuple):
    """A process that began a group, and its mark."""

    leader: int
    mark: str

    def kill(self) -> None:
        """Kill all of it; the leader must not have been waited for, or its number may be another's."""
        with suppress(ProcessLookupError, PermissionError):  # the latter on macOS, if all of it have ended
            os.killpg(self.leader, signal.SIGKILL)
        for _ in range(MOST_LOOKS):
            if not (strays := list(self._strays())):
                break
            for each in strays:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(each, signal.SIGKILL)

    def _strays(self) -> Iterator[int]:
        """Those that are still there, where the system lets one see their environment."""
        wanted = f"{VARIABLE}={self.mark}".encode()
        for path in PROC.glob("[0-9]*/environ"):
            try:
                variables = path.read_bytes().split(b"\0")
            except OSError:
                continue  # it has just ended, or is another user's
            if wanted in variables:
                yield int(path.parent.name)


def new_mark() -> str:
    """A mark that no other family has."""
    return token_hex(16)
