"""What every way to a driver raises where there is none."""

from coppspec.properties.cause import Cause


class InvalidTarget(ValueError):
    """What is to be judged cannot be: it names nothing, cannot be started, or does not speak the protocol.

    Args:
        found: what is wrong with it, as a sentence.
        cause: why it cannot be started.
    """

    def __init__(self, found: str, cause: Cause = Cause.NOT_STARTED) -> None:
        super().__init__(found)
        self.cause = cause


class Unannounced(InvalidTarget):
    """It was started, and does not say what it is as docs/wire.md has it."""
