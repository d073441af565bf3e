"""A driver in front of one suite: every clause that it breaks there, and every clause that was tried.

A test ends where the driver parts from the specification, and what comes after it there has not been looked
at. So a letter that the driver gets wrong where it changes nothing is left out there from then on: it hides
no other fault. A call in which it broke down again and again is not made any more.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from time import perf_counter
from typing import NamedTuple

from coppspec.driver.protocol import Capability
from coppspec.model.step import Configuration, Intent
from coppspec.oracle.deadline import Deadline
from coppspec.oracle.exercise import Exercise
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.properties.bench import Bench, Test
from coppspec.properties.declared import InvalidDriver
from coppspec.properties.exploration import without_numbers
from coppspec.properties.inspection import Deviation, How
from coppspec.properties.suite import Suite
from coppspec.properties.trial import Disagreement, MakeDriver

OFTEN = {How.CRASH: 8, How.MALFORMED: 8, How.HANG: 2}
"""So often it may break down in a call, in one state; then that call is not made any more."""
MOST_HANGS = 8
"""So often it may take all of its time; then the run is given up."""

About = tuple[str, How]
"""A clause, and in which way it is broken."""
Letter = tuple[str, Intent]
"""A call in the state of its session."""
Place = tuple[Configuration, Intent]
"""A call in one configuration, whatever the numbers in it."""
Broke = Counter[tuple[Letter, How]]
"""How often a driver broke down in each call, and in which way."""


class GivenUp(Exception):
    """The driver has hung so often that the rest would take hours, or there is no more time."""


NO_MORE = (GivenUp, InvalidTarget, InvalidDriver)
"""What ends a suite before its end: it hung too often, or it is not there any more, or the bench fails."""


class Found(NamedTuple):
    """A clause that a driver breaks, with the shortest sequence of a suite that shows it."""

    suite: str
    seed: int
    """Of what the application makes up."""
    intents: Test
    deviation: Deviation
    answers: tuple[str, ...]
    """What the driver answered to each step."""
    times: int = 1
    """In how many sequences of the suite."""

    @property
    def about(self) -> About:
        """What it is one case of."""
        return self.deviation.clause, self.deviation.how

    @property
    def disagreement(self) -> Disagreement:
        """The same as the bench tells it."""
        return Disagreement(self.intents, self.deviation, self.answers)


class Judged(NamedTuple):
    """What became of a suite, or of some random sequences."""

    name: str
    machine: str
    sequences: int
    calls: int
    seconds: float
    steps: Counter[str]
    """How many steps rested on each clause."""
    found: tuple[Found, ...]
    cut: int = 0
    """How many sequences were left out or cut short, as the driver breaks down on their way."""
    lost: str = ""
    """Why it did not come to an end; nothing if it did."""
    broke: Broke = Broke()
    """Where the driver broke down."""
    accepted: frozenset[str] = frozenset()
    """The functions that a call has succeeded in."""


def lost(name: str, machine: str, why: str) -> Judged:
    """What was not run."""
    return Judged(name, machine, 0, 0, 0.0, Counter(), (), lost=why)


@dataclass
class Judge:
    """Holds one driver to suites.

    Args:
        make_driver: makes a fresh driver for each sequence.
        seed: of what the application makes up, in the first sequence of a suite.
    """

    make_driver: MakeDriver
    seed: int = 0
    broke: Broke = field(default_factory=Broke)
    """Where it broke down so far."""
    until: Deadline = field(default_factory=Deadline)
    """When there is no more time."""

    def judge(self, suite: Suite) -> Judged:
        """Run every sequence of a suite, whatever becomes of those before it."""
        try:
            self.expect_patience()
            driver = self.make_driver()
        except NO_MORE as error:
            return lost(suite.name, suite.engine.machine.name, str(error))
        exercise = Exercise(suite.engine, applied=Capability.APPLIED in driver.capabilities)
        return _Run(self, suite, exercise).judged()

    def note(self, letter: Letter, how: How) -> None:
        """It broke down.

        Raises:
            GivenUp: it hung once too often.
        """
        self.broke[letter, how] += 1
        self.expect_patience()

    def is_avoided(self, letter: Letter) -> bool:
        """Whether it broke down in a call so often that it is not made any more."""
        return any(self.broke[letter, how] >= often for how, often in OFTEN.items())

    def expect_patience(self) -> None:
        """Look whether to go on.

        Raises:
            GivenUp: it hung too often, or there is no more time.
        """
        if self.until.is_over:
            raise GivenUp(self.until.why)
        hangs = sum(count for (_, how), count in self.broke.items() if how is How.HANG)
        if hangs >= MOST_HANGS:
            raise GivenUp(f"it took all of its time {MOST_HANGS} times, so the rest was not run")


@dataclass
class _Run:
    """One suite being run."""

    judge: Judge
    suite: Suite
    exercise: Exercise
    wrong: set[Place] = field(default_factory=set[Place])
    """Where a letter changes nothing, and the driver gets it wrong."""
    looked: set[int] = field(default_factory=set[int])
    """The beginnings after which the hardware was looked at: it is the same every time."""
    found: dict[About, Found] = field(default_factory=dict[About, Found])
    broke: Broke = field(default_factory=Broke)
    calls: int = 0
    cut: int = 0

    def judged(self) -> Judged:
        beginning, ended, done = perf_counter(), "", 0
        try:
            for test in self.suite.tests:
                self.judge.expect_patience()
                self._try(test, self.judge.seed + done)
                done += 1
        except NO_MORE as error:
            ended = str(error)
        seconds, name = perf_counter() - beginning, self.suite.engine.machine.name
        steps, found = self.exercise.clauses(), tuple(self.found.values())
        return Judged(
            self.suite.name,
            name,
            done,
            self.calls,
            seconds,
            steps,
            found,
            self.cut,
            ended,
            self.broke,
            frozenset(self.exercise.accepted),
        )

    def _try(self, test: Test, seed: int) -> None:
        """Run a sequence, again without each letter that only hides what comes after it."""
        bench = self.suite.bench(self.judge.make_driver, seed)
        while (disagreement := self._play(bench, self._without_wrong(test))) is not None:
            self._note(disagreement, seed)
            before, letter = self._before(disagreement.intents), disagreement.intents[-1]
            place = without_numbers(before), letter
            if place in self.wrong or not self._is_quiet(before, letter):
                return
            self.wrong.add(place)

    def _play(self, bench: Bench, test: Test) -> Disagreement | None:
        trial = bench.trial()
        try:
            for look, intent in zip(self._looks(test), takewhile(trial.can_make, test), strict=False):
                step = trial.step(intent, look=look)
                self.exercise.note(intent, step.answer)
        except Disagreement as disagreement:
            self.exercise.note(disagreement.intents[-1], trial.history[-1].answer, deviates=True)
            return bench.explained(disagreement)
        finally:
            self.calls += len(trial.history)
        return None

    def _looks(self, test: Test) -> Iterator[bool]:
        """Whether to look at the hardware after each call: once after the same calls is enough."""
        beginning = 0
        for intent in test:
            beginning = hash((beginning, intent))
            yield beginning not in self.looked
            self.looked.add(beginning)

    def _note(self, disagreement: Disagreement, seed: int) -> None:
        intents, deviation, answers = disagreement.intents, disagreement.deviation, disagreement.answers
        new = Found(self.suite.name, seed, intents, deviation, answers)
        known = self.found.get(new.about, new)
        shortest = min(known, new, key=lambda each: len(each.intents))
        self.found[new.about] = shortest._replace(times=known.times + (known is not new))
        if deviation.how in OFTEN:
            letter = _letter(self._before(intents), intents[-1])
            self.broke[letter, deviation.how] += 1
            self.judge.note(letter, deviation.how)

    def _before(self, intents: Test) -> Configuration:
        configuration = self.suite.start()
        for intent in intents[:-1]:
            _, configuration = self.suite.engine.step(configuration, intent)
        return configuration

    def _is_quiet(self, before: Configuration, intent: Intent) -> bool:
        _, after = self.suite.engine.step(before, intent)
        return without_numbers(after) == without_numbers(before)

    def _without_wrong(self, test: Test) -> Test:
        """A sequence without the letters that hide what comes after them, up to where it breaks down."""
        if not (self.wrong or self.judge.broke):
            return test
        configuration, kept = self.suite.start(), list[Intent]()
        for intent in test:
            _, after = self.suite.engine.step(configuration, intent)
            breaks, place = (
                self.judge.is_avoided(_letter(configuration, intent)),
                without_numbers(configuration),
            )
            if ((place, intent) in self.wrong or breaks) and without_numbers(after) == place:
                continue
            if breaks:
                self.cut += 1
                break
            kept.append(intent)
            configuration = after
        return tuple(kept)


def _letter(before: Configuration, intent: Intent) -> Letter:
    """A call, whatever session it is on, in the state of that session."""
    state = "" if intent.session is None else before.sessions[intent.session].state
    return state, intent._replace(session=None)
