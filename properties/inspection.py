"""What a driver did otherwise than the specification says, and what must be so of the bytes of an answer."""

from enum import StrEnum
from typing import NamedTuple


class How(StrEnum):
    """In which way a driver deviates."""

    ANSWER = "answer"
    """It gave an answer, and another one was wanted."""
    MALFORMED = "malformed"
    """It gave what is no answer to the call."""
    CRASH = "crash"
    """It broke down in the call."""
    HANG = "hang"
    """It gave no answer in the time that it had."""
    LEAK = "leak"
    """It holds on to memory of sessions that are over."""


class Deviation(NamedTuple):
    """One thing that the driver did otherwise than the specification says."""

    wanted: str
    met: str
    clause: str
    how: How = How.ANSWER


class Inspection(NamedTuple):
    """One thing that must be so of the bytes of an answer: a property that no table can state."""

    wanted: str
    clause: str
    also: tuple[str, ...] = ()
    """What else rests on it."""

    @property
    def clauses(self) -> tuple[str, ...]:
        """All that rests on it, the one that a report cites first."""
        return (self.clause, *self.also)

    def broken(self, met: str) -> Deviation:
        """What is found where it is not so."""
        return Deviation(self.wanted, met, self.clause)
