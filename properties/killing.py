"""What catches a mutant: the suites, run on engines; and whether there is anything to catch.

The tests of a suite are a tree of calls. A mutant goes through it level by level, so the first difference is
a shortest one. It is stepped only where it can part: where a call is made that it can take otherwise, and
from where it stands elsewhere than the specification.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coppspec.model.engine import Engine
from coppspec.model.step import Configuration, Intent
from coppspec.properties.bench import Test
from coppspec.properties.exploration import Seen, relative, seen
from coppspec.properties.mutants import Mutant
from coppspec.properties.walks import Walk


@dataclass(slots=True)
class Node:
    """The end of a beginning of some tests: what the specification says there."""

    after: Configuration
    seen: Seen | None = None
    below: dict[Intent, "Node"] = field(default_factory=dict[Intent, "Node"])
    calls: frozenset[str] = frozenset()
    """The calls that are made further down."""


def tree(engine: Engine, start: Configuration, tests: Iterable[Test]) -> Node:
    """The tests as a tree, with what the specification says after each call."""
    root = Node(start)
    nodes = [root]
    for test in tests:
        node = root
        for intent in test:
            below = node.below.get(intent)
            if below is None:
                answer, after = engine.step(node.after, intent)
                below = node.below[intent] = Node(after, seen(answer, after))
                nodes.append(below)
            node = below
    for node in reversed(nodes):  # those further down come first
        node.calls = frozenset({each.call for each in node.below}).union(
            *(each.calls for each in node.below.values())
        )
    return root


def shortest(engine: Engine, calls: frozenset[str], root: Node) -> Test | None:
    """A shortest beginning of a test on which an engine parts from the specification."""
    waiting: deque[tuple[Node, Configuration, Test]] = deque([(root, root.after, ())])
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
                assert below.seen is not None, "only the root has nothing to show"  # noqa: S101
                if below.seen.parts_from(seen(answer, stood)):
                    return (*test, intent)
            waiting.append((below, stood, (*test, intent)))
    return None


_BREAKS = (ValueError, KeyError, IndexError, TypeError)
"""What an engine raises whose table makes no sense: it is caught, as a driver that crashes is."""


def difference(engine: Engine, mutant: Mutant, walks: Sequence[Walk]) -> Test | None:
    """A shortest sequence on which a mutant parts from the specification, on any of some walks.

    The product of the two is searched in full, so None means that nothing on these walks tells them apart.
    """
    other = mutant.make()
    for walk in walks:
        if mutant.calls & {letter.call for letter in walk.letters}:
            found = _difference(engine, other, mutant.calls, walk)
            if found is not None:
                return found
    return None


def _difference(engine: Engine, other: Engine, calls: frozenset[str], walk: Walk) -> Test | None:
    beginning = (walk.start, walk.start)
    access: dict[tuple[Configuration, Configuration], Test] = {beginning: ()}
    waiting = deque([beginning])
    while waiting:
        pair = waiting.popleft()
        one, two = pair
        strayed = one != two
        for letter in walk.letters:
            answer, after = engine.step(one, letter)
            stood = after
            if strayed or letter.call in calls:
                try:
                    other_answer, stood = other.step(two, letter, sender=one)
                except _BREAKS:
                    return (*access[pair], letter)
                if seen(answer, after).parts_from(seen(other_answer, stood)):
                    return (*access[pair], letter)
            reached = relative(after, stood)
            if reached not in access:
                access[reached] = (*access[pair], letter)
                waiting.append(reached)
    return None
