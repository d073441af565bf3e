"""How many calls a run makes on a driver, and how long it takes: its own sequences, a few of them timed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from random import Random
from time import perf_counter
from typing import NamedTuple

from coppspec.driver.adapters import Adapter
from coppspec.driver.outputs import Output
from coppspec.driver.protocol import Driver
from coppspec.model.profile import Profile
from coppspec.oracle.case import Case, OfSuite
from coppspec.oracle.docket import docket
from coppspec.properties.bench import Bench, Test
from coppspec.properties.declared import Declared, InvalidDriver

LONG = 200
"""Sequences of more calls are not timed: one of them would take all of the time."""
BUDGET, MOST = 0.4, 6.0
"""Seconds for the sequences that are timed: so many if there are enough of them by then, and at most."""
FEWEST = 40
"""So many sequences are timed if there is time for them."""
INFERENCE = 3_500
"""Calls that find out which interpretations a driver follows, one after the other before all else."""


class Sampled(NamedTuple):
    """What was timed."""

    sequences: int
    calls: int
    seconds: float

    @property
    def each(self) -> float:
        """Seconds for a call, with what this side does for it."""
        return self.seconds / max(1, self.calls)


@dataclass(frozen=True)
class Workload:
    """The calls of a run without options."""

    cases: tuple[Case, ...]
    calls: int
    """How many, about: those of random sequences are not known before."""
    preparing: float
    """Seconds that it took to find that out; each process of a run has to do a part of it again."""

    def seconds(self, sampled: Sampled, jobs: int) -> float:
        """How long the run takes, with so many of the driver side by side."""
        inferring = INFERENCE * sampled.each
        return self.preparing + inferring + self.calls * sampled.each / jobs

    def sampled(self, make_driver: Callable[[], Driver], seed: int = 0) -> Sampled:
        """Play some of the sequences, drawn from all suites alike, and take the time.

        Raises:
            InvalidTarget: the driver cannot be started again.
        """
        drawn = list(self._sequences())
        Random(seed).shuffle(drawn)  # noqa: S311  which ones are timed is no secret
        sequences = calls = 0
        seconds = 0.0
        for case, test in drawn:
            if seconds > MOST or (seconds > BUDGET and sequences >= FEWEST):
                break
            beginning = perf_counter()
            with suppress(InvalidDriver):  # a hook that fails is told elsewhere
                calls += _played(case.bench(make_driver, seed), test)
                seconds += perf_counter() - beginning
                sequences += 1
        return Sampled(sequences, calls, seconds)

    def _sequences(self) -> Iterator[tuple[Case, Test]]:
        for case in self.cases:
            if isinstance(case, OfSuite):
                yield from ((case, test) for test in case.suite.tests if len(test) <= LONG)


def _played(bench: Bench, test: Test) -> int:
    """How many calls were made until the driver deviated, or to the end."""
    found = bench.disagreement(test)
    return len(test if found is None else found.intents)


def workload(declared: Declared) -> Workload:
    """All that a driver with this declaration is held to, under the recommended interpretations."""
    capabilities = tuple(sorted(map(str, declared.capabilities)))
    return _workload(
        tuple(declared.outputs), capabilities, tuple(declared.adapters), tuple(declared.interfaces)
    )


@cache
def _workload(
    outputs: Sequence[Output],
    capabilities: Sequence[str],
    adapters: Sequence[Adapter],
    interfaces: Sequence[str],
) -> Workload:
    beginning = perf_counter()
    cases = docket(Declared(outputs, capabilities, adapters, interfaces), Profile())
    calls = sum(case.size for case in cases)
    return Workload(cases, calls, perf_counter() - beginning)
