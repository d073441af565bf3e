"""Complete suites: tests that no wrong machine of a stated size can pass.

A state cover goes to every state by a shortest word, and to every configuration of the table that is one of
them; from there every word of so many letters is tried, and behind it the state is asked for, by words that
tell it from every other one. If a driver answers all of it as the specification does, and has no more states
than the specification and so many extra ones, then it answers every sequence of these letters as the
specification does.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from coppspec.model.engine import Engine
from coppspec.model.step import Configuration
from coppspec.properties.bench import Test
from coppspec.properties.finite import Finite, Word, decisive, finite

Identifiers = tuple[tuple[Word, ...], ...]
"""For each state the words that tell it from every other state."""


def harmonised(machine: Finite) -> Identifiers:
    """Identifiers in which each two states share a word that tells them apart.

    A set of states is split by the word that makes the most parts of it, and the parts likewise.
    """
    found: list[dict[Word, None]] = [{} for _ in machine.next]
    waiting = [tuple(range(len(machine.next)))]
    while waiting:
        alike = waiting.pop()
        if len(alike) > 1:
            word = _splitting(machine, alike)
            parts: dict[Word, list[int]] = {}
            for state in alike:
                found[state][word] = None
                parts.setdefault(machine.shown(state, word), []).append(state)
            waiting += map(tuple, parts.values())
    return tuple(without_prefixes(words) for words in found)


def characterising(machine: Finite) -> tuple[Word, ...]:
    """Words that tell each two states apart: all identifiers together."""
    return without_prefixes(word for words in harmonised(machine) for word in words)


def hsi(machine: Finite, extra: int) -> tuple[Word, ...]:
    """The suite of harmonised state identifiers: complete for machines with so many extra states."""
    identifiers = harmonised(machine)
    return without_prefixes(
        (*word, *look) for word, state in _middles(machine, extra + 1) for look in identifiers[state] or ((),)
    )


def beginnings(machine: Finite, extra: int) -> int:
    """How many sequences there are behind which a suite for so many extra states asks for the state."""
    words = sum(math.prod([len(machine.letters)] * longer) for longer in range(extra + 2))
    return len(machine.entries) * words


def wp(machine: Finite, extra: int) -> tuple[Word, ...]:
    """The suite of partial characterising sets: as complete, and usually a little larger.

    First every state that is reached is told from all others by all words; then, one letter further,
    by the words of its own.
    """
    everything, identifiers = characterising(machine), harmonised(machine)
    first = ((*word, *look) for word, _ in _middles(machine, extra) for look in everything or ((),))
    second = (
        (*word, *look) for word, state in _middles(machine, extra + 1) for look in identifiers[state] or ((),)
    )
    return without_prefixes((*first, *second))


Method = Callable[[Finite, int], tuple[Word, ...]]
"""Makes a suite of a machine, for so many extra states."""
METHODS: Mapping[str, Method] = {"HSI": hsi, "Wp": wp}


@dataclass(frozen=True)
class Complete:
    """What a complete suite goes through.

    Args:
        letters: each a call, or several that are made as one.
        extra: how many states a driver can have beyond those of the table.
        applied: whether the levels that the hardware shows can be seen.
    """

    letters: tuple[Test, ...]
    extra: int = 0
    applied: bool = True

    @property
    def alphabet(self) -> Test:
        """The calls that occur."""
        return tuple(dict.fromkeys(intent for letter in self.letters for intent in letter))

    def tests(self, engine: Engine, start: Configuration) -> tuple[Test, ...]:
        """Its sequences of calls."""
        machine = finite(engine, start, decisive(engine, start, self.letters), applied=self.applied)
        return tuple(map(machine.test, hsi(machine, self.extra)))


def without_prefixes(words: Iterable[Word]) -> tuple[Word, ...]:
    """The words that are not the beginning of another, shortest first, then in the order of letters."""
    ordered = sorted({word for word in words if word})
    following = (*ordered[1:], ())
    kept = (word for word, after in zip(ordered, following, strict=False) if after[: len(word)] != word)
    return tuple(sorted(kept, key=lambda word: (len(word), word)))


def _middles(machine: Finite, length: int) -> Iterator[tuple[Word, int]]:
    """Every way in with every word of at most so many letters, and the state that they lead to.

    There is a way into every configuration of the table: one for each state would do for completeness, but
    what is one state here is often several in a driver.
    """
    letters = range(len(machine.letters))
    for entry in machine.entries:
        state = machine.after(0, entry)
        for longer in range(length + 1):
            for word in product(letters, repeat=longer):
                yield (*entry, *word), machine.after(state, word)


def _splitting(machine: Finite, alike: tuple[int, ...]) -> Word:
    """The word that makes the most parts of a set of states, a short one if it can be."""
    letters = [(letter,) for letter in range(len(machine.letters))]
    candidates = letters + [_separating(machine, one, other) for one, other in combinations(alike, 2)]

    def merit(word: Word) -> tuple[int, int]:
        return len({machine.shown(state, word) for state in alike}), -len(word)

    return max(candidates, key=merit)


def _separating(machine: Finite, one: int, other: int) -> Word:
    """A shortest word that tells two states apart, the first of these in the order of letters."""
    access: dict[tuple[int, int], Word] = {(one, other): ()}
    waiting = [(one, other)]
    for first, second in waiting:
        for letter in range(len(machine.letters)):
            word = (*access[first, second], letter)
            if machine.output[first][letter] != machine.output[second][letter]:
                return word
            after = machine.next[first][letter], machine.next[second][letter]
            if after not in access:
                access[after] = word
                waiting.append(after)
    raise AssertionError("each two states of a finite machine part somewhere")
