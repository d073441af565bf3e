"""A breadth-first search on integers, level by level, that remembers how it came to each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from coppspec.properties.space import Integers, Mask, Numbers, Space, TooLarge
from coppspec.properties.system import Deed, Step

LARGEST = 2**31
"""Bytes that a search may mark configurations in, one for each."""


class Kept(NamedTuple):
    """What is to hold of the count everywhere."""

    name: str
    holds: Callable[[Numbers, Numbers], Mask]
    """Given the reference count and how many sessions are on, one of each for each configuration."""


def _is_number_on(count: Numbers, on: Numbers) -> Mask:
    return np.equal(count, on)


def _protects_while_on(count: Numbers, on: Numbers) -> Mask:
    return np.equal(count > 0, on > 0)


COUNT = Kept("the count is the number of sessions that are on", _is_number_on)
PROTECTION = Kept("the output is protected exactly while a session is on", _protects_while_on)
"""A driver protects while its count is above 0 (VPCP-554)."""


class _Level(NamedTuple):
    """The configurations that are equally far from the start."""

    configurations: Integers
    counts: Integers
    parents: Integers
    """For each, the position of the one before in the level before."""
    deals: Integers
    """For each, the position of the deal that led there."""


@dataclass(frozen=True)
class Found:
    """What a search has found."""

    space: Space
    reached: Mask
    """For each integer of the space, whether it is reached: a flat array."""
    depth: int
    """The length of the longest of the shortest sequences, as far as the search went."""
    complete: bool
    """Whether there was nothing left to search; a search ends with the first counterexample."""
    counterexample: tuple[Step, ...] | None
    """A shortest sequence after which what is to be kept does not hold; an engine can repeat it."""

    @property
    def states(self) -> int:
        """How many integers are reached."""
        return int(np.count_nonzero(self.reached))

    @property
    def transitions(self) -> int:
        """How many steps there are if each letter is tried in each configuration; a refused one leads back.

        That is so where configurations are listed. Where they are counted, take `counting.listed`.
        """
        return self.states * self.space.system.letters

    def __str__(self) -> str:
        """The numbers, with what they are numbers of."""
        return f"{self.states:,} {self.space.unit}, depth {self.depth}: {self.space.system}"


def search(space: Space, kept: Kept | None = None, margin: int = 3) -> Found:
    """Search breadth first, until everything is reached or something is found that is not kept.

    Without anything to be kept, the count is left out. With it, configurations are told apart by their
    counts too, so a count that is wrong is followed on.

    Args:
        space: what is searched.
        kept: what is to hold after every step.
        margin: how far a count is followed below 0 or above the number of sessions.

    Raises:
        TooLarge: the space does not fit into memory.
    """
    return _Search(space, kept, margin if kept else 0).run()


class _Search:
    """One search, while it runs."""

    def __init__(self, space: Space, kept: Kept | None, margin: int) -> None:
        sessions = sum(number for _, number in space.system.parts)
        self.space, self.kept, self.lowest = space, kept, -margin
        self.width = sessions + 1 + 2 * margin if kept else 1
        if space.size * self.width > LARGEST:
            raise TooLarge(
                f"{space.size * self.width:,} configurations of {space.system}; at most {LARGEST:,} are "
                "searched. Count interchangeable sessions, or take fewer"
            )
        self.seen = np.zeros(space.size * self.width, np.bool_)
        self.levels: list[_Level] = []
        self.complete = True

    def run(self) -> Found:
        """Level by level."""
        nothing = np.zeros(1, np.int64)
        level = _Level(np.array([self.space.start], np.int64), nothing, nothing, nothing)
        self.seen[self._keys(level)] = True
        way: tuple[Deed, ...] | None = None
        while way is None and len(level.configurations):
            self.levels.append(level)
            level, way = self._next(level)
        reached = self.seen.reshape(self.space.size, self.width).any(axis=1, keepdims=True).ravel()
        steps = None if way is None else self.space.system.named(way)
        return Found(self.space, reached, len(self.levels) - 1, self.complete and way is None, steps)

    def _next(self, level: _Level) -> tuple[_Level, tuple[Deed, ...] | None]:
        """What is one step further and new, or the way to the first of it that is not as it is to be."""
        digits = self.space.digits(level.configurations)
        parts: list[_Level] = []
        for number, deal in enumerate(self.space.deals):
            part = self._done(level, number, *self.space.done(deal, digits))
            keys = self._keys(part)
            new = self._counts_on(part)
            self.complete &= bool(new.all())
            new[new] = ~self.seen[keys[new]]
            if self.kept and (way := self._way_to_broken(part, self.kept)):
                return part, way
            marked, first = np.unique(keys[new], return_index=True)
            self.seen[marked] = True
            parts.append(_Level(*(each[new][first] for each in part)))
        return _Level(*(np.concatenate(each) for each in zip(*parts, strict=True))), None

    def _done(self, level: _Level, number: int, added: Integers, gained: Integers) -> _Level:
        """Where a deal leads from the configurations that it changes."""
        if not self.kept:
            gained = np.zeros_like(gained)
        parents = np.flatnonzero((added != 0) | (gained != 0))
        configurations = level.configurations[parents] + added[parents]
        counts = level.counts[parents] + gained[parents]
        return _Level(configurations, counts, parents, np.full(len(parents), number))

    def _keys(self, level: _Level) -> Integers:
        return level.configurations * self.width + (level.counts - self.lowest)

    def _counts_on(self, level: _Level) -> Mask:
        """Where the count is not too far off to be followed."""
        return (level.counts >= self.lowest) & (level.counts < self.lowest + self.width)

    def _way_to_broken(self, level: _Level, kept: Kept) -> tuple[Deed, ...] | None:
        on = self.space.on(self.space.digits(level.configurations))
        broken = np.flatnonzero(~kept.holds(level.counts, on))
        if not len(broken):
            return None
        deeds: list[Deed] = []
        position = int(broken[0])
        for before in reversed(self.levels):
            deal = self.space.deals[int(level.deals[position])]
            position = int(level.parents[position])
            deeds.append(Deed(deal.act, self.space.code(deal, int(before.configurations[position]))))
            level = before
        return tuple(reversed(deeds))
