"""What a command ends with."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """For a shell."""

    CONFORMS = 0
    VIOLATES = 1
    USAGE = 2
    """The command or the harness is wrong."""
    INCONCLUSIVE = 3
