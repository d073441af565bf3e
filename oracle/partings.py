"""Where the tables part under two profiles: a breadth-first search of their product."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from coppspec.driver.protocol import Capability
from coppspec.model.key_calls import FRESH
from coppspec.model.language import Row
from coppspec.model.levels import TYPES
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Connector, Intent
from coppspec.model.tv_output import NO_STANDARD
from coppspec.oracle.places import Place
from coppspec.properties.bench import Test
from coppspec.properties.declared import Declared
from coppspec.properties.exploration import Seen, counted_from, without_numbers

PAIRS = 100
"""Pairs of configurations that one search follows."""


class Question(NamedTuple):
    """Two profiles that differ in one choice, and the calls by which they are not to be told apart."""

    pair: tuple[Profile, Profile]
    choice: str
    without: frozenset[Intent]

    def allows(self, letter: Intent) -> bool:
        """Whether it is none of those calls, and no variant of one that is right."""
        return not any(
            letter == each or (letter.call == each.call and not each.defects) for each in self.without
        )


class Product:
    """Two tables side by side: the first is what the application believes, the second answers it."""

    def __init__(self, declared: Declared, place: Place, question: Question) -> None:
        profile = question.pair[0]
        self._engine, self._other = (place.engine(each) for each in question.pair)
        self._place, self._choice = place, question.choice
        self._start = place.start(profile, declared)
        every = place.letters(profile, declared, question.choice)
        self._letters = tuple(filter(question.allows, every))
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
            return Seen(answer.codes, gives, answer.says, (), ())
        levels = tuple(map(_sure, after.connectors))
        return Seen(answer.codes, gives, answer.says, after.tv.shown, levels)


def _sure(connector: Connector) -> tuple[int, ...]:
    """The levels on a connector, without HDCP where it may be off (COPP-606)."""
    if not connector.doubted:
        return connector.shown
    return tuple(0 if name == "HDCP" else level for name, level in zip(TYPES, connector.shown, strict=True))


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
    "level": lambda before, _: before.tv.level == 0,
    "zeros for the vendor": lambda before, _: _none_begun(before),
    "vendor's data": lambda before, _: _none_begun(before),
}
"""When what is handed out is the same under every reading, by its name."""


def _can_differ(given: str, before: Configuration, letter: Intent) -> bool:
    return given not in HIDDEN or not HIDDEN[given](before, letter)


def _none_begun(before: Configuration) -> bool:
    return all(each.state == FRESH for each in before.sessions)
