"""Cases run side by side on a driver. Results do not depend on how many workers there are.

Each case is told where the driver broke down in those that are far enough before it, and in no other.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from coppspec.oracle.judged import Broke, Judged
from coppspec.properties.crew import Work

AHEAD = 8
"""A case may be begun when all but so many of those before it are done; so many workers have work."""
MOST_LOST = 8
"""After so many cases that did not come to an end no more are begun."""


class Task(NamedTuple):
    """A case to be run."""

    name: str
    broke: Broke
    """Where the driver broke down in the cases before it."""


def work_on(
    names: Sequence[str],
    prepare: Callable[[], AbstractContextManager[Callable[[Task], Judged]]],
    lost: Callable[[str, str], Judged],
) -> Work[Task, Judged]:
    """The cases of these names as work.

    Args:
        names: of the cases, in their order.
        prepare: in the process of a worker: makes what runs a case, and leaves no driver behind.
        lost: makes what stands for a case that was not run, and why.
    """

    def given(index: int, before: Sequence[Judged]) -> Task | Judged:
        ended = [each.lost for each in before if each.lost]
        if len(ended) >= MOST_LOST:
            return lost(names[index], ended[-1])
        return Task(names[index], sum((each.broke for each in before), Broke()))

    return Work(prepare, given, lambda index, why: lost(names[index], why), Judged)
