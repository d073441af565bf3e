"""What every way to a driver raises where there is none."""


class InvalidTarget(ValueError):
    """What is to be judged cannot be: it names nothing, cannot be started, or does not speak the protocol."""


class Unannounced(InvalidTarget):
    """It was started, and does not say what it is as docs/wire.md has it."""
