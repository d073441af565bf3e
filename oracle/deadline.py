"""When a run has to be over."""

from dataclasses import dataclass
from math import inf
from time import monotonic


@dataclass(frozen=True)
class Deadline:
    """A moment of the monotonic clock, which is the same in all processes of a machine."""

    moment: float = inf
    why: str = ""
    """What is said of whatever was not done until then."""

    @property
    def is_over(self) -> bool:
        """Whether it has come."""
        return monotonic() >= self.moment

    def later(self, seconds: float) -> "Deadline":
        """The same so many seconds later."""
        return Deadline(self.moment + seconds, self.why)

    @classmethod
    def within(cls, seconds: float | None, share: float = 1) -> "Deadline":
        """When a share of so many seconds from now is over; never, if there is no limit.

        >>> Deadline.within(90).why
        'the time limit of 90 s was over'
        """
        if seconds is None:
            return cls()
        return cls(monotonic() + seconds * share, f"the time limit of {seconds:g} s was over")
