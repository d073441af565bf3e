"""Finite machines: what some letters make of a table, as far as it can be seen from outside.

A letter is a call, or several calls that are made as one (the whole handshake of a session, say). States
that no sequence of the letters tells apart are one state, so the machine is minimal, and its states are
numbered in the order in which a breadth-first walk meets them: the same table gives the same numbers.
"""

from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from coppspec.model.engine import Engine
from coppspec.model.step import Configuration
from coppspec.properties.bench import Test
from coppspec.properties.exploration import Seen, seen, without_numbers

Word = tuple[int, ...]
"""A sequence of letters, by their numbers."""
Output = tuple[Seen, ...]
"""What is seen of a letter: of each of its calls."""
Table = tuple[tuple[int, ...], ...]
"""For each state and each letter a number."""


class OpenOutput(ValueError):
    """The specification leaves an output open, or two outputs are different and do not exclude each other."""


@dataclass(frozen=True)
class Finite:
    """A machine in numbers; it starts in state 0, and each two of its states part somewhere."""

    letters: tuple[Test, ...]
    next: Table
    """The state that a letter leads to."""
    output: Table
    """What is seen of it, as a position in `outputs`."""
    outputs: tuple[Output, ...]
    examples: tuple[Configuration, ...]
    """For each state a configuration that it stands for, with every sequence number as at the start."""
    access: tuple[Word, ...]
    """For each state a shortest word that leads there, the first of these in the order of letters."""
    entries: tuple[Word, ...]
    """The same for each configuration of the table: some are one state, as no letters tell them apart."""

    def after(self, state: int, word: Sequence[int]) -> int:
        """The state that a word leads to."""
        for letter in word:
            state = self.next[state][letter]
        return state

    def shown(self, state: int, word: Sequence[int]) -> tuple[int, ...]:
        """The outputs along a word."""
        found: list[int] = []
        for letter in word:
            found.append(self.output[state][letter])
            state = self.next[state][letter]
        return tuple(found)

    def test(self, word: Sequence[int]) -> Test:
        """The calls of a word."""
        return tuple(intent for letter in word for intent in self.letters[letter])


def finite(
    engine: Engine, start: Configuration, letters: tuple[Test, ...], *, applied: bool = True
) -> Finite:
    """The machine that some letters make of a table.

    Args:
        engine: the table and the profile.
        start: where every sequence starts.
        letters: each a call, or several that are made as one.
        applied: whether the levels that the hardware shows can be seen.

    Raises:
        OpenOutput: what is seen does not decide between two states.
    """
    reached: dict[Configuration, int] = {without_numbers(start): 0}
    outputs: dict[Output, int] = {}
    raw: list[list[tuple[int, int]]] = []
    waiting = deque(reached)
    while waiting:
        before = waiting.popleft()
        column: list[tuple[int, int]] = []
        for letter in letters:
            output, after = _done(engine, before, letter, applied=applied)
            if after not in reached:
                reached[after] = len(reached)
                waiting.append(after)
            column.append((outputs.setdefault(output, len(outputs)), reached[after]))
        raw.append(column)
    _expect_decisive(tuple(outputs))
    return _numbered(tuple(reached), raw, letters, tuple(outputs))


def decisive(engine: Engine, start: Configuration, letters: tuple[Test, ...]) -> tuple[Test, ...]:
    """The letters that have one legal answer wherever they can be made.

    A complete suite infers the state of a driver from its answers, so an answer that the specification leaves
    open (a message with two faults, say) has no place in it.
    """
    doubtful = [letter for letter in letters if any(each.defects or each.number for each in letter)]
    kept = dict.fromkeys(letters)
    reached = {without_numbers(start): None} if doubtful else {}
    waiting = deque(reached)
    while waiting:
        before = waiting.popleft()
        for letter in letters:
            output, after = _done(engine, before, letter, applied=False)
            if any(each.is_open for each in output):
                kept.pop(letter, None)
            if after not in reached:
                reached[after] = None
                waiting.append(after)
    return tuple(kept)


def _done(
    engine: Engine, configuration: Configuration, letter: Test, *, applied: bool
) -> tuple[Output, Configuration]:
    """What is seen of a letter, and what is so afterwards."""
    found: list[Seen] = []
    for intent in letter:
        answer, configuration = engine.step(configuration, intent)
        moment = seen(answer, configuration)
        found.append(moment if applied else moment._replace(applied=(), shown=()))
    return tuple(found), without_numbers(configuration)


def _expect_decisive(outputs: Sequence[Output]) -> None:
    """That no output is open, and that each two exclude each other."""
    for position, output in enumerate(outputs):
        if any(each.is_open for each in output):
            raise OpenOutput(f"a driver can answer {output} in several ways")
        for other in outputs[:position]:
            if len(output) == len(other) and not any(map(Seen.parts_from, output, other)):
                raise OpenOutput(f"a driver can show {output} and {other} at once")


def _blocks(raw: Sequence[Sequence[tuple[int, int]]]) -> list[int]:
    """For each state the block of those that no word tells it from, by refining until nothing changes."""
    blocks = _renamed([tuple(output for output, _ in column) for column in raw])
    while True:
        finer = _renamed(
            [(blocks[state], *(blocks[after] for _, after in column)) for state, column in enumerate(raw)]
        )
        if max(finer) == max(blocks):
            return blocks
        blocks = finer


def _renamed(keys: Sequence[Hashable]) -> list[int]:
    """Keys as numbers, in the order of their first appearance."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def _numbered(
    reached: Sequence[Configuration],
    raw: Sequence[Sequence[tuple[int, int]]],
    letters: tuple[Test, ...],
    outputs: tuple[Output, ...],
) -> Finite:
    """Blocks were found in the order of a breadth-first walk, so their first members are the examples."""
    blocks = _blocks(raw)
    first: dict[int, int] = {}
    for state, block in enumerate(blocks):
        first.setdefault(block, state)
    following = tuple(tuple(blocks[after] for _, after in raw[state]) for state in first.values())
    shown = tuple(tuple(output for output, _ in raw[state]) for state in first.values())
    examples = tuple(reached[state] for state in first.values())
    entries = _access([[after for _, after in column] for column in raw])
    return Finite(letters, following, shown, outputs, examples, _access(following), entries)


def _access(following: Sequence[Sequence[int]]) -> tuple[Word, ...]:
    """Shortest words, in the order of states: the order in which the walk meets them."""
    access: dict[int, Word] = {0: ()}
    waiting = [0]
    for state in waiting:
        for letter, after in enumerate(following[state]):
            if after not in access:
                access[after] = (*access[state], letter)
                waiting.append(after)
    return tuple(access[state] for state in range(len(following)))
