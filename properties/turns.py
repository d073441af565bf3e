"""Values that come in turn, where a message can be wrong, or right, in several ways under one name.

A driver that is wrong about one of them is found by as many messages as there are values, whatever the seed:
no two messages in a row take the same one.
"""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import TypeVar

Value = TypeVar("Value")


class Turns(Random):
    """Random numbers, and values that come in turn: the seed says which of them is the first.

    >>> turns = Turns(1)
    >>> [turns.turn("a level", (5, 6, 7)) for _ in range(4)]
    [6, 7, 5, 6]
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._first = seed
        self._taken = Counter[str]()

    def turn(self, name: str, values: Sequence[Value]) -> Value:
        """The next one of the values of this name."""
        at = self._first + self._taken[name]
        self._taken[name] += 1
        return values[at % len(values)]


def turn(random: Random, name: str, values: Sequence[Value]) -> Value:
    """The next one of the values of this name; any of them from a source that knows no turns."""
    return random.turn(name, values) if isinstance(random, Turns) else random.choice(values)
