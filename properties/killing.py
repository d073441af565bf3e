"""What catches a mutant: the suites, run on engines; and whether there is anything to catch.

The tests of a suite are a tree of calls. A mutant goes through it level by level, so the first difference is
a shortest one. It is stepped only where it can part: where a call is made that it can take otherwise, and
from where it stands elsewhere than the specification.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from coppspec.model.engine import Engine
from coppspec.model.step import Configuration, Intent
from coppspec.properties.bench import Test
from coppspec.properties.exploration import GivenUp, Seen, counted_from, seen, without_numbers
from coppspec.properties.walks import Walk


@dataclass(slots=True)
class Node:
    """The end of a beginning of some tests: what the specification says there."""

    after: Configuration
    seen: Seen | None = None
    below: dict[Intent, "Node"] = field(default_factory=dict[Intent, "Node"])
    calls: frozenset[str] = frozenset()
    """The calls that are made further down."""


class Move(NamedTuple):
    """One call in one place, with what the specification says of it."""

    place: Configuration
    """With every sequence number as at the start."""
    intent: Intent
    seen: Seen
    after: Configuration


@dataclass(frozen=True)
class Tree:
    """The tests of a suite."""

    root: Node
    moves: Mapping[str, tuple[Move, ...]]
    """Every move that occurs somewhere, by the call that it makes."""


def tree(engine: Engine, start: Configuration, tests: Iterable[Test]) -> Tree:
    """The tests as a tree, with what the specification says after each call."""
    nodes = [Node(start)]
    moves: dict[str, dict[tuple[Configuration, Intent], Move]] = {}
    for test in tests:
        node = nodes[0]
        for intent in test:
            if intent not in node.below:
                answer, after = engine.step(node.after, intent)
                node.below[intent] = Node(after, seen(answer, after))
                nodes.append(node.below[intent])
                place = without_numbers(node.after)
                made = moves.setdefault(intent.call, {})
                if (place, intent) not in made:
                    answer, after = engine.step(place, intent)
                    made[place, intent] = Move(place, intent, seen(answer, after), after)
            node = node.below[intent]
    for node in reversed(nodes):  # those further down come first
        calls = {each.call for each in node.below}
        node.calls = frozenset(calls).union(*(each.calls for each in node.below.values()))
    return Tree(nodes[0], {call: tuple(made.values()) for call, made in moves.items()})


def shortest(engine: Engine, calls: frozenset[str], suite: Tree) -> Test | None:
    """A shortest beginning of a test on which an engine parts from the specification."""
    if not any(_strays(engine, move) for call in calls for move in suite.moves.get(call, ())):
        return None
    waiting: deque[tuple[Node, Configuration, Test]] = deque([(suite.root, suite.root.after, ())])
    while waiting:
        node, stands, test = waiting.popleft()
        strayed = stands is not node.after and stands != node.after
        if not strayed and not calls & node.calls:
            continue
        for intent, below in node.below.items():
            stood = below.after
            if strayed or intent.call in calls:
                try:
                    answer, stood = engine.step(stands, intent, sender=node.after)
                except _BREAKS:
                    return (*test, intent)
                assert below.seen is not None, "only the root has nothing to show"  # noqa: S101  see tree
                if below.seen.parts_from(seen(answer, stood)):
                    return (*test, intent)
            waiting.append((below, stood, (*test, intent)))
    return None


def _strays(engine: Engine, move: Move) -> bool:
    """Whether an engine shows something else than the specification, or comes to stand elsewhere."""
    try:
        answer, stood = engine.step(move.place, move.intent)
    except _BREAKS:
        return True
    return stood != move.after or move.seen.parts_from(seen(answer, stood))


_BREAKS = (ValueError, KeyError, IndexError, TypeError)
"""What an engine raises whose table makes no sense: it is caught, as a driver that crashes is."""


@dataclass(frozen=True)
class Map:
    """Everything that a walk reaches, with what the specification says of every letter there."""

    letters: Test
    places: tuple[Configuration, ...]
    """With every sequence number as at the start; the walk starts in the first."""
    ways: tuple[tuple[tuple[Seen, Configuration, int], ...], ...]
    """For each place and letter what is seen, what is so afterwards, and which place that is."""


def mapped(engine: Engine, walk: Walk) -> Map:
    """The map of a walk: it is made once, and every mutant is compared with it."""
    places = {without_numbers(walk.start): 0}
    waiting = deque(places)
    ways: list[tuple[tuple[Seen, Configuration, int], ...]] = []
    while waiting:
        before = waiting.popleft()
        found: list[tuple[Seen, Configuration, int]] = []
        for letter in walk.letters:
            answer, after = engine.step(before, letter)
            place = without_numbers(after)
            if place not in places:
                places[place] = len(places)
                waiting.append(place)
            found.append((seen(answer, after), after, places[place]))
        ways.append(tuple(found))
    return Map(walk.letters, tuple(places), tuple(ways))


MOST = 500
"""Pairs of configurations that are followed: a wrong table can count without end."""


def difference(other: Engine, calls: frozenset[str], walked: Map) -> Test | None:
    """A shortest sequence on which an engine parts from the specification somewhere on a map.

    The product of the two is searched in full, so None means that nothing on the map tells them apart.

    Raises:
        GivenUp: the engine goes on and on to new configurations, and has not parted so far.
    """
    access: dict[tuple[int, Configuration | None], Test] = {(0, None): ()}
    waiting: deque[tuple[int, Configuration | None]] = deque(access)
    while waiting:
        pair = waiting.popleft()
        place, stands = pair
        for letter, (shown, after, following) in zip(walked.letters, walked.ways[place], strict=True):
            reached: tuple[int, Configuration | None] = (following, None)
            if stands is not None or letter.call in calls:
                here = walked.places[place]
                try:
                    answer, stood = other.step(here if stands is None else stands, letter, sender=here)
                except _BREAKS:
                    return (*access[pair], letter)
                if shown.parts_from(seen(answer, stood)):
                    return (*access[pair], letter)
                stood = counted_from(after, stood)
                reached = (following, None if stood == walked.places[following] else stood)
            if reached not in access:
                access[reached] = (*access[pair], letter)
                waiting.append(reached)
        if len(access) > MOST:
            raise GivenUp(f"{MOST:,} pairs of configurations were followed")
    return None
