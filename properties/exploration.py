"""Everything that a machine can reach, and every step on the way."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from coppspec.model.codes import Code
from coppspec.model.engine import Engine
from coppspec.model.language import Check, Row, fails
from coppspec.model.step import Answer, Configuration, Intent

if TYPE_CHECKING:
    import networkx as nx


class Moment(NamedTuple):
    """One step of the specification, with what was so before and after."""

    engine: Engine
    before: Configuration
    intent: Intent
    answer: Answer
    after: Configuration

    @property
    def refused(self) -> bool:
        """Whether the call was answered with a failure code."""
        return fails(self.answer.code)


@dataclass(frozen=True)
class Exploration:
    """A walk on which every letter was tried in every configuration that was reached."""

    engine: Engine
    start: Configuration
    access: dict[Configuration, tuple[Intent, ...]]
    """A shortest sequence to each configuration."""
    moments: tuple[Moment, ...]
    """Every step that the walk took, in its order."""
    entries: frozenset[Row | Check]
    """The rows and checks that were consulted."""
    complete: bool
    """Whether there was nothing left to walk to; a wrong table can count without end."""

    @property
    def depth(self) -> int:
        """The length of the longest of the shortest sequences."""
        return max(map(len, self.access.values()))

    def graph(self) -> "nx.DiGraph[Configuration]":
        """Every configuration, with an edge to each other one that a letter leads to."""
        import networkx as nx  # noqa: PLC0415  only those who ask for a graph wait for it

        graph: nx.DiGraph[Configuration] = nx.DiGraph()
        graph.add_nodes_from(self.access)
        elsewhere = (each for each in self.moments if each.after is not each.before)
        graph.add_edges_from((each.before, without_numbers(each.after)) for each in elsewhere)
        return graph


LIMIT = 10_000
"""Configurations after which a walk is given up."""


def explore(
    engine: Engine, start: Configuration, letters: tuple[Intent, ...], limit: int = LIMIT
) -> Exploration:
    """Walk breadth first. Sequence numbers are left out of what tells configurations apart.

    Every rule about a number compares the message with what is due, so configurations that differ in
    numbers alone behave alike.
    """
    access: dict[Configuration, tuple[Intent, ...]] = {start: ()}
    moments: list[Moment] = []
    entries: set[Row | Check] = set()
    waiting = deque([start])
    while waiting and len(access) <= limit:
        before = waiting.popleft()
        for letter in letters:
            answer, numbered = engine.step(before, letter)
            after = without_numbers(numbered)
            entries |= set(answer.entries)
            moments.append(Moment(engine, before, letter, answer, numbered))
            if after not in access:
                access[after] = (*access[before], letter)
                waiting.append(after)
    return Exploration(engine, start, access, tuple(moments), frozenset(entries), not waiting)


def without_numbers(configuration: Configuration) -> Configuration:
    """A configuration in which every sequence number is as at the start."""
    if not any(each.status_number or each.command_number for each in configuration.sessions):
        return configuration
    sessions = tuple(each._replace(status_number=0, command_number=0) for each in configuration.sessions)
    return configuration._replace(sessions=sessions)


class Seen(NamedTuple):
    """What is seen of one step from outside; two machines part where they differ in it."""

    codes: tuple[Code, ...]
    """The legal codes, the first choice first; none for an event."""
    gives: tuple[str, ...]
    """What is handed out, by name."""
    says: tuple[object, ...]
    """What a status response says: the flags, then what was asked for."""
    applied: tuple[int, ...]
    """The levels that copy-protection sessions may show."""
    shown: tuple[tuple[int, ...], ...]
    """For each connector, the level of each type on it."""

    def parts_from(self, other: "Seen") -> bool:
        """Whether a driver that does as the other says is seen to be wrong here.

        It gives the first of its codes, which may be none that is legal here. Levels that may show differ
        where no level may show in both.
        """
        if self == other:
            return False
        here = self._replace(applied=(), codes=self.codes[:1])
        if here != other._replace(applied=(), codes=other.codes[:1]) and not self._allows(other):
            return True
        return not (self.applied == other.applied or set(self.applied) & set(other.applied))

    def _allows(self, other: "Seen") -> bool:
        """Whether the other refusal is legal here too, and nothing else differs."""
        alike = self._replace(applied=(), codes=()) == other._replace(applied=(), codes=())
        return alike and bool({*self.codes} & {*other.codes[:1]})

    @property
    def is_open(self) -> bool:
        """Whether a driver may answer in more than one way."""
        return len(self.codes) > 1


def seen(answer: Answer, after: Configuration) -> Seen:
    """What is seen of a step from outside."""
    shown = tuple(connector.shown for connector in after.connectors)
    return Seen(answer.codes, answer.gives, answer.says, after.tv.shown, shown)


class GivenUp(Exception):
    """A search has followed as many configurations as it was allowed to, and has found nothing."""


def shortest_difference(
    engine: Engine,
    other: Engine,
    start: Configuration,
    letters: tuple[Intent, ...],
    limit: int | None = None,
) -> tuple[Intent, ...] | None:
    """A shortest sequence on which two machines part, by breadth-first search of their product.

    They part where they answer, hand out or apply something else. None means that they never do: the
    search is complete. Messages are numbered from what the first of them says. Without a limit, the first
    has to be a table that does not count without end.

    Raises:
        GivenUp: there are more than `limit` pairs of configurations to follow.
    """
    access: dict[tuple[Configuration, Configuration], tuple[Intent, ...]] = {(start, start): ()}
    waiting = deque([(start, start)])
    followed = 0
    while waiting:
        if followed == limit:
            raise GivenUp(f"{limit:,} pairs of configurations were followed")
        followed += 1
        pair = waiting.popleft()
        for letter in letters:
            answer, after = engine.step(pair[0], letter)
            other_answer, other_after = other.step(pair[1], letter, sender=pair[0])
            if seen(answer, after).parts_from(seen(other_answer, other_after)):
                return (*access[pair], letter)
            reached = (without_numbers(after), counted_from(after, other_after))
            if reached not in access:
                access[reached] = (*access[pair], letter)
                waiting.append(reached)
    return None


SEEN_IN_NUMBERS = {"counter_wrap"}
"""Choices that show only with the sequence numbers of an application: a table counts its own from 0."""


def differs(engine: Engine, other: Engine, start: Configuration, test: tuple[Intent, ...]) -> bool:
    """Whether two machines part somewhere on a sequence."""
    return any(True for _ in differing(engine, other, start, (test,)))


def differing(
    engine: Engine, other: Engine, start: Configuration, tests: Iterable[tuple[Intent, ...]]
) -> Iterator[int]:
    """The indices of the sequences on which two machines part.

    A beginning that two sequences in a row share is walked once.
    """
    last: tuple[Intent, ...] = ()
    way = [(start, start)]
    """Where both are before each call of the last sequence, up to the one at which they part."""
    for index, test in enumerate(tests):
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(last, test, strict=False))))
        parted = len(way) - 1 < shared
        if not parted:
            del way[shared + 1 :]
            for intent in test[shared:]:
                one, two = way[-1]
                answer, after = engine.step(one, intent)
                other_answer, other_after = other.step(two, intent, sender=one)
                parted = seen(answer, after).parts_from(seen(other_answer, other_after))
                if parted:
                    break
                way.append((after, other_after))
        if parted:
            yield index
        last = test


def counted_from(first: Configuration, second: Configuration) -> Configuration:
    """The second, with its sequence numbers counted from those of the first."""
    sessions = tuple(
        two._replace(
            status_number=two.status_number - one.status_number,
            command_number=two.command_number - one.command_number,
        )
        for one, two in zip(first.sessions, second.sessions, strict=True)
    )
    return second._replace(sessions=sessions)
