"""Probes: short sequences on which a driver that follows one reading of a choice parts from another.

They are found by breadth-first search of the product of the tables under two profiles. Whether a difference
shows in bytes is tried on the reference driver under both: a table hands out "the standard", and what comes
back may be the same.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple

from coppspec.driver.protocol import Driver
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.key_calls import ACTIVATE, DEACTIVATE, GET
from coppspec.model.profile import Profile
from coppspec.model.step import Intent
from coppspec.oracle.partings import Product, Question
from coppspec.oracle.places import Place, places
from coppspec.properties.bench import Bench, Test
from coppspec.properties.declared import Declared
from coppspec.properties.exploration import SEEN_IN_NUMBERS
from coppspec.properties.following import following

TRIED = 6
"""Sequences of one search that are tried in bytes."""
SEEDS = 16
"""Seeds that a sequence is tried with: a made-up byte can be the one that is expected by accident."""
DEPTHS = (2, 3)
"""How many calls behind the handshake differences are looked for, one after the other."""
DEEP = 4
"""The same for choices that do not show there."""
IN_TURN = {"key_reuse"}
"""Choices that show only in what a driver makes up, if it shows them at all."""
TURNS = 8
"""Sessions that are begun and ended one after the other."""
NUMBERED = 4
"""Messages of each kind in a session: of some seeds the numbers of one kind wrap before the last."""


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
            self._known[key] = tuple(self._searched(Question(pair, choice, without), deep))
        return self._known[key]

    def has_shown(self, choice: str) -> bool:
        """Whether some probe was found for a choice."""
        return bool(self._found.get(choice))

    def excludes(self, profile: Profile, choice: str, reading: str) -> bool:
        """Whether a probe shows that a driver that follows a profile has not another reading of a choice."""
        other = other_reading(profile, choice, reading)
        probes = self.probes(profile, choice, reading, deep=True)
        return any(self._tells(each, other, profile) for each in probes)

    def tells(self, probe: Probe, profile: Profile, choice: str, reading: str) -> bool:
        """Whether a driver with one reading can be seen to part from another one in a probe, either way."""
        other = other_reading(profile, choice, reading)
        ways = (profile, other), (other, profile)
        return choice in IN_TURN or any(self._tells(probe, *each) for each in ways)

    def _searched(self, question: Question, deep: bool) -> Iterator[Probe]:  # noqa: FBT001  it is passed on
        known = self._found.setdefault(question.choice, {})
        usable = tuple(each for each in known if all(map(question.allows, each.intents)))
        wanted = [question.pair, question.pair[::-1]]
        for probes in chain((usable,), self._partings(question, deep) if deep or not usable else ()):
            for probe in probes:
                silent = [each for each in wanted if not self._tells(probe, *each)]
                if len(silent) < len(wanted) or question.choice in IN_TURN:
                    known[probe] = None
                    yield probe
                if not silent:
                    return
                wanted = silent
            if len(wanted) < 2 and not deep:
                return

    def _partings(self, question: Question, deep: bool) -> Iterator[Iterator[Probe]]:  # noqa: FBT001  it is passed on
        """What may tell the two apart: near the handshake first, then farther from it."""
        if question.choice in CONSTRUCTED:
            yield CONSTRUCTED[question.choice](self.declared, self._seed)
            return
        for depth in (DEEP,) if deep else DEPTHS:
            for place in places(self.declared, question.choice):
                yield self._of_place(place, self._differences(place, question, depth))

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
            steps: list[object] = [profile["key_scope"], *map(profile.get, SEEN_IN_NUMBERS)]
            for intent in probe.intents:
                answer, now = engine.step(now, intent)
                steps += (answer.code, answer.gives, answer.session, answer.says, now)
            self._expected[key] = tuple(steps)
        return self._expected[key]

    def _differences(self, place: Place, question: Question, depth: int) -> tuple[Test, ...]:
        """Sequences on which the tables part, the shortest first."""
        key = (place, question.choice, question.without, depth, *map(place.readings, question.pair))
        if key not in self._differing:
            product = Product(self.declared, place, question)
            near = tuple(islice(product.differences(place.way(), depth), TRIED))
            most = len(near[0]) - 1 if near else len(place.way()) + depth
            far = islice(product.differences((), most), TRIED) if place.way() else ()
            self._differing[key] = (*far, *near)
        return self._differing[key]


def _in_turn(declared: Declared, seed: int) -> Iterator[Probe]:
    """Key after key, each of them ended before the next."""
    for adapter in declared.protecting[:1]:
        intents = (
            each
            for session in range(TURNS)
            for each in (Intent(ACTIVATE, level=1), Intent(DEACTIVATE, session))
        )
        yield Probe(Place(COPY_PROTECTION_SESSIONS.name, (0,) * TURNS, adapter=adapter), tuple(intents), seed)


def _numbered(declared: Declared, seed: int) -> Iterator[Probe]:
    """Status requests and commands in a session, of which the numbers wrap with some seeds."""
    for place in places(declared, "counter_wrap"):
        every = place.letters(Profile(), declared, "counter_wrap")
        numbers = {call.name: call.number for call in place.engine(Profile()).machine.calls}
        kinds = {
            numbers[each.call]: each for each in reversed(every) if numbers[each.call] and not each.defects
        }
        messages = (each for letter in kinds.values() for each in (letter,) * NUMBERED)
        test = (*place.way(), *messages)
        yield from (Probe(place, test, seed + each) for each in range(SEEDS))


CONSTRUCTED: Mapping[str, Callable[[Declared, int], Iterator[Probe]]] = {
    "key_reuse": _in_turn,
    "counter_wrap": _numbered,
}
"""What may tell the choices that no search of the tables finds."""


def other_reading(profile: Profile, choice: str, reading: str) -> Profile:
    """A profile with another reading of one choice."""
    return Profile(**{**profile, choice: reading})
