"""Probes: short sequences on which a driver that follows one reading of a choice parts from another.

They are found by breadth-first search of the product of the tables under two profiles. Whether a difference
shows in bytes is tried on the reference driver under both: a table hands out "the standard", and what comes
back may be the same.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import chain, islice
from random import Random
from typing import Any, NamedTuple

from coppspec.driver.options import Options
from coppspec.driver.protocol import Capability, Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.key_calls import ACTIVATE, DEACTIVATE, FRESH, GET
from coppspec.model.language import Row
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.model.tv_output import NO_STANDARD
from coppspec.oracle.places import Place, places
from coppspec.properties.bench import Bench, Test
from coppspec.properties.declared import Declared
from coppspec.properties.setting import protecting
from coppspec.properties.exploration import Seen, counted_from, without_numbers

PAIRS = 100
"""Pairs of configurations that one search follows."""
TRIED = 6
"""Sequences of one search that are tried in bytes."""
SEEDS = 16
"""Seeds that a sequence is tried with: a made-up byte can be the one that is expected by accident."""
DEPTHS = (2, 3, 4)
"""How many calls behind the handshake differences are looked for, one after the other."""
IN_TURN = {"key_reuse"}
"""Choices that show only in what a driver makes up, if it shows them at all."""
TURNS = 8
"""Sessions that are begun and ended one after the other."""


class Probe(NamedTuple):
    """A sequence, where it is made, and the seed of what the application makes up."""

    place: Place
    intents: Test
    seed: int

    def bench(self, profile: Profile, make_driver: Callable[[], Driver]) -> Bench:
        """A driver that is held to a profile."""
        place = self.place
        return Bench(place.engine(profile), place.dev_ids, make_driver, self.seed, place.adapter)


class Search:
    """Finds probes for a driver, by what it declares.

    Args:
        declared: its outputs, capabilities and adapters.
        seed: of what the application makes up.
    """

    def __init__(self, declared: Declared, seed: int = 0) -> None:
        self.declared = declared
        self._seed = seed
        self._known: dict[tuple[object, ...], tuple[Probe, ...]] = {}
        self._differing: dict[tuple[object, ...], tuple[Test, ...]] = {}
        self._telling: dict[tuple[object, ...], bool] = {}
        self._expected: dict[tuple[object, ...], tuple[object, ...]] = {}
        self._found: dict[str, dict[Probe, None]] = {}
        """What was found for each choice so far: under another profile it may tell as well."""

    def probes(
        self,
        profile: Profile,
        choice: str,
        reading: str,
        *,
        deep: bool = False,
        without: frozenset[Intent] = frozenset(),
    ) -> tuple[Probe, ...]:
        """Probes on which a driver with this reading parts from the profile, and the other way round.

        One probe if it does both, none if there is nothing to be seen.

        Args:
            profile: the reading of every choice.
            choice: the one in which the driver may differ.
            reading: the one that it may follow.
            deep: whether to look farther than where most choices show.
            without: calls that are not made, as the driver is at fault there.
        """
        key = (*profile.values(), choice, reading, deep, without)
        if key not in self._known:
            pair = (profile, other_reading(profile, choice, reading))
            self._known[key] = tuple(self._searched(_Asked(pair, choice, without), deep))
        return self._known[key]

    def _searched(self, asked: "_Asked", deep: bool) -> Iterator[Probe]:  # noqa: FBT001  it is passed on
        known = self._found.setdefault(asked.choice, {})
        usable = tuple(each for each in known if not asked.without.intersection(each.intents))
        wanted = [asked.pair, asked.pair[::-1]]
        for probes in chain((usable,), self._partings(asked, deep) if deep or not usable else ()):
            for probe in probes:
                silent = [each for each in wanted if not self._tells(probe, *each)]
                if len(silent) < len(wanted) or asked.choice in IN_TURN:
                    known[probe] = None
                    yield probe
                if not silent:
                    return
                wanted = silent
            if len(wanted) < 2 and not deep:
                return

    def _partings(self, asked: "_Asked", deep: bool) -> Iterator[Iterator[Probe]]:  # noqa: FBT001  it is passed on
        """What may tell the two apart: near the handshake first, then farther from it."""
        if asked.choice in IN_TURN:
            yield _in_turn(self.declared, self._seed)
            return
        for depth in DEPTHS if deep else DEPTHS[:-1]:
            for place in places(self.declared, asked.choice):
                yield self._of_place(place, self._differences(place, asked, depth))

    def _of_place(self, place: Place, tests: tuple[Test, ...]) -> Iterator[Probe]:
        for test in tests:
            seeds = SEEDS if test[-1].call == GET else 1
            yield from (Probe(place, test, self._seed + each) for each in range(seeds))

    def _tells(self, probe: Probe, held_to: Profile, follows: Profile) -> bool:
        """Whether a driver that follows one profile is seen to part from another."""
        key = (probe, self.expected(probe, held_to), self.expected(probe, follows))
        if key not in self._telling:
            bench = probe.bench(held_to, following(follows, self.declared))
            self._telling[key] = bench.disagreement(probe.intents) is not None
        return self._telling[key]

    def expected(self, probe: Probe, profile: Profile) -> tuple[object, ...]:
        """Everything on which it depends what a bench does in a probe, and what it takes for right."""
        place = probe.place
        key = (probe, place.readings(profile))
        if key not in self._expected:
            engine, now = place.engine(profile), place.start(profile, self.declared)
            steps: list[object] = [profile["key_scope"]]
            for intent in probe.intents:
                answer, now = engine.step(now, intent)
                steps += (answer.code, answer.gives, answer.session, answer.says, now)
            self._expected[key] = tuple(steps)
        return self._expected[key]

    def _differences(self, place: Place, asked: "_Asked", depth: int) -> tuple[Test, ...]:
        """Sequences on which the tables part, the shortest first."""
        key = (place, asked.choice, asked.without, depth, *map(place.readings, asked.pair))
        if key not in self._differing:
            product = _Product(self.declared, place, asked)
            near = tuple(islice(product.differences(place.way(), depth), TRIED))
            most = len(near[0]) - 1 if near else len(place.way()) + depth
            far = islice(product.differences((), most), TRIED) if place.way() else ()
            self._differing[key] = (*far, *near)
        return self._differing[key]


class _Asked(NamedTuple):
    """Two profiles that differ in one choice, and the calls by which they are not to be told apart."""

    pair: tuple[Profile, Profile]
    choice: str
    without: frozenset[Intent]


def _in_turn(declared: Declared, seed: int) -> Iterator[Probe]:
    """Key after key, each of them ended before the next."""
    for adapter in protecting(declared.adapters)[:1]:
        intents = (
            each
            for session in range(TURNS)
            for each in (Intent(ACTIVATE, level=1), Intent(DEACTIVATE, session))
        )
        yield Probe(Place(COPY_PROTECTION_SESSIONS.name, (0,) * TURNS, adapter=adapter), tuple(intents), seed)


def other_reading(profile: Profile, choice: str, reading: str) -> Profile:
    """A profile with another reading of one choice."""
    return Profile(**{**profile, choice: reading})


def following(profile: Profile, declared: Declared) -> Callable[[], Driver]:
    """Makes reference drivers that follow a profile and declare what another driver declares."""
    options: dict[str, Any] = {option.name: profile[option.name] for option in fields(Options)}

    class Following(ReferenceDriver):
        """The reference driver, with the outputs and adapters of another."""

        capabilities = frozenset(map(Capability, declared.capabilities))
        outputs = declared.outputs
        adapters = declared.adapters

    return lambda: Following(Options(**options), random_bytes=Random(0).randbytes)  # noqa: S311  to repeat it


class _Product:
    """Two tables side by side: the first is what the application believes, the second answers it."""

    def __init__(self, declared: Declared, place: Place, asked: _Asked) -> None:
        profile = asked.pair[0]
        self._engine, self._other = (place.engine(each) for each in asked.pair)
        self._place, self._choice = place, asked.choice
        self._start = place.start(profile, declared)
        every = place.letters(profile, declared, asked.choice)
        self._letters = tuple(each for each in every if each not in asked.without)
        self._applied = Capability.APPLIED in declared.capabilities
        self._takes = {call.name for call in self._engine.machine.calls if call.takes is not None}
        self._few_keys = Capability.FEW_KEYS in declared.capabilities
        self._refused: dict[tuple[str, ...], set[Intent]] = {}
        """What is out of place in some states, so that it changes nothing and tells nothing."""

    def differences(self, way: Test, depth: int) -> Iterator[Test]:
        """Sequences of so many calls behind a way, on which they part at the last one, the shortest first."""
        pair = (self._start, self._start)
        for intent in way:
            differ, pair = self._step(pair, intent)
            if differ:
                return
        access = {pair: way}
        waiting = deque([pair])
        for _ in range(PAIRS):
            if not waiting or len(access[waiting[0]]) >= len(way) + depth:
                return
            before = waiting.popleft()
            for letter in self._worth_trying(before[0]):
                differ, reached = self._step(before, letter)
                if differ:
                    yield (*access[before], letter)
                elif reached not in access:
                    access[reached] = (*access[before], letter)
                    waiting.append(reached)

    def _worth_trying(self, before: Configuration) -> Iterator[Intent]:
        states = tuple(each.state for each in before.sessions)
        refused = self._refused.setdefault(states, set())
        for letter in self._letters:
            if letter not in refused and self._can_make(before, letter):
                yield letter

    def _can_make(self, before: Configuration, letter: Intent) -> bool:
        """Whether a bench can see to it that no key is left, where that is so."""
        fresh = any(each.state == FRESH for each in before.sessions)
        return letter.call not in self._takes or self._few_keys or fresh

    def _step(
        self, pair: tuple[Configuration, Configuration], letter: Intent
    ) -> tuple[bool, tuple[Configuration, Configuration]]:
        one, two = pair
        answer, after = self._engine.step(one, letter)
        if one == two and not self._place.bears_on(self._choice, letter.call):
            if after == one and _is_refused_by_state(answer):
                self._refused.setdefault(tuple(each.state for each in one.sessions), set()).add(letter)
            after = without_numbers(after)
            return False, (after, after)
        other_answer, other_after = self._other.step(two, letter, sender=one)
        if after == one and answer == other_answer and _is_refused_by_state(answer):
            self._refused.setdefault(tuple(each.state for each in one.sessions), set()).add(letter)
        differ = self._shown(one, letter, answer, after).parts_from(
            self._shown(two, letter, other_answer, other_after)
        )
        return differ, (without_numbers(after), counted_from(after, other_after))

    def _shown(self, before: Configuration, letter: Intent, answer: Answer, after: Configuration) -> Seen:
        """What a bench can see of a step."""
        gives = tuple(each for each in answer.gives if _can_differ(each, before, letter))
        if not self._applied:
            return Seen(answer.code, gives, answer.says, (), ())
        levels = tuple(connector.shown for connector in after.connectors)
        return Seen(answer.code, gives, answer.says, after.tv.shown, levels)


def _is_refused_by_state(answer: Answer) -> bool:
    (*before, last) = answer.entries
    return not before and isinstance(last, Row) and last.refuses


HIDDEN: dict[str, Callable[[Configuration, Intent], bool]] = {
    "new key": lambda _, __: True,
    "rested key": lambda _, __: True,
    "every standard": lambda before, _: before.tv.standard != NO_STANDARD,
    "no standard while off": lambda before, _: before.tv.standard != NO_STANDARD,
    "standard": lambda before, _: before.tv.standard == NO_STANDARD,
    "standard alone": lambda before, _: before.tv.standard == NO_STANDARD,
    "every type": lambda before, _: len(before.tv.offer.types) < 2,
    "one type": lambda before, _: len(before.tv.offer.types) < 2,
    "zeros for the vendor": lambda before, _: _none_begun(before),
    "vendor's data": lambda before, _: _none_begun(before),
}
"""When what is handed out is the same under every reading, by its name."""


def _can_differ(given: str, before: Configuration, letter: Intent) -> bool:
    return given not in HIDDEN or not HIDDEN[given](before, letter)


def _none_begun(before: Configuration) -> bool:
    return all(each.state == FRESH for each in before.sessions)
