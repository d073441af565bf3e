"""What the random machines draw: the same for a seed on every Python, and however coppspec is installed.

Hypothesis collects constants from the source files of local modules, so what it draws depends on where a
package lies and on each of its lines. Sequences are drawn here instead, with Random.random, whose numbers for
a seed are the same in every version of Python.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import NamedTuple, TypeVar

from coppspec.model.step import Intent
from coppspec.properties.bench import Test
from coppspec.properties.plan import WAYS, Plan

STEPS = 50
"""How many calls a sequence has; those that the driver cannot be asked for are left out when it is made."""
SEEDS = 2**16
"""The application of a sequence makes up keys, numbers and damage from one of so many seeds."""

Each = TypeVar("Each")


class Move(NamedTuple):
    """One call as it was drawn, before the configuration is known in which it is made."""

    kind: Test
    """The ways of making the call; none stands for the call that takes the session on."""
    way: int
    session: int
    besides: str | None
    """A defect that the message has beside those of the letter."""

    @property
    def simple(self) -> "Move":
        """The same call made the first way, without another defect."""
        return self._replace(way=0, besides=None)


@dataclass(frozen=True)
class Drawn:
    """A sequence as it was drawn."""

    seed: int
    """Of what the application makes up."""
    aim: str
    """The state that ADVANCE leads to."""
    used: int
    """On how many of the sessions it is made."""
    moves: tuple[Move, ...]


class Draws:
    """A source of random choices.

    Args:
        of: what the choices depend on.
    """

    def __init__(self, *of: int | str) -> None:
        self._random = Random(" ".join(map(str, of)))  # noqa: S311  it has to be repeatable

    def below(self, number: int) -> int:
        """A number from 0 up to another one, which is left out."""
        return int(self._random.random() * number)

    def one_of(self, these: Sequence[Each]) -> Each:
        """One of some things."""
        return these[self.below(len(these))]


def sequence(plan: Plan, seed: int, number: int, aim: str) -> Drawn:
    """A sequence of a plan.

    Args:
        plan: says what can be drawn.
        seed: of the run.
        number: of the sequence in its run.
        aim: the state that it leads to.
    """
    draws = Draws(plan.engine.machine.name, seed, number)
    besides = (None, *(None,) * len(plan.defects), *plan.defects)
    return Drawn(
        draws.below(SEEDS),
        aim,
        draws.one_of(plan.used),
        tuple(
            Move(
                draws.one_of(plan.kinds), draws.below(WAYS), draws.below(plan.sessions), draws.one_of(besides)
            )
            for _ in range(STEPS)
        ),
    )


def sequences(plan: Plan, seed: int, examples: int) -> Iterator[Drawn]:
    """The sequences of a run, each state the aim of as many as each other one."""
    return (sequence(plan, seed, number, plan.aims[number % len(plan.aims)]) for number in range(examples))


def more_sequences(plan: Plan, seed: int, examples: int) -> Iterator[Drawn]:
    """As many again, which lead to the states that were rarely visited, for as long as there are any.

    Whoever asks for the next one has made the last one.
    """
    for number in range(examples, 2 * examples):
        rare = tuple(plan.rarely_visited())
        if not rare:
            return
        yield sequence(plan, seed, number, rare[number % len(rare)])


def digest(tests: Iterable[Iterable[Intent]]) -> str:
    """A short text that is another one as soon as one call of one sequence is."""
    text = "\n".join("; ".join(map(repr, test)) for test in tests)
    return sha256(text.encode()).hexdigest()[:16]
