"""A violation: the clause, what was legal, what came back, and the shortest sequence that shows it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from coppspec.model.codes import HResult, Status, name_of
from coppspec.model.engine import Engine
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent
from coppspec.oracle.judged import Found
from coppspec.properties.bench import Bench, Test
from coppspec.properties.inspection import How
from coppspec.properties.setting import start
from coppspec.properties.suites import excusing
from coppspec.properties.trial import Disagreement

TRIES = {How.HANG: 6, How.CRASH: 60}
"""How many simpler sequences are tried at most, where each takes a while; a thousand of the others."""
MANY = 1000


@dataclass(frozen=True)
class Wanted:
    """What the specification answers to a step."""

    code: str
    clause: str


@dataclass(frozen=True)
class Violation:
    """A clause that a driver breaks."""

    bench: Bench
    """Where the sequence can be played again."""
    found: Found
    wanted: tuple[Wanted, ...]
    """Step by step."""
    legal: tuple[str, ...]
    """What the last step could have been answered with, under which readings."""
    excuses: tuple[tuple[str, str], ...]
    """The accepted readings, each of one choice, under which it is none."""
    times: int

    @property
    def clause(self) -> str:
        """The clause, or the point on which the documents are silent."""
        return self.found.deviation.clause


def violation(bench: Bench, found: Found, times: int) -> Violation:
    """A deviation that a suite has found, with the shortest sequence that still shows it."""
    shortest = simplest(bench, found)
    waits = found.deviation.how is How.HANG
    excuses = () if waits else tuple(dict(excusing(bench, shortest.intents)).items())
    wanted = tuple(_wanted(bench, shortest.intents))
    return Violation(bench, shortest, wanted, legal(bench, shortest.intents), excuses, times)


def simplest(bench: Bench, found: Found) -> Found:
    """The same deviation without every call, or defect, that it does not need."""
    tries = TRIES.get(found.deviation.how, MANY)
    while tries > 0:
        simpler = islice(bench.simpler(found.intents), tries)
        for test in simpler:
            tries -= 1
            again = bench.disagreement(test)
            if again is not None and _is_the_same(again, found):
                found = found._replace(
                    intents=again.intents, deviation=again.deviation, answers=again.answers
                )
                break
        else:
            break
    return found


def _is_the_same(again: Disagreement, found: Found) -> bool:
    return (again.deviation.clause, again.deviation.how) == found.about


def legal(bench: Bench, test: Test) -> tuple[str, ...]:
    """What the last step may be answered with: by the profile, and by each accepted reading that differs."""
    first = _last_code(bench.engine, _beginning(bench), test)
    found = {first: ""}
    for profile in profiles(bench.engine.machine):
        for choice, reading in profile.departures.items():
            other = bench.engine.under(Profile(**{**bench.engine.profile, choice: reading}))
            found.setdefault(_last_code(other, _beginning(bench), test), f" where {choice} = {reading}")
    return tuple(f"{code}{where}" for code, where in found.items())


def _beginning(bench: Bench) -> Configuration:
    driver = bench.make_driver()
    return start(bench.engine, driver.outputs, bench.dev_ids, driver.adapters, bench.adapter)


def _last_code(engine: Engine, configuration: Configuration, test: Test) -> str:
    *_, last = _answers(engine, configuration, test)
    return last.code


def _wanted(bench: Bench, test: Test) -> Iterator[Wanted]:
    return _answers(bench.engine, _beginning(bench), test)


def _answers(engine: Engine, configuration: Configuration, test: tuple[Intent, ...]) -> Iterator[Wanted]:
    for intent in test:
        answer, configuration = engine.step(configuration, intent)
        codes = Status if isinstance(answer.code, Status) else HResult
        code = "nothing" if answer.code is None else name_of(answer.code, codes)
        yield Wanted(code, answer.clause)


def held_to(bench: Bench, profile: Profile) -> Bench:
    """The same bench under another profile."""
    return replace(bench, engine=bench.engine.under(profile))
