"""The rules that every table keeps, checked before anything runs on it."""

from collections.abc import Callable, Iterator
from itertools import chain, product

from coppspec.model.cells import addressable, alive
from coppspec.model.conditions import CONDITIONS, SHARED_CONDITIONS
from coppspec.model.effects import EFFECTS
from coppspec.model.engine import Engine
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
    UnknownCondition,
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
    Bring,
    But,
    Check,
    Consult,
    Do,
    Ignore,
    Machine,
    Move,
    Row,
    checks_of,
    fails,
)
from coppspec.model.profile import Profile
from coppspec.model.registry import Allowed, choices, citable
from coppspec.model.shadows import shadows
from coppspec.model.status import REPORTS, TV_REPORTS

Entry = Row | Check | Do | Move | Bring


def problems(machine: Machine) -> list[InvalidTable]:
    """Everything that is wrong with a table, in its order; an empty list if nothing is.

    Words are looked at first; whether each state and input has one row, and whether each state can
    be entered at all, is asked only of a table whose words are known; what comes to nothing, only of one
    whose cells are filled.
    """
    words = chain.from_iterable(rule(machine) for rule in WORDS)
    return list(words) or list(_coverage(machine)) or [*_served(machine), *_shadows(machine)]


def entries(machine: Machine) -> Iterator[Entry]:
    """Everything in a table that cites a clause: all rungs, the rows, what is done afterwards."""
    for call in machine.calls:
        yield from (rung for rung in call.ladder if not isinstance(rung, Consult))
    yield from machine.rows
    yield from machine.afterwards


def switches(machine: Machine) -> tuple[str, ...]:
    """The choices that entries of a table depend on, in the order of the registry."""
    used = {entry.when.choice for entry in entries(machine) if entry.when is not None}
    return tuple(name for name in choices() if name in used)


def profiles(machine: Machine) -> Iterator[Profile]:
    """The default profile, then each other reading of each choice that makes a difference, by itself.

    No forbidden reading is among them.
    """
    yield Profile()
    for name in switches(machine):
        for reading in choices()[name].readings:
            if reading.standing is Allowed.ACCEPTED:
                yield Profile(**{name: reading.name})


def _clauses(machine: Machine) -> Iterator[InvalidTable]:
    known = citable()
    for entry in entries(machine):
        if entry.clause not in known:
            yield UnknownClause(machine.name, str(entry), f"it cites {entry.clause!r}")
    for call in machine.calls:
        cited = ((call.name, clause) for clause in (call.order, *call.clauses))
        for what, clause in (*cited, *((each.name, each.clause) for each in call.defects)):
            if clause and clause not in known:
                yield UnknownClause(machine.name, what, f"it cites {clause!r}")


def _calls(machine: Machine) -> Iterator[InvalidTable]:
    for row in machine.rows:
        if not machine.calls_of(row):
            yield UnknownCall(machine.name, str(row), f"it is about {row.call!r}")
    events = {call.name for call in machine.calls if call.event}
    for entry in entries(machine):
        if isinstance(entry, Bring) and entry.event not in events:
            yield UnknownCall(machine.name, str(entry), f"it brings {entry.event!r}")
        if isinstance(entry, Do | Move | Bring) and entry.where not in {None, *SHARED_CONDITIONS}:
            yield UnknownCondition(machine.name, str(entry), f"it asks for {entry.where!r}")
    for call in machine.calls:
        if call.number not in {None, *CONDITIONS}:
            yield UnknownCondition(machine.name, call.name, f"its number is looked at by {call.number!r}")


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
    for entry in entries(machine):
        done = entry.does if isinstance(entry, Row) else (entry.effect,) if isinstance(entry, Do) else ()
        for effect in done:
            if effect not in EFFECTS:
                yield UnknownEffect(machine.name, str(entry), f"it does {effect!r}")
    for call in machine.calls:
        if call.reports is not None and call.reports not in REPORTS.keys() | TV_REPORTS.keys():
            yield UnknownEffect(machine.name, call.name, f"it reports {call.reports!r}")


def _choices(machine: Machine) -> Iterator[InvalidTable]:
    for entry in entries(machine):
        if entry.when is None:
            continue
        choice = choices().get(entry.when.choice)
        if choice is None or entry.when.reading not in {reading.name for reading in choice.readings}:
            met = f"it depends on {entry.when.choice} = {entry.when.reading!r}"
            yield UnknownChoice(machine.name, str(entry), met)


def _levels(machine: Machine) -> Iterator[InvalidTable]:
    for row in machine.rows:
        known = {level for call in machine.calls_of(row) for level in call.levels}
        for level in row.levels or ():
            if level not in known:
                yield UnknownLevel(machine.name, str(row), f"it holds for level {level}")


def _ladders(machine: Machine) -> Iterator[InvalidTable]:
    for call in machine.calls:
        if (times := call.ladder.count(STATE)) != 1:
            yield UnconsultedRows(machine.name, call.name, f"its ladder consults the rows {times} times")
        checks = {rung.name for rung in call.ladder if isinstance(rung, Check)}
        tripped = set(chain.from_iterable(defect.trips for defect in call.defects))
        for name in sorted(checks - tripped - CONDITIONS.keys() - SHARED_CONDITIONS.keys()):
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
        if isinstance(entry, Check) and fails(entry.answer) == isinstance(entry, Ignore):
            yield WrongAnswer(machine.name, str(entry), f"it answers {entry.answer!r}")
        if isinstance(entry, Row) and (entry.answer is None) != (entry.call in events):
            yield WrongAnswer(machine.name, str(entry), f"it answers {entry.answer!r}")


def _served(machine: Machine) -> Iterator[InvalidTable]:
    """A session that has ended has no number that could be due, no level to move and nothing to report."""
    for row in machine.rows:
        if row.refuses or row.answer is None:
            continue
        for call, state in product(machine.calls_of(row), machine.states_of(row)):
            if state in machine.ended and (call.number is not None or call.reports in REPORTS):
                met = f"it answers {row.answer!r} to {call.name} in {state!r}, where a session holds nothing"
                yield WrongAnswer(machine.name, str(row), met)


def _free_order(machine: Machine) -> Iterator[InvalidTable]:
    """What is said of the order of checks names checks of the ladder."""
    for call in machine.calls:
        known = {*checks_of(call.ladder), STATE}
        for what, names in (("any_order", call.any_order), ("before_state", call.before_state)):
            for name in names:
                if name not in known:
                    yield UnknownCondition(machine.name, call.name, f"{what} has {name!r}")
        for rung in call.ladder:
            for name in rung.needs if isinstance(rung, Check) else ():
                if name not in known:
                    yield UnknownCondition(machine.name, str(rung), f"it needs {name!r}")


def _scopes(machine: Machine) -> Iterator[InvalidTable]:
    found = {call.name: addressable(call, machine.states) for call in machine.calls}
    for row in machine.rows:
        for call, state in product(machine.calls_of(row), machine.states_of(row)):
            if state in {*machine.states, NONE} and state not in found[call.name]:
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
    _free_order,
    _scopes,
    _ladders,
    _refusals,
)


def _structural_profiles(machine: Machine) -> Iterator[Profile]:
    """Every combination of the readings on which rows and moves depend: these make the cells."""
    used = [entry.when.choice for entry in entries(machine) if entry.when and isinstance(entry, Row | Move)]
    names = list(dict.fromkeys(used))
    readings = (
        [each.name for each in choices()[name].readings if each.standing is not Allowed.FORBIDDEN]
        for name in names
    )
    for taken in product(*readings):
        yield Profile(**dict(zip(names, taken, strict=True)))


def _coverage(machine: Machine) -> Iterator[InvalidTable]:
    entered: set[str] = set()
    for profile in _structural_profiles(machine):
        try:
            Engine(machine, profile)
        except InvalidTable as problem:
            yield problem
            return
        entered |= set(alive(machine, profile))
    for state in machine.states:
        if state not in entered:
            yield UnreachableState(machine.name, state, "no row leads there")


def _shadows(machine: Machine) -> Iterator[InvalidTable]:
    profiles = _structural_profiles(machine)
    return shadows(machine, [(profile, alive(machine, profile)) for profile in profiles])
