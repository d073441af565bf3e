"""What a command ends with."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """For a shell."""

    CONFORMS = 0
    """All of it holds."""
    VIOLATES = 1
    """Something is violated."""
    USAGE = 2
    """The command, a harness or a table is wrong."""
    INCONCLUSIVE = 3
    """It cannot be told: a run did not come to its end, or nothing was asked."""
