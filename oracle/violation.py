"""A violation: the clause, what was legal, what came back, and the shortest sequence that shows it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from coppspec.driver.protocol import Driver
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.model.registry import Allowed, Held, choices
from coppspec.oracle.deadline import Deadline
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.judged import About, Found
from coppspec.oracle.replay import Replay, answered, in_words
from coppspec.oracle.starts import OVER_SEVERAL_LIVES
from coppspec.oracle.steadiness import Finding, Reproduced, replays
from coppspec.properties.bench import Bench, Test
from coppspec.properties.declared import InvalidDriver
from coppspec.properties.inspection import How
from coppspec.properties.suites import excusing
from coppspec.properties.trial import Disagreement

TRIES = {How.HANG: 2, How.CRASH: 60, How.MALFORMED: 60, How.LEAK: 0}
"""How many simpler sequences are tried at most, where each takes a while; no single one shows a leak."""
MANY = 1000
"""How many of the others."""
CALLS = 20_000
"""How many calls these may have together."""


@dataclass(frozen=True)
class Violation:
    """A clause that a driver breaks, in one of the ways in which it can."""

    replay: Replay
    """The shortest sequence that shows it."""
    suite: str
    """Where it was found."""
    times: int
    """In how many sequences."""
    legal: tuple[str, ...]
    """What the last call could have been answered with, and under which readings."""
    excuses: tuple[tuple[str, str], ...]
    """The accepted readings, each of one choice, under which it is no violation."""
    reproduced: Reproduced
    """How often its sequence was played again on fresh drivers, and how often it showed the same."""
    mixture: str = ""
    """The interpretations that the driver follows in turn, and where; empty if it does not."""

    @property
    def clause(self) -> str:
        """The clause, or the point on which the documents are silent."""
        return self.replay.deviation.clause

    @property
    def accepted_as_well(self) -> tuple[str, ...]:
        """Of a point of which one reading is built in: what the others say that are accepted.

        What breaks a driver down is excused by none of them.
        """
        if self.replay.deviation.how is not How.ANSWER:
            return ()
        points = (each for each in choices().values() if each.id == self.clause and each.status is Held.TAKEN)
        readings = (reading for each in points for reading in each.readings)
        return tuple(each.text for each in readings if each.standing is Allowed.ACCEPTED)

    @property
    def about(self) -> About:
        """The clause, and in which way it is broken."""
        return self.clause, self.replay.deviation.how

    @property
    def disagreement(self) -> Disagreement:
        """The same as the bench tells it."""
        met = tuple(step.met for step in self.replay.steps)
        return Disagreement(self.replay.intents, self.replay.deviation, met)


NEVER = Deadline()


def violation(bench: Bench, finding: Finding, driver: Driver, until: Deadline = NEVER) -> Violation:
    """What suites have found, as simple as it gets; as it is where the driver is not there any more.

    Args:
        bench: where it was found.
        finding: what was found, and how often it came again.
        driver: says what it declares.
        until: when it has to be as it is.
    """
    excuses: dict[str, str] = {}
    found, times, reproduced = finding
    with suppress(InvalidTarget, InvalidDriver):
        if not reproduced.needs_history and not until.is_over:
            found, reproduced = _simpler(bench, finding, until)
        is_of_one_life = found.suite not in OVER_SEVERAL_LIVES
        if is_of_one_life and found.deviation.how not in {How.HANG, How.LEAK} and not until.is_over:
            excuses = dict(excusing(bench, found.intents))
    resting = replace(bench, make_driver=lambda: driver)
    replay = Replay.of(resting, found.disagreement)
    allowed = legal(resting, found.intents)
    return Violation(replay, found.suite, times, allowed, tuple(excuses.items()), reproduced)


def _simpler(bench: Bench, finding: Finding, until: Deadline) -> tuple[Found, Reproduced]:
    """The simplest that comes each time it is played again: what came once by chance is no replay."""
    simpler = simplest(bench, finding.found, until)
    if simpler.intents != finding.found.intents:
        reproduced = replays(bench, simpler)
        if reproduced.is_steady:
            return simpler, reproduced
    return finding.found, finding.reproduced


def simplest(bench: Bench, found: Found, until: Deadline = NEVER) -> Found:
    """The same deviation without every call, or defect, that it does not need."""
    tries, calls = TRIES.get(found.deviation.how, MANY), CALLS
    while tries > 0 and calls > 0 and not until.is_over:
        for test in islice(bench.simpler(found.intents), min(tries, calls // len(found.intents) + 1)):
            tries, calls = tries - 1, calls - len(test)
            again = bench.disagreement(test)
            if again is None:
                continue
            simpler = found._replace(intents=again.intents, deviation=again.deviation, answers=again.answers)
            if simpler.about == found.about:
                found = simpler
                break
        else:
            break
    return found


def legal(bench: Bench, test: Test) -> tuple[str, ...]:
    """What the last call may be answered with: by the profile, and by each accepted reading that differs."""
    found = {_last_code(bench, test): ""}
    for choice, reading in _other_readings(bench):
        other = bench.engine.under(Profile(**{**bench.engine.profile, choice: reading}))
        found.setdefault(_last_code(replace(bench, engine=other), test), f" where {choice} = {reading}")
    return tuple(f"{code}{where}" for code, where in found.items())


def _other_readings(bench: Bench) -> Iterator[tuple[str, str]]:
    for profile in profiles(bench.engine.machine):
        yield from profile.departures.items()


def _last_code(bench: Bench, test: Test) -> str:
    *_, (answer, _) = answered(bench, test)
    return in_words(answer)
