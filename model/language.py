"""The language of the tables: rows, ladders of checks and effects, and the machine that they make.

A call goes down its ladder. The rung STATE consults the rows: the row of the session's state ends
the ladder with its answer if that is a refusal. A check that fails ends it too; what the rungs
before it did stays done. At the foot, the row's effects take place and its answer is given.
So the order of checks, and what a failed call has used up, are positions in a list.

Where no document fixes the order of some checks, the call names them in `any_order`: if several of them
fail, each of their answers is legal. The ladder still gives the first choice, and the effects.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from coppspec.model.codes import Code, HResult

SAME = "same"
"""In the column of the next state: the session stays where it is."""

NONE = "no session"
"""In the column of the state: the call is about no session, or takes one in a given state and finds none."""


@dataclass(frozen=True, slots=True)
class When:
    """An entry that holds under one reading of a choice only."""

    choice: str
    reading: str

    def __str__(self) -> str:
        """The reading as an entry that depends on it cites it."""
        return f"where {self.choice} is {self.reading!r}"

    def holds(self, profile: Mapping[str, str]) -> bool:
        """Whether the profile takes this reading."""
        return profile[self.choice] == self.reading


@dataclass(frozen=True, slots=True)
class But:
    """All states of the machine except these; NONE is not among them."""

    states: tuple[str, ...]

    def __str__(self) -> str:
        """As an error message cites it."""
        return f"all but {', '.join(self.states)}" if self.states else "any state"


def but(*states: str) -> But:
    """All states of the machine except these."""
    return But(states)


@dataclass(frozen=True, slots=True)
class Row:
    """What one call does in one or several states."""

    call: str
    states: str | tuple[str, ...] | But
    answer: Code | None
    """Given when every check of the ladder has passed, or at once if it is a refusal."""
    next: str
    does: tuple[str, ...]
    """Effects, by their names in the vocabulary."""
    clause: str
    count: int = 0
    """What the row adds to the reference count."""
    levels: tuple[int, ...] | None = None
    """The requested levels for which the row holds; None for any, or for a call without one."""
    when: When | None = None

    def __str__(self) -> str:
        """The row as an error message cites it."""
        states = str(self.states) if isinstance(self.states, But | str) else ", ".join(self.states)
        levels = "" if self.levels is None else f" at level {', '.join(map(str, self.levels))}"
        return _cited(f"{self.call} in {states}{levels}", self)

    @property
    def refuses(self) -> bool:
        """Whether the row's answer is a failure code."""
        return fails(self.answer)


@dataclass(frozen=True, slots=True)
class Check:
    """A rung that stops the call with its answer, when the message or the state is not as it should be."""

    name: str
    """A condition of the vocabulary, or what a defect of the call can trip."""
    answer: Code
    clause: str
    when: When | None = None
    needs: tuple[str, ...] = ()
    """Checks that a message has to pass before this one means anything, whatever the order of checks."""

    def __str__(self) -> str:
        """The check as an error message cites it."""
        return _cited(f"the check of the {self.name}", self)


@dataclass(frozen=True, slots=True)
class Do:
    """A rung with an effect, which stays even if a later check fails."""

    effect: str
    clause: str
    when: When | None = None
    where: str | None = None
    """The condition that has to be true for it; None if it is done in every call that gets there."""

    def __str__(self) -> str:
        """The rung as an error message cites it."""
        return _cited(f"the rung {self.effect!r}", self)


@dataclass(frozen=True, slots=True)
class Move:
    """A rung that moves the session to another state, and leaves it there if a later check fails."""

    next: str
    clause: str
    when: When | None = None
    where: str | None = None
    """The condition of what is shared under which it moves; always, if there is none."""

    def __str__(self) -> str:
        """The rung as an error message cites it."""
        return _cited(f"the move to {self.next}", self)


@dataclass(frozen=True, slots=True)
class Ignore(Check):
    """A check that stops the call with success, and nothing done: there is nothing that it could do."""


@dataclass(frozen=True, slots=True)
class Bring:
    """A rung that brings an event, to every session but the one that the call is about."""

    event: str
    clause: str
    when: When | None = None
    where: str | None = None
    """The condition that has to be true for it; None if it comes with every call that gets there."""

    def __str__(self) -> str:
        """The rung as an error message cites it."""
        return _cited(f"the event {self.event!r} that it brings", self)


class Consult(Enum):
    """The rung that consults the rows."""

    STATE = "state"


STATE = Consult.STATE
Rung = Check | Do | Move | Bring | Consult
InAnyOrder = tuple[str | Consult, ...]
"""Checks by their names, and STATE for the rows."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One way in which the message of a call can be made differently from what is expected."""

    name: str
    trips: tuple[str, ...]
    """The checks that it fails; none, if an implementation has to take the message all the same."""
    foreign: bool = False
    """Whether it takes something from another session."""
    everywhere: bool = False
    """Whether it is worth trying with everything that the call can be about, not with the first alone."""
    clause: str = ""
    """What says so, where that is not the clause of the check that it fails."""
    about: str | None = None
    """What the request has to name for it; None for anything."""
    needs: str | None = None
    """What a test bench has to be able to do for it; None if it takes a message and no more."""

    def __str__(self) -> str:
        """The defect as an explanation cites it."""
        return f"a message with {self.name!r} " + ("is refused" if self.trips else "is taken")


class Scope(Enum):
    """Which sessions a call or an event reaches."""

    NAMED = "the session that the call names"
    CONNECTOR = "every session on the connector of the one that is named"
    TAKEN = "the first session in a given state"
    EVERY = "every session"
    NONE = "no session"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the driver with one kind of request, or an external event."""

    name: str
    ladder: tuple[Rung, ...] = (STATE,)
    defects: tuple[Defect, ...] = ()
    levels: tuple[int, ...] = ()
    """The levels that a request can ask for, where it asks for one and rows depend on it."""
    function: str = ""
    """The function that takes the request, where it takes several kinds; rows are about functions."""
    about: Mapping[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]], hash=False)
    """What a request can name (a protection type, a TV standard, a mode), and the levels that go with it."""
    clauses: tuple[str, ...] = ()
    """What says that there is such a call, what goes in, and what comes out."""
    order: str = ""
    """The clause that gives the order of the checks, where one does."""
    any_order: InAnyOrder = ()
    """The checks that a driver may make in any order: each that fails may answer. A check that is not among
    them stops everything behind it."""
    before_state: tuple[str, ...] = ()
    """The checks that a driver may make before it looks at the state, so that they may answer for the row."""
    reports: str | None = None
    """What the answer to a status request says, by its name in the vocabulary."""
    scope: Scope = Scope.NAMED
    takes: str | None = None
    """The state of the session that a call of scope TAKEN takes."""
    number: str | None = None
    """The condition that looks at its sequence number, where its message carries one."""
    event: bool = False
    """Whether it comes from outside: nobody answers it."""
    only_brought: bool = False
    """Whether it is an event that never comes by itself: a rung brings it."""

    @property
    def arguments(self) -> tuple[tuple[str | None, int | None], ...]:
        """Everything that it can be about, with each level: (what it names, level), None for neither."""
        if not self.about:
            return tuple((None, level) for level in self.levels or (None,))
        return tuple((name, level) for name, levels in self.about.items() for level in levels or (None,))

    def answers_to(self, row: "Row") -> bool:
        """Whether a row is about this call, or about its function."""
        return row.call in {self.name, self.function}


@dataclass(frozen=True, slots=True)
class Machine:
    """A table, and the words that it is written in."""

    name: str
    document: str
    """The document whose order and names it keeps."""
    states: tuple[str, ...]
    """In the document's order; the first is where every session starts."""
    calls: tuple[Call, ...]
    rows: tuple[Row, ...]
    goal: str
    """The state that the document is about."""
    ended: tuple[str, ...]
    """The states in which a session holds nothing: not yet begun, or over."""
    on: tuple[str, ...] = ()
    """The states in which a session counts: it asks for protection (VPCP-553)."""
    first: str = ""
    """The event with which every session begins: it says what there is before the first call."""
    afterwards: tuple[Do, ...] = ()
    """What is done after every call and event, whatever came of it: what follows from the sessions alone."""

    @property
    def initial(self) -> str:
        """The state of a session before its first call."""
        return self.states[0]

    def call(self, name: str) -> Call:
        """The call of this name.

        Raises:
            KeyError: the machine has no such call.
        """
        for call in self.calls:
            if call.name == name:
                return call
        known = ", ".join(call.name for call in self.calls)
        raise KeyError(f"{self.name} has no call {name}; it has {known}")

    def calls_of(self, row: Row) -> tuple[Call, ...]:
        """The calls that a row answers: those of its function, or the one that it names."""
        return tuple(call for call in self.calls if call.answers_to(row))

    def states_of(self, row: Row) -> tuple[str, ...]:
        """The states in which a row holds, one by one."""
        if isinstance(row.states, But):
            return tuple(state for state in self.states if state not in row.states.states)
        return (row.states,) if isinstance(row.states, str) else row.states


def _cited(what: str, entry: Row | Check | Do | Move | Bring) -> str:
    """An entry with its clause, and with the reading under which it is there, if not under every one."""
    return f"{what} ({entry.clause})" + ("" if entry.when is None else f", {entry.when}")


def checks_of(ladder: tuple[Rung, ...]) -> tuple[str, ...]:
    """The names of the checks of a ladder, each once, in its order."""
    return tuple(dict.fromkeys(rung.name for rung in ladder if isinstance(rung, Check)))


def holds(entry: Row | Rung, profile: Mapping[str, str]) -> bool:
    """Whether an entry is there under a profile."""
    return isinstance(entry, Consult) or entry.when is None or entry.when.holds(profile)


def fails(code: Code | None) -> bool:
    """Whether a code is a refusal: an HRESULT with its top bit set, or a status other than NO_ERROR."""
    if isinstance(code, HResult):
        return bool(code & 0x8000_0000)
    return bool(code)
