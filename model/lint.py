"""The rules that every table keeps, checked before anything runs on it."""

from collections.abc import Callable, Iterator
from itertools import chain, product

from coppspec.model.engine import Engine, addressable, alive
from coppspec.model.errors import (
    ActingRefusal,
    IdleCheck,
    IdleDefect,
    IdleRow,
    InvalidTable,
    RepeatedName,
    UnconsultedRows,
    UnknownCall,
    UnknownChoice,
    UnknownClause,
    UnknownEffect,
    UnknownLevel,
    UnknownState,
    UnreachableState,
    WrongAnswer,
)
from coppspec.model.language import (
    NONE,
    SAME,
    STATE,
    But,
    Check,
    Consult,
    Do,
    Machine,
    Move,
    Row,
    fails,
)
from coppspec.model.profile import Profile
from coppspec.model.registry import Allowed, Reading, choices, citable
from coppspec.model.vocabulary import CONDITIONS, EFFECTS, JOINS

Entry = Row | Check | Do | Move


def problems(machine: Machine) -> list[InvalidTable]:
    """Everything that is wrong with a table, in its order; an empty list if nothing is.

    Words are looked at first; whether each state and input has one row, and whether each state can
    be entered at all, is asked only of a table whose words are known.
    """
    return list(chain.from_iterable(rule(machine) for rule in WORDS)) or list(_coverage(machine))


def entries(machine: Machine) -> Iterator[Entry]:
    """Everything in a table that cites a clause: the rungs of all ladders, then the rows."""
    for call in machine.calls:
        yield from (rung for rung in call.ladder if not isinstance(rung, Consult))
    yield from machine.rows


def switches(machine: Machine) -> tuple[str, ...]:
    """The choices that entries of a table depend on, in the order of the registry."""
    used = {entry.when.choice for entry in entries(machine) if entry.when is not None}
    return tuple(name for name in choices() if name in used)


def profiles(machine: Machine) -> Iterator[Profile]:
    """Every profile that makes a difference to a table, the default one first; no forbidden reading."""
    names = switches(machine)
    readings = ([reading.name for reading in _recommended_first(name)] for name in names)
    for taken in product(*readings):
        yield Profile(**dict(zip(names, taken, strict=True)))


def _recommended_first(name: str) -> list[Reading]:
    choice = choices()[name]
    allowed = [reading for reading in choice.readings if reading.standing is not Allowed.FORBIDDEN]
    return sorted(allowed, key=lambda reading: reading is not choice.recommended)


def _clauses(machine: Machine) -> Iterator[InvalidTable]:
    known = citable()
    for entry in entries(machine):
        if entry.clause not in known:
            yield UnknownClause(machine.name, str(entry), f"it cites {entry.clause!r}")


def _calls(machine: Machine) -> Iterator[InvalidTable]:
    known = {call.name for call in machine.calls}
    for row in machine.rows:
        if row.call not in known:
            yield UnknownCall(machine.name, str(row), f"it is about {row.call!r}")


def _states(machine: Machine) -> Iterator[InvalidTable]:
    named = {"its goal": (machine.goal,), "what has ended": machine.ended, "what is on": machine.on}
    for what, states in named.items():
        for state in states:
            if state not in machine.states:
                yield UnknownState(machine.name, "the machine", f"{what} is {state!r}")
    for call in machine.calls:
        if call.takes is not None and call.takes not in machine.states:
            yield UnknownState(machine.name, call.name, f"it takes a session in {call.takes!r}")
    for entry in entries(machine):
        for state in _named(machine, entry):
            if state not in machine.states:
                yield UnknownState(machine.name, str(entry), f"it names {state!r}")


def _named(machine: Machine, entry: Entry) -> tuple[str, ...]:
    """What an entry names as a state; SAME is a next state, and NONE is none."""
    if isinstance(entry, Row):
        states = entry.states.states if isinstance(entry.states, But) else machine.states_of(entry)
        return (*(state for state in states if state != NONE), *(() if entry.next == SAME else (entry.next,)))
    return (entry.next,) if isinstance(entry, Move) else ()


def _effects(machine: Machine) -> Iterator[InvalidTable]:
    if machine.join not in JOINS:
        yield UnknownEffect(machine.name, "the machine", f"it joins levels by {machine.join!r}")
    for entry in entries(machine):
        done = entry.does if isinstance(entry, Row) else (entry.effect,) if isinstance(entry, Do) else ()
        for effect in done:
            if effect not in EFFECTS:
                yield UnknownEffect(machine.name, str(entry), f"it does {effect!r}")


def _choices(machine: Machine) -> Iterator[InvalidTable]:
    for entry in entries(machine):
        if entry.when is None:
            continue
        choice = choices().get(entry.when.choice)
        if choice is None or entry.when.reading not in {reading.name for reading in choice.readings}:
            met = f"it depends on {entry.when.choice} = {entry.when.reading!r}"
            yield UnknownChoice(machine.name, str(entry), met)


def _levels(machine: Machine) -> Iterator[InvalidTable]:
    levels = {call.name: call.levels for call in machine.calls}
    for row in machine.rows:
        for level in row.levels or ():
            if level not in levels.get(row.call, ()):
                yield UnknownLevel(machine.name, str(row), f"it holds for level {level}")


def _ladders(machine: Machine) -> Iterator[InvalidTable]:
    for call in machine.calls:
        if (times := call.ladder.count(STATE)) != 1:
            yield UnconsultedRows(machine.name, call.name, f"its ladder consults the rows {times} times")
        checks = {rung.name for rung in call.ladder if isinstance(rung, Check)}
        tripped = set(chain.from_iterable(defect.trips for defect in call.defects))
        for name in sorted(checks - tripped - CONDITIONS.keys()):
            yield IdleCheck(machine.name, call.name, f"nothing fails its check of the {name}")
        for defect in call.defects:
            for name in sorted(set(defect.trips) - checks):
                yield IdleDefect(machine.name, call.name, f"{defect.name!r} trips {name!r}")


def _refusals(machine: Machine) -> Iterator[InvalidTable]:
    for row in machine.rows:
        if row.refuses and (row.does or row.count or row.next != SAME):
            yield ActingRefusal(machine.name, str(row), f"it answers {row.answer!r} and changes something")


def _names(machine: Machine) -> Iterator[InvalidTable]:
    several = {
        "states": list(machine.states),
        "calls": [call.name for call in machine.calls],
        **{call.name: [defect.name for defect in call.defects] for call in machine.calls},
    }
    for where, names in several.items():
        for name in dict.fromkeys(each for each in names if names.count(each) > 1):
            yield RepeatedName(machine.name, where, f"{name!r} stands there {names.count(name)} times")


def _answers(machine: Machine) -> Iterator[InvalidTable]:
    events = {call.name for call in machine.calls if call.event}
    for entry in entries(machine):
        if isinstance(entry, Check) and not fails(entry.answer):
            yield WrongAnswer(machine.name, str(entry), f"it answers {entry.answer!r}")
        if isinstance(entry, Row) and (entry.answer is None) != (entry.call in events):
            yield WrongAnswer(machine.name, str(entry), f"it answers {entry.answer!r}")


def _scopes(machine: Machine) -> Iterator[InvalidTable]:
    found = {call.name: addressable(call, machine.states) for call in machine.calls}
    for row in machine.rows:
        for state in machine.states_of(row):
            if state in {*machine.states, NONE} and row.call in found and state not in found[row.call]:
                yield IdleRow(machine.name, str(row), f"{row.call} finds nothing in {state}")


WORDS: tuple[Callable[[Machine], Iterator[InvalidTable]], ...] = (
    _clauses,
    _calls,
    _states,
    _effects,
    _choices,
    _levels,
    _names,
    _answers,
    _scopes,
    _ladders,
    _refusals,
)


def _coverage(machine: Machine) -> Iterator[InvalidTable]:
    entered: set[str] = set()
    for profile in profiles(machine):
        try:
            Engine(machine, profile)
        except InvalidTable as problem:
            yield problem
            return
        entered |= set(alive(machine, profile))
    for state in machine.states:
        if state not in entered:
            yield UnreachableState(machine.name, state, "no row leads there")
