"""The law of the count: every row changes it by what its states say.

A session counts while it is on. So what a row adds to the count must be 1 if it takes a session from
off to on, -1 if it takes one from on to off, and 0 otherwise. If that is so of every row, then the
count is the number of sessions that are on after any calls on any number of sessions, because every call
is a row for each session that it reaches. No state has to be explored for it.
"""

from collections.abc import Iterator

from coppspec.model.errors import InvalidTable
from coppspec.model.language import NONE, SAME, Machine, Move
from coppspec.model.registry import is_accepted


class Miscounted(InvalidTable):
    """A row changes the count by something else than the number of sessions that it turns on or off."""

    wanted = "+1 if it turns a session on, -1 if it turns one off, 0 otherwise (VPCP-555, VPCP-556)"
    remedy = "correct the count or the next state of the row"


def miscounts(machine: Machine) -> list[Miscounted]:
    """Every row that breaks the law, in each state in which it does; an empty list if the law holds.

    Rows are taken as they stand, under whatever reading of a choice they hold, unless it is a forbidden one.
    """
    return [*_of_rows(machine), *_of_moves(machine)]


def _of_rows(machine: Machine) -> Iterator[Miscounted]:
    for row in machine.rows:
        for state in machine.states_of(row) if is_accepted(row.when) else ():
            after = state if row.next == SAME or state == NONE else row.next
            if row.count != _turned_on(machine, state, after):
                met = f"{_led(machine, state, after)}, and it adds {row.count:+d}"
                yield Miscounted(machine.name, str(row), met)


def _of_moves(machine: Machine) -> Iterator[Miscounted]:
    """A rung that moves a session adds nothing, so it may turn none on or off."""
    for call in machine.calls:
        rows = [row for row in machine.rows if call.answers_to(row) and not row.refuses]
        states = tuple(dict.fromkeys(state for row in rows for state in machine.states_of(row)))
        for rung in call.ladder:
            if not isinstance(rung, Move):
                continue
            for state in states:
                if _turned_on(machine, state, rung.next):
                    met = f"{_led(machine, state, rung.next)}, and a rung adds nothing"
                    yield Miscounted(machine.name, f"{call.name}: {rung}", met)


def _turned_on(machine: Machine, before: str, after: str) -> int:
    """How many sessions more are on."""
    return (after in machine.on) - (before in machine.on)


def _led(machine: Machine, before: str, after: str) -> str:
    """What happens to the session, in words."""
    if before == NONE:
        return "no session is turned on or off"
    said = {1: "turns a session on", -1: "turns a session off", 0: "turns none on or off"}
    return f"from {before!r} to {after!r} it {said[_turned_on(machine, before, after)]}"
