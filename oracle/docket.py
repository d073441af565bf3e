"""What a driver is held to: the suites that it allows, crowds of sessions, and random sequences."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from time import perf_counter

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.model.together import Together
from coppspec.oracle.case import Case, OfSuite
from coppspec.oracle.crowd import crowd, crowd_of_keys
from coppspec.oracle.judged import NO_MORE, Found, Judge, Judged
from coppspec.oracle.leak import ComingAndGoing
from coppspec.oracle.long_sessions import VERY_MANY, long_sessions
from coppspec.oracle.starts import KEY, RANDOM_NUMBER, AfterEachStart
from coppspec.oracle.starts import KEYS as KEYS_AFTER_A_START
from coppspec.properties import key_projections, projections
from coppspec.properties.alphabet import letters
from coppspec.properties.bench import Bench
from coppspec.properties.catalog import catalog
from coppspec.properties.chosen import chosen
from coppspec.properties.declared import Declared
from coppspec.properties.key_projections import offered
from coppspec.properties.machines import RarelyVisited, run_machine
from coppspec.properties.plan import Plan, Tally
from coppspec.properties.projections import Letters
from coppspec.properties.setting import DevIDs, abilities, offer, richest
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.properties.together_projections import shared_outputs
from coppspec.properties.trial import Disagreement, MakeDriver

EXAMPLES, MANY_EXAMPLES = 30, 200
"""How many sequences of up to 50 calls a random machine runs, and how many with --thorough."""
CALLS_OF_A_SEQUENCE = 50
"""As a rule."""
DEVICES = 3
"""How many of the sessions of both sides are devices."""
KEYS = 5
CROWD = 257
"""How many devices are open at once, and how many keys live at once: one more than a byte counts."""


@dataclass(frozen=True)
class AtRandom:
    """A random machine: data, defects in combination, and sessions in turn."""

    plan: Plan
    examples: int = field(default=EXAMPLES)

    @property
    def name(self) -> str:
        """The machine, and how many sessions there are side by side."""
        return f"random sequences of {self.plan.engine.machine.name}, {self.plan.sessions} side by side"

    @property
    def engine(self) -> Engine:
        """Its own."""
        return self.plan.engine

    @property
    def size(self) -> int:
        """About so many calls: a sequence can end earlier, and more are drawn where that is needed."""
        return self.examples * CALLS_OF_A_SEQUENCE

    def judged(self, judge: Judge) -> Judged:
        """Sequences until the first that the driver fails."""
        beginning, ended, failure = perf_counter(), "", None
        plan = replace(self.plan, make_driver=judge.make_driver, tally=Tally())
        try:
            judge.expect_patience()
            failure = run_machine(plan, judge.seed, self.examples, simplify=False)
        except NO_MORE as error:
            ended = str(error)
        found = self._found(failure, plan.tally.seed)
        seconds, name, tally = perf_counter() - beginning, self.plan.engine.machine.name, plan.tally
        steps = Counter[str]()
        return Judged(self.name, name, tally.sequences, tally.calls, seconds, steps, found, lost=ended)

    def _found(self, failure: AssertionError | None, seed: int) -> tuple[Found, ...]:
        """What it found; that a state was hardly seen is no fault of the driver."""
        if failure is None or isinstance(failure, RarelyVisited):
            return ()
        if not isinstance(failure, Disagreement):
            raise failure
        return (Found(self.name, seed, failure.intents, failure.deviation, failure.answers),)

    def bench(self, make_driver: MakeDriver, seed: int) -> Bench:
        """Where its sequences are played."""
        return Bench(self.plan.engine, self.plan.dev_ids, make_driver, seed, self.plan.adapter)


def docket(
    declared: Declared, profile: Profile, *, thorough: bool = False, only: str = ""
) -> tuple[Case, ...]:
    """Everything that a driver is held to, the quickest to tell first.

    Args:
        declared: what it declares.
        profile: the readings that it is held to.
        thorough: also the larger complete suites, and more random sequences.
        only: what has to be in the name of each.
    """
    usual = suites(profile, *declared)
    examples = MANY_EXAMPLES if thorough else EXAMPLES
    cases = (
        *map(OfSuite, usual),
        *(map(OfSuite, _larger(declared, profile)) if thorough else ()),
        *_many(declared, profile, thorough=thorough),
        *map(OfSuite, long_sessions(declared, profile)),
        *(_as_often_as_possible(declared, profile) if thorough else ()),
        *(AtRandom(plan, examples) for plan in _plans(declared, profile)),
    )
    every = tuple(_apart(cases))
    picked = chosen(only, (each.name for each in every))
    return tuple(each for each in every if each.name in picked)


def _apart(cases: Iterable[Case]) -> Iterator[Case]:
    """The same, a suite whose name another one has with its outputs behind it."""
    known: set[str] = set()
    for each in cases:
        if each.name in known and isinstance(each, OfSuite):
            name = f"{each.name}, {' and '.join(map(str, each.suite.dev_ids))}"
            yield replace(each, suite=replace(each.suite, name=name))
        else:
            yield each
        known.add(each.name)


def _as_often_as_possible(declared: Declared, profile: Profile) -> Iterator[Case]:
    """The long sessions with more messages than two bytes count."""
    for suite in long_sessions(declared, profile, VERY_MANY):
        name = suite.name if suite.name.startswith(f"{VERY_MANY:,}") else f"{suite.name}, {VERY_MANY:,}"
        yield OfSuite(replace(suite, name=name))


def _larger(declared: Declared, profile: Profile) -> Iterator[Suite]:
    for projection in catalog(profile, declared).values():
        yield from map(projection.suite, projection.alphabet.thorough)


def _many(declared: Declared, profile: Profile, *, thorough: bool) -> Iterator[Case]:
    """More sessions than a suite has: side by side, and one after the other."""
    if declared.opening:
        yield crowd(declared, profile, CROWD)
        yield from map(OfSuite, _three_elsewhere(declared, profile))
        main = richest(declared.outputs)
        engine, types = Engine(DEVICE, profile), offer(declared.outputs[main]).types
        yield ComingAndGoing(engine, main, types, opened=VERY_MANY if thorough else 0)
        yield AfterEachStart(engine, (main,), RANDOM_NUMBER)
    for number, adapter in enumerate(declared.protecting):
        if number == 0:
            yield crowd_of_keys(declared, profile, adapter, CROWD)
            keys = Engine(COPY_PROTECTION_SESSIONS, profile)
            yield AfterEachStart(keys, (0,) * KEYS_AFTER_A_START, KEY, adapter)
        else:
            yield OfSuite(_three_keys(declared, profile, adapter))


def _three_keys(declared: Declared, profile: Profile, adapter: int) -> Suite:
    """Three copy-protection sessions on an adapter that the suites of one adapter are not about."""
    outputs, capabilities, adapters, _ = declared
    able = abilities(capabilities, adapters, adapter)
    every = letters(COPY_PROTECTION_SESSIONS, profile, 3, capabilities=able)
    cover = key_projections.crowd(offered(every, adapters[adapter]))
    engine, name = Engine(COPY_PROTECTION_SESSIONS, profile), f"three keys elsewhere, {adapter}"
    return Suite(name, engine, (0,) * 3, cover, outputs, adapters, adapter)


def _three_elsewhere(declared: Declared, profile: Profile) -> Iterator[Suite]:
    """Three devices at different levels on every connector but the main one, which has suites of its own."""
    outputs, engine = declared.outputs, Engine(DEVICE, profile)
    connectors = {outputs[richest(outputs)].connector}
    for dev_id in declared.opening:
        types = offer(outputs[dev_id]).types
        if types and outputs[dev_id].connector not in connectors:
            connectors.add(outputs[dev_id].connector)
            every = Letters(letters(DEVICE, profile, 3, capabilities=declared.capabilities))
            cover = projections.crowd(every, types[len(types) // 2])
            yield Suite(f"three devices elsewhere, {dev_id}", engine, (dev_id,) * 3, cover, outputs)


def _plans(declared: Declared, profile: Profile) -> Iterator[Plan]:
    """One machine for each table, with as many sessions as show that a count saturates."""
    if declared.opening:
        yield Plan(Engine(DEVICE, profile), _side_by_side(declared))
    if declared.rendering:
        yield Plan(Engine(RENDERER, profile), declared.rendering[:2])
    for adapter in declared.protecting[:1]:
        yield Plan(Engine(COPY_PROTECTION_SESSIONS, profile), (0,) * KEYS, adapter=adapter)
    for adapter in declared.sharing[:1]:
        for dev_id in shared_outputs(declared.outputs, declared.adapters, adapter)[:1]:
            dev_ids = (dev_id,) * (DEVICES + KEYS - 2)
            yield Plan(Together(DEVICES, profile), dev_ids, adapter=adapter)


def _side_by_side(declared: Declared) -> DevIDs:
    """Two devices on the output that offers most, and one on each of two others."""
    main = richest(declared.outputs)
    return (main, main, *[each for each in declared.opening if each != main][:2])
