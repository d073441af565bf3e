"""What a driver did otherwise than the specification says, and what must be so of the bytes of an answer."""

from typing import NamedTuple


class Deviation(NamedTuple):
    """One thing that the driver did otherwise than the specification says."""

    wanted: str
    met: str
    clause: str


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
