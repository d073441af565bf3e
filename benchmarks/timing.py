"""How long something takes: the median of a few rounds."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

ROUNDS = 5


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Of one round, in the median."""
    return median(_once(work) for _ in range(rounds))


def _once(work: Callable[[], object]) -> float:
    beginning = perf_counter()
    work()
    return perf_counter() - beginning
