"""The cells of a table: which states there are under a profile, and the one row that answers in each."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from coppspec.model.errors import MissingRow, OverlappingRows
from coppspec.model.language import NONE, SAME, Call, Machine, Move, Row, Scope, holds
from coppspec.model.profile import Profile


class Cell(NamedTuple):
    """What one row answers to: a call, a state, and the requested level where the call has one."""

    call: str
    state: str
    level: int | None


def alive(machine: Machine, profile: Profile) -> tuple[str, ...]:
    """The states that rows and moves lead to from the first one, under a profile, in the machine's order."""
    reached = begun(machine, profile)
    while more := led_to(machine, profile, reached) - reached:
        reached |= more
    return tuple(state for state in machine.states if state in reached)


def begun(machine: Machine, profile: Profile) -> set[str]:
    """The state of a session before its first call: where the event with which it begins leads."""
    rows = (row for row in machine.rows if row.call == machine.first and holds(row, profile))
    first = {row.next for row in rows if machine.initial in machine.states_of(row)}
    return first - {SAME} or {machine.initial}


def led_to(machine: Machine, profile: Profile, reached: set[str]) -> set[str]:
    """Where the calls that some of these states do not refuse lead."""
    led_to: set[str] = set()
    for row in machine.rows:
        if not row.refuses and holds(row, profile) and reached & set(machine.states_of(row)):
            led_to.add(row.next)
            rungs = (rung for call in machine.calls_of(row) for rung in call.ladder)
            led_to |= {rung.next for rung in rungs if isinstance(rung, Move) and holds(rung, profile)}
    return led_to & set(machine.states)


def addressable(call: Call, states: tuple[str, ...]) -> tuple[str, ...]:
    """The states in which a call can find what it is about."""
    if call.scope is Scope.NONE:
        return (NONE,)
    return states if call.takes is None else (call.takes, NONE)


def _answered(machine: Machine, row: Row) -> Iterator[Cell]:
    for call in machine.calls_of(row):
        for state, level in product(machine.states_of(row), row.levels or call.levels or (None,)):
            yield Cell(call.name, state, level)


def cells(machine: Machine, profile: Profile) -> Mapping[Cell, Row]:
    """Every call, state and level with the one row that answers it.

    Raises:
        InvalidTable: a state and input with no row, or with two.
    """
    found: dict[Cell, Row] = {}
    for row in machine.rows:
        if not holds(row, profile):
            continue
        for cell in _answered(machine, row):
            if cell in found:
                met = f"{found[cell]} answers in {cell.state} as well"
                raise OverlappingRows(machine.name, str(row), met)
            found[cell] = row
    states = alive(machine, profile)
    for call in machine.calls:
        for state, level in product(addressable(call, states), call.levels or (None,)):
            if Cell(call.name, state, level) not in found:
                at_level = "" if level is None else f" at level {level}"
                raise MissingRow(machine.name, f"{call.name} in {state}{at_level}", "no row answers")
    return found
