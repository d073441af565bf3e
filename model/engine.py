"""The engine: a pure function from a configuration and an intent to an answer and the next configuration.

It names no state and no call. What it does stands in the tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from coppspec.model.errors import MissingRow, OverlappingRows
from coppspec.model.language import (
    NONE,
    SAME,
    Call,
    Check,
    Consult,
    Do,
    Machine,
    Move,
    Row,
    Rung,
    Scope,
    holds,
)
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Intent, Session
from coppspec.model.vocabulary import CONDITIONS, EFFECTS, JOINS, Facing

LOWEST_LEVEL = 1


class InvalidIntent(ValueError):
    """An intent names a call, a session, a defect or a level that the machine does not have."""


class _Cell(NamedTuple):
    """What one row answers to: a call, a state, and the requested level where the call has one."""

    call: str
    state: str
    level: int | None


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A call under one profile: only the rungs that hold, and the checks that each defect trips."""

    call: Call
    ladder: tuple[Rung, ...]
    trips: Mapping[str, frozenset[str]]


class Engine:
    """A machine under one profile.

    Args:
        machine: the table.
        profile: the reading of every choice; the recommended ones by default.

    Raises:
        InvalidTable: a state and input with no row, or with two.
    """

    def __init__(self, machine: Machine, profile: Profile | None = None) -> None:
        self.machine = machine
        self.profile = Profile() if profile is None else profile
        self._cells = _cells(machine, self.profile)
        self._calls = {call.name: _compiled(call, self.profile) for call in machine.calls}

    def start(self, sessions: int, types: int = 0) -> Configuration:
        """Where everything starts: so many sessions, none of them begun, and the connector's types.

        Raises:
            ValueError: fewer than one session.
        """
        if sessions < 1:
            raise ValueError(f"{sessions} sessions; there is one at least")
        return Configuration((Session(self.machine.initial),) * sessions, types=types)

    def step(
        self, configuration: Configuration, intent: Intent, sender: Configuration | None = None
    ) -> tuple[Answer, Configuration]:
        """The answer to an intent, and what is so afterwards.

        Args:
            configuration: what is so before.
            intent: the call, with its defects.
            sender: what the application believes, from which it numbers its messages. It believes
                what is so, unless it is told otherwise: the numbers of a faulty driver can fall behind.

        Raises:
            InvalidIntent: the intent names something that the machine does not have.
        """
        compiled = self._checked(configuration, intent)
        if compiled.call.scope is Scope.EVERY:
            return self._reach_every(compiled, configuration, intent)
        session = _addressed(compiled.call, configuration, intent)
        return self._climb(compiled, configuration, intent, session, sender or configuration)

    def applied(self, configuration: Configuration) -> int:
        """The level that the hardware of the connector shows: none at all at a count of 0 (VPCP-554).

        A count above 0 although no session is on, as a wrong table can have it, leaves the lowest level.
        """
        if configuration.reference_count <= 0:
            return 0
        on = [each.level for each in configuration.sessions if each.state in self.machine.on]
        return JOINS[self.machine.join](on or [LOWEST_LEVEL])

    def _climb(
        self,
        compiled: _Compiled,
        configuration: Configuration,
        intent: Intent,
        session: int | None,
        sender: Configuration,
    ) -> tuple[Answer, Configuration]:
        tripped = frozenset[str]().union(*(compiled.trips[defect] for defect in intent.defects))
        row: Row | None = None
        for rung in compiled.ladder:
            match rung:
                case Check():
                    condition = CONDITIONS.get(rung.name)
                    facing = Facing(sender, configuration, session, intent)
                    if rung.name in tripped or (condition is not None and condition(facing)):
                        decided = (rung,) if row is None else (row, rung)
                        return Answer(rung.answer, (), decided, session), configuration
                case Consult.STATE:
                    row = self._row(configuration, intent, session)
                    if row.refuses:
                        return Answer(row.answer, (), (row,), session), configuration
                case Do():
                    configuration = _do(rung.effect, configuration, intent, session)
                case _:  # a Move, as there are no other rungs
                    configuration = _moved(rung.next, configuration, session)
        assert row is not None, "every ladder consults the rows"  # noqa: S101  the table was checked
        return Answer(row.answer, _given(row), (row,), session), _apply(row, configuration, intent, session)

    def _reach_every(
        self, compiled: _Compiled, configuration: Configuration, intent: Intent
    ) -> tuple[Answer, Configuration]:
        rows: list[Row] = []
        for session in range(len(configuration.sessions)):
            answer, configuration = self._climb(compiled, configuration, intent, session, configuration)
            rows += (entry for entry in answer.entries if isinstance(entry, Row))
        return Answer(None, (), tuple(rows), None), configuration

    def _row(self, configuration: Configuration, intent: Intent, session: int | None) -> Row:
        state = NONE if session is None else configuration.sessions[session].state
        return self._cells[_Cell(intent.call, state, intent.level)]

    def _checked(self, configuration: Configuration, intent: Intent) -> _Compiled:
        compiled = self._calls.get(intent.call)
        if compiled is None:
            known = ", ".join(self._calls)
            raise InvalidIntent(f"{self.machine.name} has no call {intent.call!r}; it has {known}")
        sessions = range(len(configuration.sessions))
        if intent.session not in (sessions if compiled.call.scope is Scope.NAMED else (None,)):
            raise InvalidIntent(
                f"{intent.call} on session {intent.session}: it takes "
                + (f"one of 0 to {len(sessions) - 1}" if compiled.call.scope is Scope.NAMED else "none")
            )
        if unknown := set(intent.defects) - compiled.trips.keys():
            known = ", ".join(compiled.trips) or "none"
            raise InvalidIntent(f"{intent.call} has no defect {min(unknown)!r}; it has {known}")
        if intent.level not in (compiled.call.levels or (None,)):
            wanted = ", ".join(map(str, compiled.call.levels)) or "none"
            raise InvalidIntent(f"{intent.call} cannot ask for level {intent.level}; it asks for {wanted}")
        if intent.number and compiled.call.number is None:
            raise InvalidIntent(
                f"{intent.call} carries no sequence number, so none can be off by {intent.number}"
            )
        return compiled


def _given(row: Row) -> tuple[str, ...]:
    return tuple(gives for name in row.does if (gives := EFFECTS[name].gives) is not None)


def _addressed(call: Call, configuration: Configuration, intent: Intent) -> int | None:
    if call.scope is not Scope.TAKEN:
        return intent.session
    sessions = enumerate(configuration.sessions)
    return next((index for index, each in sessions if each.state == call.takes), None)


def _do(effect: str, configuration: Configuration, intent: Intent, session: int | None) -> Configuration:
    if session is None:
        return configuration
    changed = EFFECTS[effect].change(configuration.sessions[session], intent)
    return configuration.with_session(session, changed)


def _moved(state: str, configuration: Configuration, session: int | None) -> Configuration:
    if state == SAME or session is None:
        return configuration
    return configuration.with_session(session, configuration.sessions[session]._replace(state=state))


def _apply(row: Row, configuration: Configuration, intent: Intent, session: int | None) -> Configuration:
    for effect in row.does:
        configuration = _do(effect, configuration, intent, session)
    configuration = _moved(row.next, configuration, session)
    return (
        configuration._replace(reference_count=configuration.reference_count + row.count)
        if row.count
        else configuration
    )


def _compiled(call: Call, profile: Profile) -> _Compiled:
    ladder = tuple(rung for rung in call.ladder if holds(rung, profile))
    return _Compiled(call, ladder, {defect.name: frozenset(defect.trips) for defect in call.defects})


def alive(machine: Machine, profile: Profile) -> tuple[str, ...]:
    """The states that rows and moves lead to from the first one, under a profile, in the machine's order."""
    reached = {machine.initial}
    while more := _led_to(machine, profile, reached) - reached:
        reached |= more
    return tuple(state for state in machine.states if state in reached)


def _led_to(machine: Machine, profile: Profile, reached: set[str]) -> set[str]:
    """Where the calls that some of these states do not refuse lead."""
    led_to: set[str] = set()
    for row in machine.rows:
        if not row.refuses and holds(row, profile) and reached & set(machine.states_of(row)):
            led_to.add(row.next)
            for rung in machine.call(row.call).ladder:
                if isinstance(rung, Move) and holds(rung, profile):
                    led_to.add(rung.next)
    return led_to & set(machine.states)


def addressable(call: Call, states: tuple[str, ...]) -> tuple[str, ...]:
    """The states in which a call can find what it is about."""
    if call.scope is Scope.NONE:
        return (NONE,)
    return states if call.takes is None else (call.takes, NONE)


def _cells(machine: Machine, profile: Profile) -> Mapping[_Cell, Row]:
    """Every call, state and level with the one row that answers it."""
    cells: dict[_Cell, Row] = {}
    for row in machine.rows:
        if not holds(row, profile):
            continue
        levels = row.levels or machine.call(row.call).levels or (None,)
        for state, level in product(machine.states_of(row), levels):
            cell = _Cell(row.call, state, level)
            if cell in cells:
                raise OverlappingRows(machine.name, str(row), f"{cells[cell]} answers in {state} as well")
            cells[cell] = row
    for call in machine.calls:
        states = addressable(call, alive(machine, profile))
        for state, level in product(states, call.levels or (None,)):
            if _Cell(call.name, state, level) not in cells:
                at_level = "" if level is None else f" at level {level}"
                raise MissingRow(machine.name, f"{call.name} in {state}{at_level}", "no row answers")
    return cells
