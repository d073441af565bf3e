"""What stands in a table and never comes to anything: rungs, rows, defects and states that lead nowhere.

A reader of such a table believes that it asks for more than it does. All of this is found from the table
alone, entry by entry; what conditions make of each other is left to what is explored.
"""

from collections.abc import Iterable, Iterator, Sequence

from coppspec.model.cells import led_to
from coppspec.model.conditions import CONDITIONS, SHARED_CONDITIONS
from coppspec.model.errors import (
    IdleDefect,
    InvalidTable,
    ShadowedRow,
    ShadowedRung,
    TrapState,
    UnbroughtEvent,
)
from coppspec.model.language import (
    NONE,
    STATE,
    Bring,
    Call,
    Check,
    Consult,
    Machine,
    Row,
    Rung,
    Scope,
    When,
    holds,
)
from coppspec.model.profile import Profile
from coppspec.model.registry import Allowed, choices, is_accepted

Alive = Sequence[tuple[Profile, tuple[str, ...]]]
"""Profiles, with the states that there are under each."""
ALWAYS_TRUE = frozenset(name for name, condition in CONDITIONS.items() if condition.always)
"""Conditions whose check stops every call."""


def shadows(machine: Machine, alive: Alive) -> Iterator[InvalidTable]:
    """Everything that never comes to anything in a table of known words, in which each cell has its row.

    Args:
        machine: the table.
        alive: the states that there are under each profile that makes cells.
    """
    yield from _traps(machine, alive)
    met = _met(machine, alive)
    for row in machine.rows:
        if is_accepted(row.when) and row not in met:
            states = ", ".join(machine.states_of(row))
            yield ShadowedRow(machine.name, str(row), f"no profile with the row has a session in {states}")
    yield from _unbrought(machine)
    for call in machine.calls:
        yield from _rungs(machine, call, [row for row in met if call.answers_to(row)])
        yield from _defects(machine, call)


def _traps(machine: Machine, alive: Alive) -> Iterator[InvalidTable]:
    """States in which a session holds something, and from which no way leads to the goal."""
    trapped: dict[str, None] = {}
    for profile, states in alive:
        leads = {machine.goal}
        while more := {state for state in states if led_to(machine, profile, {state}) & leads} - leads:
            leads |= more
        trapped.update(dict.fromkeys(each for each in states if each not in {*leads, *machine.ended}))
    for state in trapped:
        yield TrapState(machine.name, state, f"no way leads from it to {machine.goal}")


def _met(machine: Machine, alive: Alive) -> dict[Row, None]:
    """The rows that answer somewhere: in a state that there is under a profile that has the row."""
    return {
        row: None
        for profile, states in alive
        for row in machine.rows
        if holds(row, profile) and {*states, NONE} & {*machine.states_of(row)}
    }


def _unbrought(machine: Machine) -> Iterator[InvalidTable]:
    """Events that come only when a rung brings them, and that none brings."""
    rungs = (rung for call in machine.calls for rung in call.ladder if isinstance(rung, Bring))
    brought = {rung.event for rung in rungs if is_accepted(rung.when)}
    for call in machine.calls:
        if call.only_brought and call.name not in brought:
            yield UnbroughtEvent(machine.name, call.name, "no rung brings it")


# The ladder of a call.


def _rungs(machine: Machine, call: Call, met: list[Row]) -> Iterator[InvalidTable]:
    """The rungs that no call reaches, and the checks that none fails."""
    passed = [row.when for row in met if not row.refuses]
    for index, rung in enumerate(call.ladder):
        before = call.ladder[:index]
        if not isinstance(rung, Consult) and not is_accepted(rung.when):
            continue
        what = f"{'the rows' if isinstance(rung, Consult) else rung} in {call.name}"
        if not _is_reached(rung, before, passed):
            yield ShadowedRung(machine.name, what, "every call is stopped before it")
        elif isinstance(rung, Check) and not _can_stop(call, rung, before):
            fails = "whatever fails it is stopped before it, or cannot be asked of such a call"
            yield ShadowedRung(machine.name, what, fails)


def _defects(machine: Machine, call: Call) -> Iterator[InvalidTable]:
    """The defects that fail nothing, or that no message can have."""
    checks = {rung.name for rung in call.ladder if isinstance(rung, Check) and is_accepted(rung.when)}
    for defect in call.defects:
        if defect.trips and not checks & {*defect.trips}:
            yield IdleDefect(machine.name, call.name, f"{defect.name!r} is refused under no profile")
        if defect.about is not None and defect.about not in call.about:
            cannot = f"{defect.name!r} is about {defect.about!r}, which the call cannot name"
            yield IdleDefect(machine.name, call.name, cannot)


def _is_reached(rung: Rung, before: Sequence[Rung], passed: Iterable[When | None]) -> bool:
    """Whether some call gets to a rung under some profile: past the row, where the rung is behind that."""
    own = None if isinstance(rung, Consult) else rung.when
    always = [each.when for each in before if isinstance(each, Check) and each.name in ALWAYS_TRUE]
    behind = passed if STATE in before else (None,)
    return any(_is_possible((own, when), always) for when in behind)


def _can_stop(call: Call, check: Check, before: Sequence[Rung]) -> bool:
    """Whether something fails a check that no check before it would stop."""
    by_itself = [{check.name}] if _asks(call, check.name) else []
    failing = [*by_itself, *({*each.trips} for each in call.defects if check.name in each.trips)]
    checks = [rung for rung in before if isinstance(rung, Check)]
    return any(
        _is_possible((check.when,), [each.when for each in checks if each.name in names]) for names in failing
    )


def _asks(call: Call, name: str) -> bool:
    """Whether a name is that of a condition that can be asked where this call is made."""
    return name in SHARED_CONDITIONS or (name in CONDITIONS and call.scope is not Scope.NONE)


def _is_possible(wanted: Iterable[When | None], barred: Iterable[When | None]) -> bool:
    """Whether some profile has all entries of the first kind and none of the second.

    Each entry depends on one choice at most, so choices can be looked at one by one.
    """
    left: dict[str, set[str]] = {
        name: {each.name for each in choice.readings if each.standing is not Allowed.FORBIDDEN}
        for name, choice in choices().items()
    }
    for when in wanted:
        if when is not None:
            left[when.choice] &= {when.reading}
    for when in barred:
        if when is None:
            return False
        left[when.choice] -= {when.reading}
    return all(left.values())
