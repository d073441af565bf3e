"""From a clause to everything that rests on it: entries of the tables, layouts, properties, wrong drivers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from coppspec.model.errors import InvalidTable, UnknownClause
from coppspec.model.language import Consult, Machine
from coppspec.model.layouts import LAYOUTS
from coppspec.model.lint import switches
from coppspec.model.registry import Choice, Held, Standing, choices, clauses, traps
from coppspec.model.together import JOIN, TOGETHER
from coppspec.properties import device_harness, key_harness, together_harness, trial
from coppspec.properties.always_attacked import ALWAYS_ATTACKED, UNLESS_REWRITTEN
from coppspec.properties.facts import FACTS
from coppspec.properties.played import DUTIES
from coppspec.properties.reachability import ONE_DEVICE, SEVERAL_KEYS
from coppspec.properties.subjects import ALWAYS, MACHINES, SOMETIMES
from coppspec.properties.zoo import WrongDriver
from coppspec.properties.zoo_commands import WRONG_COMMANDS
from coppspec.properties.zoo_devices import WRONG_DEVICES
from coppspec.properties.zoo_duties import WRONG_IN_ONE_DUTY
from coppspec.properties.zoo_elsewhere import WRONG_ELSEWHERE
from coppspec.properties.zoo_halves import WRONG_BY_HALF
from coppspec.properties.zoo_keys import WRONG_MINIPORTS
from coppspec.properties.zoo_layouts import WRONG_LAYOUTS
from coppspec.properties.zoo_links import WRONG_LINKS
from coppspec.properties.zoo_rare import WRONG_AT_TIMES
from coppspec.properties.zoo_renderers import WRONG_RENDERERS
from coppspec.properties.zoo_repeated import WRONG_LATER
from coppspec.properties.zoo_status import WRONG_STATUS
from coppspec.properties.zoo_televisions import WRONG_TELEVISIONS
from coppspec.properties.zoo_unnoticed import WRONG_UNNOTICED
from coppspec.properties.zoo_values import WRONG_VALUES

ZOO: tuple[WrongDriver, ...] = (
    *WRONG_DEVICES,
    *WRONG_COMMANDS,
    *WRONG_STATUS,
    *WRONG_RENDERERS,
    *WRONG_MINIPORTS,
    *WRONG_TELEVISIONS,
    *WRONG_AT_TIMES,
    *WRONG_LATER,
    *WRONG_UNNOTICED,
    *WRONG_LINKS,
    *WRONG_ELSEWHERE,
    *WRONG_VALUES,
    *WRONG_LAYOUTS,
    *WRONG_IN_ONE_DUTY,
    *WRONG_BY_HALF,
)
BY_WEIGHT = (Standing.TABLE, Standing.PROPERTY, Standing.LAYOUT)
"""A clause that several kinds cite has the standing of the first."""
INSPECTIONS = (
    *trial.INSPECTIONS,
    *device_harness.INSPECTIONS,
    *key_harness.INSPECTIONS,
    *together_harness.INSPECTIONS,
)
"""Everything that must be so of the bytes of an answer."""


class StaleStatus(InvalidTable):
    """The registry says of a clause or choice that it is held otherwise than it is."""

    wanted = "the status that the tables, properties and layouts give it"
    remedy = "write that status into the registry"


class Citation(NamedTuple):
    """Something that rests on a clause."""

    standing: Standing
    where: str
    what: str
    call: str = ""
    """The call whose ladder or message it belongs to, where several calls can share it."""


@cache
def citations() -> Mapping[str, tuple[Citation, ...]]:
    """Every citation by the id of its clause or point, in the order of the tables."""
    found: dict[str, list[Citation]] = defaultdict(list)
    for clause, citation in _citations():
        found[clause].append(citation)
    return {clause: tuple(each) for clause, each in found.items()}


def _citations() -> Iterator[tuple[str, Citation]]:
    for machine in MACHINES:
        for clause, what, call in _of_table(machine):
            yield clause, Citation(Standing.TABLE, machine.name, what, call)
    for entry in JOIN:
        yield entry.clause, Citation(Standing.TABLE, TOGETHER.name, str(entry))
    for where, what, cited in _properties():
        for clause in cited:
            yield clause, Citation(Standing.PROPERTY, where, what)
    for duty in DUTIES:
        for clause in duty.clauses:
            yield clause, Citation(Standing.APPLICATION, "an application", duty.name)
    for layout in LAYOUTS:
        yield layout.clause, Citation(Standing.LAYOUT, "layouts", f"{layout.name}, {layout.size} bytes")


def _of_table(machine: Machine) -> Iterator[tuple[str, str, str]]:
    """Each clause that a table cites, with what cites it, and in which call."""
    for call in machine.calls:
        rungs = (rung for rung in call.ladder if not isinstance(rung, Consult))
        yield from ((rung.clause, str(rung), call.name) for rung in rungs)
    yield from ((row.clause, str(row), "") for row in machine.rows)
    yield from ((rung.clause, str(rung), "") for rung in machine.afterwards)
    for call in machine.calls:
        yield from ((clause, call.name, "") for clause in call.clauses)
        if call.order:
            yield call.order, "the order of checks", call.name
        yield from ((each.clause, str(each), call.name) for each in call.defects if each.clause)


def _properties() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Where each property belongs, its sentence and its clauses."""
    for name, always in ALWAYS.items():
        yield from ((name, each.name, each.clauses) for each in always)
    for name, sometimes in SOMETIMES.items():
        yield from ((name, f"sometimes {each.name}", each.clauses) for each in sometimes)
    for attacked in (*ALWAYS_ATTACKED, *UNLESS_REWRITTEN):
        yield "under attack", attacked.name, attacked.clauses
    for fact in FACTS:
        yield "layouts, codes and the reference driver", fact.name, fact.clauses
    for structure in (*ONE_DEVICE, *SEVERAL_KEYS):
        yield "state graph", structure.name, structure.clauses
    for inspection in INSPECTIONS:
        yield "bytes", inspection.wanted, inspection.clauses


def _allowed(choice: Choice, used: set[str]) -> tuple[Held, ...]:
    """How a choice can be held: its reading is taken if it is cited, and can be if a clause of its is."""
    if choice.name in used:
        return (Held.SWITCH,)
    if choice.id in citations():
        return (Held.TAKEN,)
    taken = (Held.TAKEN,) if any(clause in citations() for clause in choice.clauses) else ()
    return (*taken, Held.PENDING, Held.NOTE)


def stale_statuses() -> list[InvalidTable]:
    """Where the registry's statuses are not what the citations say, or it names a clause that it has not."""
    used = {name for machine in MACHINES for name in switches(machine)}
    named = [(each.id, each.clauses) for each in choices().values()]
    named += [(each.id, each.clauses) for each in traps().values()]
    stale: list[InvalidTable] = [
        UnknownClause("registry", id_, f"it cites {clause!r}")
        for id_, cited in named
        for clause in cited
        if clause not in clauses()
    ]
    for clause in clauses().values():
        kinds = {citation.standing for citation in citations().get(clause.id, ())}
        wanted = next((kind for kind in BY_WEIGHT if kind in kinds), None)
        if clause.status is not wanted and (wanted is not None or clause.status in BY_WEIGHT):
            met = f"its status is '{clause.status}', and it is {wanted or 'cited by nothing'}"
            stale.append(StaleStatus("registry", clause.id, met))
    for choice in choices().values():
        allowed = _allowed(choice, used)
        if choice.status not in allowed:
            met = f"its status is '{choice.status}', and it is {' or '.join(allowed)}"
            stale.append(StaleStatus("registry", choice.id, met))
    return stale
