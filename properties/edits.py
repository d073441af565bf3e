"""Changes to a table: how a wrong driver looks as data."""

from dataclasses import replace

from coppspec.model.language import Bring, Call, Check, Consult, Do, Machine, Move, Row, Rung, holds
from coppspec.model.profile import Profile


def without_rung(machine: Machine, call: str, name: str) -> Machine:
    """The machine in which a call forgets a check, an effect or a move of its ladder.

    Raises:
        KeyError: the ladder has no such rung.
    """
    changed = machine.call(call)
    ladder = tuple(rung for rung in changed.ladder if _name(rung) != name)
    if ladder == changed.ladder:
        raise KeyError(f"{call} has no rung {name!r}")
    return with_call(machine, replace(changed, ladder=ladder))


def blind_to(machine: Machine, call: str, defect: str) -> Machine:
    """The machine in which no check of a call notices a defect.

    Raises:
        KeyError: the call has no such defect.
    """
    changed = machine.call(call)
    if defect not in {each.name for each in changed.defects}:
        raise KeyError(f"{call} has no defect {defect!r}")
    defects = tuple(replace(each, trips=()) if each.name == defect else each for each in changed.defects)
    return with_call(machine, replace(changed, defects=defects))


def with_row(machine: Machine, row: Row) -> Machine:
    """The machine in which a row answers in its own states and levels, instead of those that did."""
    rows = [row]
    for other in machine.rows:
        if other.call != row.call:
            rows.append(other)
            continue
        states = set(machine.states_of(row))
        for state in machine.states_of(other):
            if state not in states:
                rows.append(replace(other, states=state))
            elif row.levels is not None:
                levels = set(other.levels or machine.call(row.call).levels) - set(row.levels)
                if levels:
                    rows.append(replace(other, states=state, levels=tuple(sorted(levels))))
    return replace(machine, rows=tuple(rows))


def as_read(machine: Machine, profile: Profile) -> Machine:
    """The machine in which the rows are those of one profile, whatever profile is taken."""
    rows = tuple(replace(row, when=None) for row in machine.rows if holds(row, profile))
    return replace(machine, rows=rows)


def with_call(machine: Machine, call: Call) -> Machine:
    """The machine with another call of the same name."""
    calls = tuple(call if each.name == call.name else each for each in machine.calls)
    return replace(machine, calls=calls)


def _name(rung: Rung) -> str:
    """What a rung goes by: a check by its name, an effect or a move by its clause."""
    match rung:
        case Check():
            return rung.name
        case Do() | Move() | Bring():
            return rung.clause
        case Consult():
            return "the rows"
