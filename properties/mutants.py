"""Systematic mutants: every single fault of some kinds that a table can have, each as an engine.

They are the faults that somebody makes who writes a driver from the documents: an answer, a next state, a
check or an effect that is forgotten, swapped, doubled or given to the wrong session, a count that is off.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from coppspec.model.cells import Cell, alive, cells
from coppspec.model.codes import Code, HResult, Pattern, Status
from coppspec.model.engine import Engine
from coppspec.model.language import (
    NONE,
    SAME,
    Call,
    Check,
    Consult,
    Do,
    Machine,
    Row,
    Rung,
    fails,
    holds,
)
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.properties.edits import with_call
from coppspec.properties.miscounting import NarrowEngine, saturating, wrapping


@dataclass(frozen=True)
class Mutant:
    """One fault of a table."""

    kind: str
    """What sort of fault it is."""
    where: str
    """The entry, and what has become of it."""
    clauses: tuple[str, ...]
    """What the entry rests on."""
    calls: frozenset[str]
    """The calls that can go otherwise."""
    make: Callable[[], Engine]
    """The engine that has it."""

    def __str__(self) -> str:
        """The fault in a line."""
        return f"{self.kind}: {self.where}"


ANSWER, NEXT, DROPPED, SWAPPED, ANSWERED, EFFECT, COUNT = (
    "another answer of a cell",
    "another next state of a cell",
    "a rung dropped",
    "two rungs swapped",
    "another answer of a check",
    "an effect dropped, doubled or given to another session",
    "a count that is off",
)
KINDS = (ANSWER, NEXT, DROPPED, SWAPPED, ANSWERED, EFFECT, COUNT)


def mutants(machine: Machine, profile: Profile | None = None) -> Iterator[Mutant]:
    """Every one of them, in the order of the table."""
    profile = profile or Profile()
    for cell, row in cells(machine, profile).items():
        yield from _of_cell(machine, profile, cell, row)
    for call in machine.calls:
        yield from _of_ladder(machine, profile, call)
    for row in machine.rows:
        if holds(row, profile):
            yield from _of_row(machine, profile, row)
    yield from _of_effects(machine, profile)
    yield from _of_counts(machine, profile)


class OtherCell(Engine):
    """An engine with another row in one cell."""

    def __init__(self, machine: Machine, profile: Profile, cell: Cell, row: Row) -> None:
        super().__init__(machine, profile)
        self._cells = {**self._cells, cell: row}


class Strays(Engine):
    """An engine that goes to another state from one cell, whatever its row says, once the row has decided."""

    def __init__(self, machine: Machine, profile: Profile, cell: Cell, state: str) -> None:
        super().__init__(machine, profile)
        self._cell, self._state = cell, state

    def step(
        self, configuration: Configuration, intent: Intent, sender: Configuration | None = None
    ) -> tuple[Answer, Configuration]:
        """The same, and then it is in the other state."""
        answer, after = super().step(configuration, intent, sender)
        if intent.call != self._cell.call or self._cell.level not in {None, intent.level}:
            return answer, after
        for session in self._decided(answer, configuration, intent):
            other = after.sessions[session]._replace(state=self._state)
            after = after.with_session(session, other)
        return answer, self.settled(after, intent)

    def _decided(self, answer: Answer, before: Configuration, intent: Intent) -> tuple[int, ...]:
        """The sessions for which the row of the cell gave the answer."""
        row, sessions = self._cells[self._cell], before.sessions
        if answer.session is not None:
            reached: tuple[int, ...] = (answer.session,) if answer.entries[-1] == row else ()
        else:
            at = None if intent.session is None else sessions[intent.session].connector
            reached = tuple(index for index, each in enumerate(sessions) if at in {None, each.connector})
        return tuple(each for each in reached if sessions[each].state == self._cell.state)


Right = Callable[[Configuration, int | None], Configuration]
Change = Callable[[Right, Configuration, int | None], Configuration]
"""What becomes of a configuration, given the right change, and the session that it is about."""


class Changed(Engine):
    """An engine in which an effect does something else."""

    def __init__(self, machine: Machine, profile: Profile, effect: str, change: Change) -> None:
        super().__init__(machine, profile)
        self._effect, self._change = effect, change

    def _do(
        self, effect: str, configuration: Configuration, intent: Intent, session: int | None
    ) -> Configuration:
        def right(configuration: Configuration, session: int | None) -> Configuration:
            return super(Changed, self)._do(effect, configuration, intent, session)

        if effect != self._effect:
            return right(configuration, session)
        return self._change(right, configuration, session)


def _twice(right: Right, configuration: Configuration, session: int | None) -> Configuration:
    return right(right(configuration, session), session)


def _elsewhere(right: Right, configuration: Configuration, session: int | None) -> Configuration:
    other = None if session is None else (session + 1) % len(configuration.sessions)
    return right(configuration, other)


CHANGES: Mapping[str, Change] = {
    "dropped": lambda _, configuration, __: configuration,
    "doubled": _twice,
    "given to the next session": _elsewhere,
}


def _of_cell(machine: Machine, profile: Profile, cell: Cell, row: Row) -> Iterator[Mutant]:
    """The answer the other way round, and with another code; every other state for the next one."""
    where = f"{cell.call} in {cell.state}" + ("" if cell.level is None else f" at level {cell.level}")
    cited, calls = (row.clause,), frozenset({cell.call})
    for code in _other_codes(row.answer):
        make = partial(OtherCell, machine, profile, cell, replace(row, answer=code))
        yield Mutant(ANSWER, f"{where} answers {code.name}", cited, calls, make)
    right = cell.state if row.next == SAME else row.next
    for state in alive(machine, profile) if cell.state != NONE else ():
        if state != right:
            strays = partial(Strays, machine, profile, cell, state)
            yield Mutant(NEXT, f"{where} leads to {state}", cited, calls, strays)


def _other_codes(code: Code | None) -> tuple[Code, ...]:
    """A success for a refusal and the other way round, and another refusal for one."""
    if code is None:
        return ()
    if isinstance(code, Pattern):
        if code is Pattern.ANY_FAILURE:
            return (HResult.S_OK,)
        return (Status.NO_ERROR,) if code is Pattern.ANY_ERROR else (HResult.S_OK, HResult.E_INVALIDARG)
    other: tuple[Code, ...] = (
        (HResult.S_OK, HResult.E_UNEXPECTED, HResult.E_INVALIDARG)
        if isinstance(code, HResult)
        else (Status.NO_ERROR, Status.ERROR_INVALID_PARAMETER, Status.ERROR_INVALID_FUNCTION)
    )
    success, *refusals = other
    refusal = next(each for each in refusals if each != code)
    return (success, refusal) if fails(code) else (refusal,)


def _of_ladder(machine: Machine, profile: Profile, call: Call) -> Iterator[Mutant]:
    """Each rung that holds dropped, answered otherwise, or in the place of the next one."""
    held = [index for index, rung in enumerate(call.ladder) if holds(rung, profile)]

    def mutant(kind: str, where: str, clause: str, ladder: tuple[Rung, ...]) -> Mutant:
        changed = with_call(machine, replace(call, ladder=ladder))
        make = partial(Engine, changed, profile)
        return Mutant(kind, f"{call.name}: {where}", (clause,), frozenset({call.name}), make)

    for index in held:
        rung, before, after = call.ladder[index], call.ladder[:index], call.ladder[index + 1 :]
        if isinstance(rung, Consult):
            continue
        yield mutant(DROPPED, f"without {rung}", rung.clause, (*before, *after))
        if isinstance(rung, Check):
            for code in filter(fails, _other_codes(rung.answer)):
                other = (*before, replace(rung, answer=code), *after)
                yield mutant(ANSWERED, f"{rung} answers {code.name}", rung.clause, other)
    for first, second in pairwise(held):
        ladder = list(call.ladder)
        one, two = ladder[first], ladder[second]
        ladder[first], ladder[second] = two, one
        cited = call.order or _clause(one) or _clause(two)
        yield mutant(SWAPPED, f"{_named(two)} before {_named(one)}", cited, tuple(ladder))


def _clause(rung: Rung) -> str:
    return "" if isinstance(rung, Consult) else rung.clause


def _named(rung: Rung) -> str:
    return "the rows" if isinstance(rung, Consult) else str(rung)


def _of_row(machine: Machine, profile: Profile, row: Row) -> Iterator[Mutant]:
    """Each effect of a row dropped, and its count one more and one less."""
    calls = frozenset(call.name for call in machine.calls_of(row))

    def mutant(kind: str, where: str, other: Row) -> Mutant:
        rows = tuple(other if each is row else each for each in machine.rows)
        make = partial(Engine, replace(machine, rows=rows), profile)
        return Mutant(kind, f"{row}: {where}", (row.clause,), calls, make)

    for index, effect in enumerate(row.does):
        other = replace(row, does=(*row.does[:index], *row.does[index + 1 :]))
        yield mutant(EFFECT, f"{effect!r} dropped", other)
    if machine.on and row.answer is not None and not row.refuses:
        yield mutant(COUNT, "counts one more", replace(row, count=row.count + 1))
        yield mutant(COUNT, "counts one less", replace(row, count=row.count - 1))


def _of_effects(machine: Machine, profile: Profile) -> Iterator[Mutant]:
    """Each effect that a table uses, wherever it does, dropped, doubled or given to another session."""
    used: dict[str, tuple[set[str], set[str]]] = {}
    for call in machine.calls:
        for rung in call.ladder:
            if isinstance(rung, Do) and holds(rung, profile):
                _noted(used, rung.effect, rung.clause, {call.name})
    for row in machine.rows:
        for effect in row.does if holds(row, profile) else ():
            _noted(used, effect, row.clause, {call.name for call in machine.calls_of(row)})
    for rung in machine.afterwards:
        if holds(rung, profile):
            _noted(used, rung.effect, rung.clause, {call.name for call in machine.calls})
    for effect, (cited, calls) in used.items():
        for what, change in CHANGES.items():
            make = partial(Changed, machine, profile, effect, change)
            yield Mutant(EFFECT, f"{effect!r} {what}", tuple(sorted(cited)), frozenset(calls), make)


def _noted(used: dict[str, tuple[set[str], set[str]]], effect: str, clause: str, calls: set[str]) -> None:
    cited, known = used.setdefault(effect, (set(), set()))
    cited.add(clause)
    known |= calls


def _of_counts(machine: Machine, profile: Profile) -> Iterator[Mutant]:
    """A count that saturates or wraps at a small number."""
    counting = [row for row in machine.rows if row.count and holds(row, profile)]
    calls = frozenset(call.name for row in counting for call in machine.calls_of(row))
    cited = tuple(dict.fromkeys(row.clause for row in counting))
    for highest in (1, 2) if counting else ():
        for name, narrow in (("saturates", saturating), ("wraps", wrapping)):
            make = partial(NarrowEngine, machine, narrow(highest), profile)
            yield Mutant(COUNT, f"it {name} at {highest}", cited, calls, make)
