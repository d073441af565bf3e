"""Records which wrong drivers each suite exposes, under which clause, and what it takes to see them.

Two kinds of wrong drivers are tried: those of the zoo, each in the suite that is known to find it, with the
levels on the outputs visible and without; and, for every clause that decides an answer in a suite, a driver
that answers otherwise there.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from typing import Any, cast

from coppspec.driver.protocol import Capability, Driver
from coppspec.model.codes import Code, HResult, Status
from coppspec.model.engine import Engine
from coppspec.model.language import fails
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.oracle.case import OfSuite
from coppspec.oracle.detections import Detection, family
from coppspec.oracle.docket import docket
from coppspec.oracle.exercise import function_of
from coppspec.oracle.judged import Found, Judge
from coppspec.oracle.leak import CLAUSE as LEAK
from coppspec.oracle.leak import NAME as COME_AND_GO
from coppspec.properties.bench import Test
from coppspec.properties.declared import Declared
from coppspec.properties.following import reference
from coppspec.properties.inspection import Deviation
from coppspec.properties.subjects import MACHINES
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.properties.traceability import ZOO
from coppspec.properties.trial import Disagreement, Harness, MakeDriver, Reply
from coppspec.properties.verification import telling_suite
from coppspec.properties.zoo import WrongDriver

OPTIONAL = (Capability.APPLIED, Capability.FEW_KEYS)
"""Capabilities that a suite uses wherever they are declared; each event stands in a sequence by its name."""


BY_MEMORY = (
    Detection("keeps the memory of each session", COME_AND_GO, LEAK, (LEAK,)),
    Detection("never frees the place of a session", COME_AND_GO, LEAK, (LEAK,)),
)
"""What takes a process of its own to see: tests/oracle/test_leak.py runs these drivers."""


def record(known: Iterable[Detection] = ()) -> tuple[Detection, ...]:
    """Every detection, the same ones in the same order each time.

    Args:
        known: what was recorded before; a wrong driver of the zoo that is among it is not run again.
    """
    drivers = {each.driver for each in known}
    left = [index for index, wrong in enumerate(ZOO) if wrong.sentence not in drivers]
    found = dict.fromkeys(_still_true(known))
    with ProcessPoolExecutor() as pool:
        found |= dict.fromkeys(chain.from_iterable(pool.map(partial(_of_zoo, 0), left)))
        found |= dict.fromkeys(BY_MEMORY)
        found |= dict.fromkeys(chain.from_iterable(pool.map(_of_suite, range(len(_suites())))))
    return tuple(sorted(found))


def _still_true(known: Iterable[Detection]) -> Iterator[Detection]:
    """What was recorded of drivers that are still in the zoo, with what they are now said to break."""
    for each in known:
        if (wrong := _zoo().get(each.driver)) is not None:
            yield each._replace(breaks=wrong.clauses if each.named in wrong.clauses else ())


@cache
def _by_name() -> dict[str, Suite]:
    return {suite.name: suite for suite in suites()}


@cache
def _suites() -> tuple[Suite, ...]:
    """Every suite under the default profile, and under each other reading one that tells it."""
    others = (profile for machine in MACHINES for profile in list(profiles(machine))[1:])
    return *_by_name().values(), *map(telling_suite, others)


def named_under(detection: Detection, declared: Declared) -> frozenset[str]:
    """Which clauses are named when a recorded wrong driver is run again by one that declares less.

    Args:
        detection: what was recorded of a driver that declares everything.
        declared: what this one declares.
    """
    found = set[str]()
    for suite in (
        case.suite
        for case in docket(declared, Profile())
        if isinstance(case, OfSuite) and family(case.name) == detection.suite
    ):
        if (wrong := _zoo().get(detection.driver)) is not None:
            make = partial(_declaring, wrong.make, declared)
            found |= {each.deviation.clause for each in Judge(make).judge(suite).found}
        else:
            make = partial(_declaring, reference(suite.engine.profile), declared)
            decided = _decided(suite).items()
            found |= {
                _otherwise(suite, clause, each, make).named
                for (clause, _, _), each in decided
                if _otherwise_where(clause) == detection.driver
            }
    return frozenset(found)


@cache
def _zoo() -> dict[str, WrongDriver]:
    return {wrong.sentence: wrong for wrong in ZOO}


# The zoo.


def _of_zoo(seed: int, index: int) -> list[Detection]:
    """What exposes one wrong driver in its own suite: with the levels on the outputs visible, and without."""
    wrong = ZOO[index]
    suite = _by_name()[wrong.suite]
    found = list(_exposed(wrong, suite, wrong.make, seed))
    if any(Capability.APPLIED in each.needs for each in found):
        dark = partial(_without, wrong.make, (Capability.APPLIED,))
        found += _exposed(wrong, suite, dark, seed)
    return found


def _exposed(wrong: WrongDriver, suite: Suite, make: MakeDriver, seed: int) -> Iterator[Detection]:
    for found in Judge(make, seed).judge(suite).found:
        breaks = wrong.clauses if found.deviation.clause in wrong.clauses else ()
        yield _detection(wrong.sentence, suite, found, make, breaks)


def _detection(
    driver: str, suite: Suite, found: Found, make: MakeDriver, breaks: tuple[str, ...] = ()
) -> Detection:
    return Detection(
        driver,
        family(suite.name),
        found.deviation.clause,
        breaks,
        tuple(sorted(_needs(suite, found, make))),
        _reached(suite, found.intents),
    )


def _needs(suite: Suite, found: Found, make: MakeDriver) -> Iterator[str]:
    """The events of the sequence, and what it is not found without."""
    yield from {intent.call for intent in found.intents} & set(Capability)
    for call in {suite.engine.machine.call(intent.call) for intent in found.intents}:
        defects = {defect for intent in found.intents for defect in intent.defects}
        yield from {each.needs for each in call.defects if each.needs and each.name in defects} & set(
            Capability
        )
    for capability in OPTIONAL:
        if capability not in make().capabilities:
            continue
        bench = suite.bench(partial(_without, make, (capability,)), found.seed)
        again = bench.disagreement(found.intents)
        if again is None or again.deviation.clause != found.deviation.clause:
            yield capability


def _reached(suite: Suite, test: Test) -> tuple[str, ...]:
    """The functions that succeed in a sequence, and that of its last call unless it is an event."""
    played = [(function_of(suite.engine.machine.call(each.call)), code) for each, code in _codes(suite, test)]
    reached = {function for function, code in played if code is not None and not fails(code)}
    last, code = played[-1]
    return tuple(sorted(reached if code is None else {*reached, last}))


def _codes(suite: Suite, test: Test) -> Iterator[tuple[Intent, Code | None]]:
    return ((intent, answer.code) for intent, answer, _ in _played(suite, test))


def _without(make: MakeDriver, capabilities: Iterable[Capability]) -> Driver:
    """A driver that does not declare some of its capabilities."""
    declared = Declared.of(make())
    return _declaring(make, declared._replace(capabilities=set(declared.capabilities) - set(capabilities)))


def _declaring(make: MakeDriver, declared: Declared) -> Driver:
    """A driver that declares something else."""
    return cast("Driver", _Declaring(make(), declared))  # it passes on every call


class _Declaring:
    """A driver with another declaration; everything else is its own."""

    def __init__(self, driver: Driver, declared: Declared) -> None:
        self._driver = driver
        self.capabilities = frozenset(map(Capability, declared.capabilities))
        self.outputs, self.adapters = declared.outputs, declared.adapters
        self.interfaces = declared.interfaces

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the driver has there
        return getattr(self._driver, name)


# Drivers that answer otherwise where a clause decides.


def _otherwise_where(clause: str) -> str:
    """What such a driver is called."""
    return f"answers otherwise where {clause} decides"


@dataclass(frozen=True)
class _Decided:
    """The shortest way in a suite to an answer that a clause decides."""

    test: Test
    """Up to the call that is answered."""
    seed: int
    refuses: bool


def _of_suite(index: int) -> list[Detection]:
    """For every clause that decides an answer in a suite: a driver that answers otherwise there."""
    suite = _suites()[index]
    make = reference(suite.engine.profile)
    return [_otherwise(suite, clause, each, make) for (clause, _, _), each in sorted(_decided(suite).items())]


def _decided(suite: Suite) -> dict[tuple[str, str, bool], _Decided]:
    found: dict[tuple[str, str, bool], _Decided] = {}
    seen = set[Test]()
    for index, test in enumerate(suite.tests):
        for length, (intent, answer, _) in enumerate(_played(suite, test), 1):
            if answer.code is None or test[:length] in seen:
                continue
            seen.add(test[:length])
            function = function_of(suite.engine.machine.call(intent.call))
            key = answer.clause, function, fails(answer.code)
            known = found.get(key)
            if known is None or length < len(known.test):
                found[key] = _Decided(test[:length], index, fails(answer.code))
    return found


def _played(suite: Suite, test: Test) -> Iterator[tuple[Intent, Answer, Configuration]]:
    """What the specification answers along a sequence."""
    configuration = suite.start()
    for intent in test:
        answer, configuration = suite.engine.step(configuration, intent)
        yield intent, answer, configuration


def _otherwise(suite: Suite, clause: str, decided: _Decided, make: MakeDriver) -> Detection:
    """The reference driver with the last answer of a sequence made otherwise, compared as any driver is.

    Raises:
        AssertionError: nobody sees it.
    """
    trial = suite.bench(make, decided.seed).trial()
    trial.harness = _Otherwise(trial.harness, len(decided.test))
    try:
        for intent in decided.test:
            if not trial.can_make(intent):
                break
            trial.step(intent)
    except Disagreement as parts:
        found = Found(suite.name, decided.seed, parts.intents, parts.deviation, parts.answers)
        events = sorted({intent.call for intent in found.intents} & set(Capability))
        says = _otherwise_where(clause)
        reached = _reached(suite, found.intents)
        named = parts.deviation.clause
        return Detection(says, family(suite.name), named, (named,), tuple(events), reached)
    raise AssertionError(f"{clause}: another answer is not noticed in {suite.name}")


class _Otherwise:
    """A harness behind which one call is answered otherwise: taken instead of refused, or the other way."""

    def __init__(self, harness: Harness, call: int) -> None:
        self._harness, self._left = harness, call

    @property
    def codes(self) -> type[HResult] | type[Status]:
        return self._harness.codes

    def play(self, intent: Intent, before: Configuration) -> Reply:
        reply = self._harness.play(intent, before)
        self._left -= 1
        if self._left or reply.code is None:
            return reply
        if reply.code:
            return reply._replace(code=0)
        code = HResult.E_FAIL if self.codes is HResult else Status.ERROR_NOT_ENOUGH_MEMORY
        return reply._replace(code=int(code), given={})

    def inspect(self, intent: Intent, answer: Answer, reply: Reply, /) -> Deviation | None:
        return self._harness.inspect(intent, answer, reply)

    def look(self, configuration: Configuration, engine: Engine, /) -> Deviation | None:
        return self._harness.look(configuration, engine)
