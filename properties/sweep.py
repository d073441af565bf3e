"""A full product at once: one boolean for each configuration, in an array with an axis for each session.

An act on one session is an assignment between two slices of its axis, for all places of the others
together. That says what is reached, and not how; `search.py` says how.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coppspec.properties.search import Kept
from coppspec.properties.space import Change, Deal, Integers, Mask, Space, TooLarge, product_space
from coppspec.properties.system import System

LARGEST = 2**29
"""Configurations that an array may have; each takes five bytes, and as many again on the way."""
Counts = NDArray[np.int16]
Index = tuple[int | slice | EllipsisType, ...]


@dataclass(frozen=True)
class Swept:
    """What a sweep has found. All arrays have an axis for each session, in the system's order of tables.

    On each axis stand the codes of the session's table.
    """

    system: System
    reached: Mask
    counts: Counts
    """The reference count on one way to each configuration that is reached."""
    on: Counts
    """How many sessions are on."""
    miscounted: bool
    """Whether some step from a configuration that is reached does not count the change of *is on*."""

    @property
    def states(self) -> int:
        """How many configurations are reached."""
        return int(np.count_nonzero(self.reached))

    @property
    def transitions(self) -> int:
        """How many steps there are if each letter is tried in each; a refused one leads back."""
        return self.states * self.system.letters

    def shows(self, kept: Kept) -> bool:
        """Whether it shows that something is kept, on every way to every configuration.

        It does if every step counts the change of *is on*, for then the ways agree on the count, and if
        each configuration is as it is to be. Otherwise ask `search`, which follows wrong counts.
        """
        return not self.miscounted and not bool((self.reached & ~kept.holds(self.counts, self.on)).any())

    def __str__(self) -> str:
        """The numbers, with what they are numbers of."""
        return f"{self.states:,} configurations, {self.transitions:,} transitions: {self.system}"


def sweep(system: System) -> Swept:
    """Everything that a system can reach, and its counts.

    Raises:
        TooLarge: the product does not fit into memory.
    """
    space = product_space(system)
    if space.size > LARGEST:
        raise TooLarge(
            f"{space.size:,} configurations of {system}; at most {LARGEST:,} are swept. "
            "Count interchangeable sessions, or take fewer"
        )
    tensor = _Tensor(space)
    tensor.fill()
    on = _sums([axis.on for axis in space.axes])
    return Swept(system, tensor.reached, tensor.counts, on, tensor.miscounts())


class _Edge(NamedTuple):
    """What an act changes on one axis at one code."""

    axis: int
    code: int
    then: int
    gain: int
    begun: tuple[int, ...] = ()
    """Axes that must have left code 0 for it."""

    def at(self, code: int, axes: int) -> Index:
        """The slice of an array with so many axes in which the session stands at a code."""
        index: list[int | slice] = [slice(None)] * axes
        for axis in self.begun:
            index[axis] = slice(1, None)
        index[self.axis] = code
        return (*index, ...)


class _Tensor:
    """A product while it fills. Arrays are in Fortran's order: what is not yet begun stays out of the way."""

    def __init__(self, space: Space) -> None:
        shape = tuple(axis.size for axis in space.axes)
        self.axes, self.deals = space.axes, space.deals
        self.reached: Mask = np.zeros(shape, np.bool_, order="F")
        self.counts: Counts = np.zeros(shape, np.int16, order="F")
        self.reached[(0,) * len(shape)] = True
        self.edges = tuple(dict.fromkeys(edge for deal in space.deals for edge in _edges(deal)))

    def fill(self) -> None:
        """Axis after axis with the later ones at their start, then over all of it until nothing is new."""
        axes = self.reached.ndim
        for axis in range(axes):
            part = (slice(None),) * (axis + 1) + (0,) * (axes - axis - 1)
            own = [edge for edge in self.edges if edge.axis == axis]
            while self._along(own, self.reached[part], self.counts[part]):
                pass
        while not self.reached.all() and (
            self._along(self.edges, self.reached, self.counts) | self._together()
        ):
            pass

    def _along(self, edges: Sequence[_Edge], reached: Mask, counts: Counts) -> bool:
        """Go along each edge from everywhere at once; whether that led to anything new."""
        more = False
        for edge in edges:
            source, target = edge.at(edge.code, reached.ndim), edge.at(edge.then, reached.ndim)
            new = reached[source] > reached[target]
            if new.any():
                more = True
                np.copyto(counts[target], counts[source] + np.int16(edge.gain), where=new)
                reached[target] |= new
        return more

    def _together(self) -> bool:
        """Move everybody from everywhere at once; whether that led to anything new."""
        more = False
        for deal in self.deals:
            if not deal.act.everybody:
                continue
            reached, counts = self.reached, self.counts
            images: list[Integers] = [np.arange(size) for size in reached.shape]
            for change in deal.changes:
                images[change.axis] = np.unique(change.next)
                reached, counts = _moved(reached, counts, change, images[change.axis])
            target = np.ix_(*images)
            new = reached > self.reached[target]
            if new.any():
                more = True
                self.counts[target] = np.where(new, counts, self.counts[target])
                self.reached[target] |= new
        return more

    def miscounts(self) -> bool:
        """Whether a step from a configuration that is reached does not count the change of *is on*."""
        return any(self._miscounts_along(edge) for edge in self.edges) or any(
            self._miscounts_together(deal) for deal in self.deals if deal.act.everybody
        )

    def _miscounts_along(self, edge: _Edge) -> bool:
        on = self.axes[edge.axis].on
        if edge.gain == on[edge.then] - on[edge.code]:
            return False
        return bool(self.reached[edge.at(edge.code, self.reached.ndim)].any())

    def _miscounts_together(self, deal: Deal) -> bool:
        excess = [np.zeros(axis.size, np.int64) for axis in self.axes]
        for axis, following, gain in deal.changes:
            on = self.axes[axis].on
            excess[axis] = gain - (on[following] - on)
        return any(each.any() for each in excess) and bool((self.reached & (_sums(excess) != 0)).any())


def _edges(deal: Deal) -> Iterator[_Edge]:
    """What a deal changes, axis by axis; nothing for a deal that moves everybody."""
    changes = () if deal.act.everybody else deal.changes
    for position, change in enumerate(changes):
        begun = tuple(before.axis for before in changes[:position]) if deal.first else ()
        for code, (then, gain) in enumerate(change.columns):
            if then != code or gain:
                yield _Edge(change.axis, code, then, gain, begun)


def _moved(reached: Mask, counts: Counts, change: Change, image: Integers) -> tuple[Mask, Counts]:
    """What is reached by a change on one axis, of which only the codes in the image are kept."""
    source, source_counts = np.moveaxis(reached, change.axis, 0), np.moveaxis(counts, change.axis, 0)
    after: Mask = np.zeros((len(image), *source.shape[1:]), np.bool_)
    after_counts: Counts = np.zeros(after.shape, np.int16)
    for code, (then, gain) in enumerate(change.columns):
        at = int(np.searchsorted(image, then))
        np.copyto(after_counts[at], source_counts[code] + np.int16(gain), where=source[code])
        after[at] |= source[code]
    return np.moveaxis(after, 0, change.axis), np.moveaxis(after_counts, 0, change.axis)


def _sums(vectors: Sequence[Integers]) -> Counts:
    """In an array with an axis for each vector, the sum of their entries."""
    total: Counts = np.zeros((), np.int16)
    for vector in reversed(vectors):
        total = total[..., None] + vector.astype(np.int16)
    return total.T
