"""Suites: sequences that look into every cell of a table, made from the engine and run on real bytes.

A suite of a few letters is complete (`complete`); one of many covers them: a test goes a shortest way to a
configuration, tries one letter there, and then looks what it left behind: by letters that should change
nothing, by one that should, or by going all the way to the goal.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Protocol

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.outputs import OUTPUTS, Output
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent
from coppspec.properties.bench import Bench, Test
from coppspec.properties.exploration import differing, differs, explore, without_numbers
from coppspec.properties.guide import Guide
from coppspec.properties.setting import DevIDs, start
from coppspec.properties.trial import Disagreement, MakeDriver

STRIDE = 64
"""How far apart tests are that are tried one after the other, where any failure will do."""


class Source(Protocol):
    """Where the tests of a suite come from: a cover, a complete suite, or a file."""

    @property
    def alphabet(self) -> Test:
        """The letters that occur."""
        ...

    def tests(self, engine: Engine, start: Configuration, /) -> tuple[Test, ...]:
        """The sequences, each from the start."""
        ...


@dataclass(frozen=True)
class Cover:
    """What a suite goes through.

    Args:
        walked: the letters that lead from configuration to configuration.
        tried: the letters that are tried in each of them.
        looked: the letters that come after it: first all that change nothing, then each other one alone.
        then: a sequence that comes after it as it is.
        before: letters that come before each letter that is tried, as they are.
        also: sequences that are run as they are.
        finish: whether a look goes all the way to the goal.
        only: the configurations in which letters are tried; all of them by default.
    """

    walked: Test
    tried: Test
    looked: Test = ()
    then: Test = ()
    before: Test = ()
    also: tuple[Test, ...] = ()
    finish: bool = False
    only: Callable[[Configuration], bool] = lambda _: True

    @property
    def alphabet(self) -> Test:
        """The letters that occur, but for sequences that are run as they are beside others."""
        letters = (*self.walked, *self.tried, *self.before, *self.looked, *self.then)
        return tuple(dict.fromkeys(letters or (each for test in self.also for each in test)))

    def tests(self, engine: Engine, start: Configuration) -> tuple[Test, ...]:
        """Every configuration, every letter in it, and a look at what it left behind."""
        found: dict[Test, None] = dict.fromkeys(self.also)
        guide = Guide(engine, self.tried)
        for configuration, access in explore(engine, start, self.walked).access.items():
            if self.only(configuration):
                for letter in self.tried:
                    reached = _after(engine, configuration, (*self.before, letter))
                    for look in _looks(engine, reached, self, guide):
                        found[*access, *self.before, letter, *look] = None
        return _without_prefixes(found)


@dataclass(frozen=True)
class Telling:
    """What of a suite tells the engine from another one, and some of the rest.

    Args:
        source: where the tests come from.
        other: the engine that it is to be told from.
        enough: how many of the tests that tell them apart are taken.
        every: one of so many of the other tests is taken as well.
    """

    source: Source
    other: Engine
    enough: int = 50
    every: int = 32

    @property
    def alphabet(self) -> Test:
        """The letters that occur."""
        return self.source.alphabet

    def tests(self, engine: Engine, start: Configuration) -> tuple[Test, ...]:
        """The first tests on which the two part, and every so many of the others."""
        made = self.source.tests(engine, start)
        telling = islice(differing(engine, self.other, start, made), self.enough)
        return tuple(made[index] for index in sorted({*telling, *range(0, len(made), self.every)}))


@dataclass(frozen=True)
class Suite:
    """Tests of one machine, shortest first."""

    name: str
    engine: Engine
    dev_ids: DevIDs
    """The output of each session."""
    cover: Source
    outputs: Sequence[Output] = OUTPUTS
    adapters: Sequence[Adapter] = ADAPTERS
    adapter: int = 0
    """Whose copy-protection sessions they are."""

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """Its sequences; they are made when they are first asked for."""
        return tuple(sorted(self.cover.tests(self.engine, self.start()), key=len))

    def start(self) -> Configuration:
        """Where each of them starts."""
        return start(self.engine, self.outputs, self.dev_ids, self.adapters, self.adapter)

    @property
    def calls(self) -> int:
        """How many calls the suite makes."""
        return sum(map(len, self.tests))

    def tells(self, profile: Profile) -> bool:
        """Whether a driver that follows this profile can part from the suite."""
        other = self.engine.under(profile)
        beginning = self.start()
        return any(differs(self.engine, other, beginning, test) for test in self.tests)

    def run(
        self, make_driver: MakeDriver, seed: int = 0, progress: Callable[[int], None] = lambda _: None
    ) -> Disagreement | None:
        """The shortest sequence on which a driver parts from the specification; None if there is none.

        Args:
            make_driver: makes a fresh driver for each test.
            seed: of what the application makes up, in the first test; the next one has the next seed.
            progress: is told the length of each test that was run.
        """
        failing = list(self._failing(make_driver, seed, progress))
        if not failing:
            return None
        shortest = min(failing, key=lambda each: len(each[1].intents))
        found = [
            bench.simplest(each) for bench, each in (shortest, self._beginning(make_driver, seed, shortest))
        ]
        return min(found, key=lambda each: len(each.intents))

    def parting(self, make_driver: MakeDriver, seed: int = 0) -> Disagreement | None:
        """A short sequence on which a driver parts, without what it does not need; `run` finds a shortest."""
        failing = self._failing(make_driver, seed)
        shortest = min(failing, key=lambda each: len(each[1].intents), default=None)
        return shortest and shortest[0].simplest(shortest[1])

    def catches(
        self, make_driver: MakeDriver, seed: int = 0, first: Sequence[int] = ()
    ) -> Disagreement | None:
        """Some sequence on which a driver parts, as soon as one is found; `run` finds a shortest.

        Args:
            make_driver: makes a fresh driver for each test.
            seed: of what the application makes up, in the first test; the next one has the next seed.
            first: the indices of the tests that are tried before all others.
        """
        return next((each for _, each in self.caught_by(make_driver, seed, first)), None)

    def caught_by(
        self, make_driver: MakeDriver, seed: int = 0, first: Sequence[int] = ()
    ) -> Iterator[tuple[int, Disagreement]]:
        """The indices of the tests that a driver fails, and where it parts in them.

        Tests that are next to each other are alike, so every so many are tried before those between them.
        """
        every = range(len(self.tests))
        order = (*first, *(index for beginning in range(STRIDE) for index in every[beginning::STRIDE]))
        for index in order:
            found = self.bench(make_driver, seed + index).disagreement(self.tests[index])
            if found is not None:
                yield index, found

    def _failing(
        self, make_driver: MakeDriver, seed: int, progress: Callable[[int], None] = lambda _: None
    ) -> Iterator[tuple[Bench, Disagreement]]:
        """The tests that a driver fails, until the next ones are longer than what one of them took."""
        taken = math.inf
        for index, test in enumerate(self.tests):
            if len(test) > taken:
                return
            bench = self.bench(make_driver, seed + index)
            disagreement = bench.disagreement(test)
            progress(len(test))
            if disagreement is not None:
                taken = min(taken, len(disagreement.intents))
                yield bench, disagreement

    def bench(self, make_driver: MakeDriver, seed: int) -> Bench:
        """Where a driver is held to one of its sequences."""
        return Bench(self.engine, self.dev_ids, make_driver, seed, self.adapter)

    def _beginning(
        self, make_driver: MakeDriver, seed: int, known: tuple[Bench, Disagreement]
    ) -> tuple[Bench, Disagreement]:
        """The shortest beginning of any test that a driver fails."""
        while (length := len(known[1].intents) - 1) > 0:
            beginnings: dict[Test, int] = {}
            for index, test in enumerate(self.tests):
                beginnings.setdefault(test[:length], index)
            benches = ((test, self.bench(make_driver, seed + index)) for test, index in beginnings.items())
            shorter = ((bench, bench.disagreement(test)) for test, bench in benches)
            found = next(((bench, each) for bench, each in shorter if each is not None), None)
            if found is None:
                break
            known = found
        return known


def _looks(engine: Engine, reached: Configuration, cover: Cover, guide: Guide) -> Iterator[Test]:
    """The sequences that show what a letter left behind."""
    quiet = tuple(each for each in cover.looked if _is_quiet(engine, reached, each))
    yield from ((each,) for each in cover.looked if each not in quiet)
    if not cover.finish:
        yield (*quiet, *cover.then)
        return
    for session in range(len(reached.sessions)):
        yield (*quiet, *_way_to_goal(engine, reached, session, guide))


def _is_quiet(engine: Engine, configuration: Configuration, letter: Intent) -> bool:
    """Whether a letter changes nothing but a number."""
    return without_numbers(_after(engine, configuration, (letter,))) == without_numbers(configuration)


def _after(engine: Engine, configuration: Configuration, test: Test) -> Configuration:
    for intent in test:
        _, configuration = engine.step(configuration, intent)
    return configuration


def _way_to_goal(
    engine: Engine, configuration: Configuration, session: int, guide: Guide
) -> Iterator[Intent]:
    """The letters that move a session on until it is at the goal, and one more there."""
    for _ in engine.machine.states:
        arrived = configuration.sessions[session].state == engine.machine.goal
        letter = guide.advance(configuration, session)
        yield letter
        if arrived:
            return
        _, configuration = engine.step(configuration, letter)


def _without_prefixes(tests: dict[Test, None]) -> tuple[Test, ...]:
    """The tests that are not the beginning of another, in the order of their making."""
    if len(tests) < 2:
        return tuple(tests)  # one that is very long has more beginnings than there is memory for
    prefixes = {test[:length] for test in tests for length in range(len(test))}
    return tuple(test for test in tests if test not in prefixes)
