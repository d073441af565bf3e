"""A table of a machine as a table of Markdown: every call in every state, with its answer and its clause."""

from collections.abc import Iterator

from coppspec.model.cells import cells
from coppspec.model.engine import Engine
from coppspec.model.language import NONE, SAME, Machine, Row
from coppspec.model.profile import Profile
from coppspec.reports.diagram import levels_in_words

Line = dict[str, Row]
"""The row that answers in each state."""


def matrix(machine: Machine, profile: Profile | None = None) -> Iterator[str]:
    """The lines of the table: a row for each call, a column for each state."""
    engine = Engine(machine, profile)
    lines = _lines(machine, engine.profile)
    states = [state for state in (*machine.states, NONE) if any(state in line for line in lines.values())]
    yield f"| call or event | {' | '.join(states)} |"
    yield "| --- " * (len(states) + 1) + "|"
    for (call, levels), line in lines.items():
        told = (_cell(line.get(state), state) for state in states)
        yield f"| {call}{levels_in_words(set(levels))} | {' | '.join(told)} |"


def _lines(machine: Machine, profile: Profile) -> dict[tuple[str, tuple[int, ...]], Line]:
    """For each function, and for the levels that go different ways, what answers in each state."""
    by_level: dict[tuple[str, int | None], Line] = {}
    for cell, row in cells(machine, profile).items():
        function = machine.call(cell.call).function or cell.call
        by_level.setdefault((function, cell.level), {})[cell.state] = row
    found: dict[tuple[str, tuple[int, ...]], Line] = {}
    for (function, level), line in by_level.items():
        alike = next((key for key, each in found.items() if key[0] == function and each == line), None)
        levels = () if alike is None else alike[1]
        found.pop((function, levels), None)
        found[function, levels if level is None else (*levels, level)] = line
    return found


def _cell(row: Row | None, state: str) -> str:
    """The answer, the next state and the clause; a dash where a call cannot be made."""
    if row is None:
        return "\N{EN DASH}"
    moved = "" if row.next in {SAME, state} else f"\N{RIGHTWARDS ARROW} {row.next}"
    count = f"count {row.count:+d}" if row.count else ""
    answer = "" if row.answer is None else str(row.answer.name)
    return ", ".join(filter(None, (" ".join(filter(None, (answer, moved))), count, row.clause)))
