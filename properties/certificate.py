"""A certificate: whether a suite finds every fault of its domain, by a check that knows nothing of its maker.

The tests and their beginnings are the nodes of a tree. Two nodes are apart if letters that were tried after
both were answered differently. A is a cover, one sequence for each state, and B its nodes; F0 are those one
letter after B and not in it, F1 those one letter after F0, and so on. C(q) is what of B q is not apart from.
Vaandrager and Melse ("New Fault Domains for Conformance Testing of Finite State Machines", CONCUR 2025, the
theorem of section 4) prove that a suite is k-A-complete if

- every letter was tried after every node of B and of each F before Fk,
- the nodes of B are apart from each other,
- every node q of Fk is identified: C(q) is one node, that of its state,
- for each such q and each r of an F before Fk: C(q) = C(r), or q and r are apart.

Then whoever passes and answers differently somewhere has a state that no sequence of A with at most k letters
after it reaches, and no two sequences of A lead it to states that are alike. So whoever has at most k states
more than the table does not pass. The condition is sufficient: a suite with a gap may be complete.

Any A will do if the beginnings of its sequences are in it; here it is read from the suite, shortest first, in
letter order. A gap names the tests that close it: adding them again and again ends with a complete suite.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import combinations, product
from typing import NamedTuple

Word = tuple[int, ...]
"""Letters by their numbers, one after the other."""
_Candidates = dict[Word, list[Word]]


class Table(NamedTuple):
    """A machine in numbers, by state and letter; it begins in state 0."""

    next: Sequence[Sequence[int]]
    output: Sequence[Sequence[int]]


class Unfit(ValueError):
    """Nothing can be certified: states are alike or never reached, or a number is out of range."""


class Kind(StrEnum):
    """What is missing, as the beginning of a sentence that ends with where."""

    UNREACHED = "no test reaches the state after"
    UNTRIED = "some letter is not tried after"
    COVER_ALIKE = "no test tells apart the states after two sequences of the cover"
    UNIDENTIFIED = "no test tells from another state the one after"
    CONFUSED = "no test tells apart the states after the end of the frontier and before it"


class Gap(NamedTuple):
    """A place where the condition does not hold."""

    kind: Kind
    where: Word
    other: Word | None
    """What it is not told from, if the gap is between two."""
    missing: tuple[Word, ...]
    """The tests that close it when they are added: mostly one, at most two."""


def first_gap(table: Table, tests: Iterable[Sequence[int]], extra: int) -> Gap | None:
    """The first gap of a suite that shall be complete for so many letters after the cover (k), or None.

    Raises:
        Unfit: no suite is complete for this table, or a test has a letter that the table has not.
    """
    _fit(table, extra)
    return next(_gaps(_Tree(table, tests), extra), None)


def _fit(table: Table, extra: int) -> None:
    states, letters = range(len(table.next)), len(table.next[0]) if table.next else 0
    if extra < 0 or not states:
        raise Unfit("a suite is for one state at least, and for no less than 0 letters after the cover")
    if len(table.output) != len(states) or any(len(row) != letters for row in (*table.next, *table.output)):
        raise Unfit("each state needs a next state and an output for each letter")
    if any(after not in states for row in table.next for after in row):
        raise Unfit(f"a next state is none of 0 to {states[-1]}")
    for state in sorted({*states} - _ways(table).keys()):
        raise Unfit(f"no letters lead to state {state}")
    for one, other in combinations(states, 2):
        if _difference(table, one, other) is None:
            raise Unfit(f"states {one} and {other} are alike, so no test tells them apart")


def _ways(table: Table) -> dict[int, Word]:
    """The shortest sequence to each state, the first in letter order."""
    ways: dict[int, Word] = {0: ()}
    queue = [0]
    for state in queue:
        for letter, after in enumerate(table.next[state]):
            if after not in ways:
                ways[after] = (*ways[state], letter)
                queue.append(after)
    return ways


def _difference(table: Table, one: int, other: int) -> Word | None:
    """The shortest letters that two states answer differently."""
    ways: dict[tuple[int, int], Word] = {(one, other): ()}
    queue = [(one, other)]
    for pair in queue:
        one, other = pair
        for letter, after in enumerate(zip(table.next[one], table.next[other], strict=True)):
            if table.output[one][letter] != table.output[other][letter]:
                return (*ways[pair], letter)
            if after not in ways:
                ways[after] = (*ways[pair], letter)
                queue.append(after)
    return None


class _Tree:
    """The tests and their beginnings, and what was observed after each."""

    def __init__(self, table: Table, tests: Iterable[Sequence[int]]) -> None:
        self.table = table
        self.state: dict[Word, int] = {(): 0}
        self.below: dict[Word, dict[int, Word]] = {(): {}}
        """The nodes one letter after a node."""
        for test in tests:
            self._add(test)
        self.number: dict[Word, int] = {}
        """What was observed after a node: equal observations have equal numbers."""
        self.observed: list[dict[int, tuple[int, int]]] = []
        """By that number: for each letter the output, and the number of what was observed after it."""
        self._observe()

    def _add(self, test: Sequence[int]) -> None:
        node: Word = ()
        for letter in test:
            if letter not in range(len(self.table.next[0])):
                raise Unfit(f"a test has letter {letter}, which the table has not")
            after = self.below[node].setdefault(letter, (*node, letter))
            if after not in self.state:
                self.state[after] = self.table.next[self.state[node]][letter]
                self.below[after] = {}
            node = after

    def _observe(self) -> None:
        numbers: dict[frozenset[tuple[int, tuple[int, int]]], int] = {}
        for node, state in reversed(self.state.items()):  # a node was added before those after it
            output = self.table.output[state]
            seen = {
                letter: (output[letter], self.number[after]) for letter, after in self.below[node].items()
            }
            self.number[node] = numbers.setdefault(frozenset(seen.items()), len(numbers))
            if len(self.observed) < len(numbers):
                self.observed.append(seen)

    def apart(self, node: Word, other: Word) -> bool:
        """Whether letters that were tried after both nodes were answered differently."""
        queue = [(self.number[node], self.number[other])]
        met = set(queue)
        for pair in queue:
            one, two = (self.observed[number] for number in pair)
            for letter in one.keys() & two.keys():
                (output, rest), (answer, remainder) = one[letter], two[letter]
                if output != answer:
                    return True
                if rest != remainder and (rest, remainder) not in met:
                    met.add((rest, remainder))
                    queue.append((rest, remainder))
        return False

    def after(self, nodes: Iterable[Word]) -> list[Word]:
        """The nodes one letter after these."""
        return [after for node in nodes for _, after in sorted(self.below[node].items())]

    def cover(self) -> list[Word]:
        """B: for each state the first node that is one letter after another of them."""
        reached = {0}
        queue: list[Word] = [()]
        for node in queue:
            for after in self.after([node]):
                if self.state[after] not in reached:
                    reached.add(self.state[after])
                    queue.append(after)
        return queue

    def distinct(self, nodes: Iterable[Word]) -> list[Word]:
        """The first of those after which the same was observed: they are apart from the same nodes."""
        first: dict[int, Word] = {}
        for node in nodes:
            first.setdefault(self.number[node], node)
        return [*first.values()]

    def difference(self, tried: Word, states: tuple[int, ...]) -> Word | None:
        """The shortest letters tried after a node that two states answer differently."""
        queue = [(tried, states)]
        for node, pair in queue:
            for letter, after in sorted(self.below[node].items()):
                if len({self.table.output[state][letter] for state in pair}) == 2:
                    return after[len(tried) :]
                queue.append((after, tuple(self.table.next[state][letter] for state in pair)))
        return None


def _gaps(tree: _Tree, extra: int) -> Iterator[Gap]:
    """The gaps, condition by condition; what comes after the first may be due to it."""
    cover = tree.cover()
    inner: list[Word] = []
    last = [node for node in tree.after(cover) if node not in cover]
    for _ in range(extra):
        inner += last
        last = tree.after(last)
    yield from _untried(tree, cover, inner)
    for one, other in combinations(cover, 2):
        if not tree.apart(one, other):
            yield _alike(tree, Kind.COVER_ALIKE, one, other)
    identified = {node: _candidates(tree, cover, node) for node in tree.distinct(last)}
    for node, candidates in identified.items():
        for other in candidates:
            if tree.state[other] != tree.state[node]:
                yield _alike(tree, Kind.UNIDENTIFIED, node, other)
    early = {node: _candidates(tree, cover, node) for node in tree.distinct(inner)}
    yield from _confused(tree, identified, early)


def _untried(tree: _Tree, cover: Iterable[Word], inner: Iterable[Word]) -> Iterator[Gap]:
    reached = {tree.state[node] for node in cover}
    for state, way in _ways(tree.table).items():
        if state not in reached:
            yield Gap(Kind.UNREACHED, way, None, (way,))
    for node, letter in product((*cover, *inner), range(len(tree.table.next[0]))):
        if letter not in tree.below[node]:
            yield Gap(Kind.UNTRIED, node, None, ((*node, letter),))


def _confused(tree: _Tree, late: _Candidates, early: _Candidates) -> Iterator[Gap]:
    for node, other in product(late, early):
        wrong = [each for each in early[other] if each not in late[node]]
        if wrong and tree.state[other] == tree.state[node]:
            # Nothing tells equal states apart, so it is the earlier one that has to be identified.
            yield _alike(tree, Kind.UNIDENTIFIED, other, wrong[0])
        elif wrong and not tree.apart(node, other):
            yield _alike(tree, Kind.CONFUSED, node, other)


def _candidates(tree: _Tree, cover: Iterable[Word], node: Word) -> list[Word]:
    """C: the nodes of the cover that a node is not apart from; that of its own state is one of them."""
    return [each for each in cover if not tree.apart(node, each)]


def _alike(tree: _Tree, kind: Kind, node: Word, other: Word) -> Gap:
    """Two nodes that are not apart; letters that were tried after one of them are tried after the other."""
    states = tree.state[node], tree.state[other]
    if end := tree.difference(other, states):
        untried = [node]
    elif end := tree.difference(node, states):
        untried = [other]
    else:
        end, untried = _difference(tree.table, *states) or (), [node, other]
    return Gap(kind, node, other, tuple((*each, *end) for each in untried))
