"""The configurations of a system as integers.

In mixed radix an integer has a digit for each axis. An axis is one session, whose digits are its codes, or
all the sessions of a table, whose digits are tuples of counts (`counting.py`). What an act does to many
configurations is computed at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coppspec.properties.coded import Move
from coppspec.properties.system import Act, System

Integers = NDArray[np.int64]
Numbers = NDArray[np.signedinteger[Any]]
"""Integers of any width."""
Mask = NDArray[np.bool_]


class TooLarge(ValueError):
    """There are more configurations than fit into memory; the message says what has fewer."""


class Change(NamedTuple):
    """What an act does on one axis."""

    axis: int
    next: Integers
    """For each digit, the digit afterwards."""
    gain: Integers
    """For each digit, what is added to the reference count."""

    @property
    def columns(self) -> tuple[tuple[int, int], ...]:
        """For each digit, the digit afterwards and what is added to the count."""
        following: list[int] = self.next.tolist()
        gains: list[int] = self.gain.tolist()
        return tuple(zip(following, gains, strict=True))


class Deal(NamedTuple):
    """An act, with the axes that it changes."""

    act: Act
    changes: tuple[Change, ...]
    first: bool = False
    """Whether it changes the first of its axes alone that is at digit 0."""
    code: int | None = None
    """The code of the session that it moves; None if that is the digit itself, or it moves everybody."""


class Axis(NamedTuple):
    """One digit."""

    size: int
    on: Integers
    """For each value, how many sessions are on."""
    start: int = 0


@dataclass(frozen=True)
class Space:
    """The configurations of a system, as integers."""

    system: System
    axes: tuple[Axis, ...]
    deals: tuple[Deal, ...]
    unit: str
    """What an integer is; printed with every number of them."""

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """What one step on each axis adds; the first axis has the largest."""
        sizes = [axis.size for axis in self.axes]
        return tuple(prod(sizes[position + 1 :]) for position in range(len(sizes)))

    @property
    def size(self) -> int:
        """How many integers there are, reached or not."""
        return prod(axis.size for axis in self.axes)

    @property
    def start(self) -> int:
        """The configuration in which nothing has begun."""
        return sum(axis.start * stride for axis, stride in zip(self.axes, self.strides, strict=True))

    def digits(self, configurations: Integers) -> list[Integers]:
        """The digit on each axis: one array of the same length for each."""
        return [
            configurations // stride % axis.size for axis, stride in zip(self.axes, self.strides, strict=True)
        ]

    def on(self, digits: Sequence[Integers]) -> Integers:
        """How many sessions are on in each of some configurations."""
        total = np.zeros(len(digits[0]), np.int64)
        for axis, digit in zip(self.axes, digits, strict=True):
            total += axis.on[digit]
        return total

    def done(self, deal: Deal, digits: Sequence[Integers]) -> tuple[Integers, Integers]:
        """What a deal adds to each of some configurations, and to their reference counts."""
        added, gained = np.zeros((2, len(digits[0])), np.int64)
        waiting = np.ones(len(digits[0]), np.bool_)
        for axis, following, gain in deal.changes:
            digit = digits[axis]
            step = (following[digit] - digit) * self.strides[axis]
            if deal.first:
                here = waiting & (digit == 0)
                waiting &= digit != 0
                added += step * here
                gained += gain[digit] * here
            else:
                added += step
                gained += gain[digit]
        return added, gained

    def code(self, deal: Deal, configuration: int) -> int:
        """The code of the one session that a deal moves, before it does; 0 if it moves everybody."""
        if deal.code is not None or deal.act.everybody:
            return deal.code or 0
        axis = deal.changes[0].axis
        return configuration // self.strides[axis] % self.axes[axis].size


def product_space(system: System) -> Space:
    """Every session on an axis of its own: the free product, or what of it keys in order can reach."""
    axes: list[Axis] = []
    of_part: list[range] = []
    for table, number in system.parts:
        of_part.append(range(len(axes), len(axes) + number))
        axes += [Axis(len(table.places), np.array(table.on, np.int64))] * number
    deals: list[Deal] = []
    for act in system.acts:
        if act.everybody:
            deals.append(Deal(act, tuple(_change(a, move) for p, move in act.moves for a in of_part[p])))
            continue
        (part, move), *_ = act.moves
        changes = tuple(_change(axis, move) for axis in of_part[part])
        if system.takes_first(move):
            deals.append(Deal(act, changes, first=True, code=0))
        else:
            deals += (Deal(act, (change,)) for change in changes)
    return Space(system, tuple(axes), tuple(deals), "configurations")


def _change(axis: int, move: Move) -> Change:
    return Change(axis, np.array(move.next, np.int64), np.array(move.gain, np.int64))
