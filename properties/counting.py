"""Counting interchangeable sessions: not which session stands where, but how many stand in each place.

Sessions of one table behave alike, so a configuration is told by one number for each place. Of N keys in
four places there are C(N + 3, 3) such tuples instead of 4^N, and it does not matter in which order keys
are issued: an activation takes one from those that have not begun. A step of the counted form is a step
of every configuration that the tuple stands for, so a counterexample has the same length in both forms, as
long as what is to be kept does not name a session.
"""

from collections.abc import Iterator
from functools import cache
from math import comb, factorial, prod

import numpy as np

from coppspec.model.language import Scope
from coppspec.properties.coded import Move
from coppspec.properties.search import Found
from coppspec.properties.space import Axis, Change, Deal, Integers, Space, TooLarge
from coppspec.properties.system import Issue, Sessions, System

MOST = 20_000_000
"""Tuples of one table that are listed."""


def counted_space(system: System) -> Space:
    """All sessions of a table on one axis, whose digits are the tuples of how many stand in each place.

    Raises:
        TooLarge: so many sessions stand in too many tuples.
    """
    axes = tuple(_axis(part) for part in system.parts)
    return Space(system, axes, tuple(_deals(system)), "tuples of counts")


def tuples(sessions: int, places: int) -> Integers:
    """Every way to put so many sessions into so many places.

    Returns:
        An array of C(sessions + places - 1, places - 1) rows and a column for each place, in which the rows
        are in ascending order.

    >>> tuples(2, 2).tolist()
    [[0, 2], [1, 1], [2, 0]]
    """
    if places == 1:
        return np.array([[sessions]], np.int64)
    blocks = (
        np.insert(tuples(sessions - first, places - 1), 0, first, axis=1) for first in range(sessions + 1)
    )
    return np.concatenate(list(blocks))


def listed(found: Found) -> int:
    """How many configurations the tuples that were reached stand for: those of the listed form.

    In order of issue the sessions that have not begun are the last ones; every other may stand anywhere.

    Raises:
        ValueError: keys are issued in order, and a place is reached by an event alone. Then which keys can
            stand there depends on the order, and only listing tells.
    """
    system = found.space.system
    in_order = [system.issue is Issue.IN_ORDER and _takes(part) for part in system.parts]
    for part, ordered in zip(system.parts, in_order, strict=True):
        if ordered and not _on_their_own(part):
            raise ValueError(f"{system}: an event alone leads to a place of {part.table.machine}")
    ways = [_ways(part, first) for part, first in zip(system.parts, map(int, in_order), strict=True)]
    digits = found.space.digits(np.flatnonzero(found.reached))
    return sum(prod(way[digit] for way, digit in zip(ways, each, strict=True)) for each in _rows(digits))


def _rows(digits: list[Integers]) -> Iterator[tuple[int, ...]]:
    return zip(*(each.tolist() for each in digits), strict=True)


def _ways(part: Sessions, first: int) -> list[int]:
    """For each tuple, how many ways there are to put sessions that have names into it, from a place on."""
    factorials = [factorial(number) for number in range(part.number + 1)]
    rows: list[list[int]] = _tuples_of(part)[:, first:].tolist()
    return [factorials[sum(row)] // prod(factorials[number] for number in row) for row in rows]


def _takes(part: Sessions) -> bool:
    return any(move.scope is Scope.TAKEN for move in part.table.moves)


def _on_their_own(part: Sessions) -> bool:
    """Whether a session can go to every place without an event, and events let it be before it begins."""
    own = [move for move in part.table.moves if move.scope in {Scope.NAMED, Scope.TAKEN}]
    events = [move for move in part.table.moves if move not in own]
    reached, new = {0}, {0}
    while new:
        new = {move.next[code] for move in own for code in new} - reached
        reached |= new
    return len(reached) == len(part.table.places) and all(move.next[0] == 0 for move in events)


def _axis(part: Sessions) -> Axis:
    rows = _tuples_of(part)
    on = rows @ np.array(part.table.on, np.int64)
    return Axis(len(rows), on, len(rows) - 1)


def _tuples_of(part: Sessions) -> Integers:
    places = len(part.table.places)
    if (number := comb(part.number + places - 1, places - 1)) > MOST:
        raise TooLarge(
            f"{number:,} tuples of {part.number} sessions of {part.table}; at most {MOST:,} are listed. "
            "Take fewer sessions, or fold them"
        )
    return _tuples(part.number, places)


_tuples = cache(tuples)


def _deals(system: System) -> Iterator[Deal]:
    for act in system.acts:
        if act.everybody:
            yield Deal(act, tuple(_change_of_all(axis, system.parts[axis], move) for axis, move in act.moves))
            continue
        (axis, move), *_ = act.moves
        for edge in move.edges:
            yield Deal(act, (_change_of_one(axis, system.parts[axis], edge),), code=edge[0])


def _change_of_one(axis: int, part: Sessions, edge: tuple[int, int, int]) -> Change:
    """One session goes along an edge, where there is one to go."""
    code, then, gain = edge
    rows = _tuples_of(part)
    there = rows[:, code] > 0
    after = rows.copy()
    after[there, code] -= 1
    after[there, then] += 1
    return Change(axis, _positions(rows, after), gain * there)


def _change_of_all(axis: int, part: Sessions, move: Move) -> Change:
    rows = _tuples_of(part)
    after = np.zeros_like(rows)
    for code, then in enumerate(move.next):
        after[:, then] += rows[:, code]
    return Change(axis, _positions(rows, after), rows @ np.array(move.gain, np.int64))


def _positions(rows: Integers, wanted: Integers) -> Integers:
    """For each wanted tuple, the row that it is."""
    radix = int(rows[0].sum()) + 1
    weights = np.array([radix**power for power in reversed(range(rows.shape[1]))], np.int64)
    return np.searchsorted(rows @ weights, wanted @ weights)
