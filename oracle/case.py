"""One thing that a driver is held to: a suite, as a rule."""

from dataclasses import dataclass
from typing import Protocol

from coppspec.model.engine import Engine
from coppspec.oracle.judged import Judge, Judged
from coppspec.properties.bench import Bench
from coppspec.properties.suite import Suite
from coppspec.properties.trial import MakeDriver


class Case(Protocol):
    """One thing that a driver is held to."""

    @property
    def name(self) -> str:
        """What a report calls it."""
        ...

    @property
    def engine(self) -> Engine:
        """The table that it is about."""
        ...

    @property
    def size(self) -> int:
        """How many calls it makes on a driver that conforms; about, if they are drawn."""
        ...

    def judged(self, judge: Judge) -> Judged:
        """Run it, whatever becomes of it."""
        ...

    def bench(self, make_driver: MakeDriver, seed: int) -> Bench:
        """Where a sequence of it can be played again."""
        ...


@dataclass(frozen=True)
class OfSuite:
    """A suite."""

    suite: Suite

    @property
    def name(self) -> str:
        """Its own."""
        return self.suite.name

    @property
    def engine(self) -> Engine:
        """Its own."""
        return self.suite.engine

    @property
    def size(self) -> int:
        """That of all its sequences."""
        return self.suite.calls

    def judged(self, judge: Judge) -> Judged:
        """Every sequence of it."""
        return judge.judge(self.suite)

    def bench(self, make_driver: MakeDriver, seed: int) -> Bench:
        """Its own."""
        return self.suite.bench(make_driver, seed)
