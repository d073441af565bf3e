"""From a clause to everything that rests on it: entries of the tables, layouts, properties, wrong drivers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.errors import InvalidTable
from coppspec.model.layouts import LAYOUTS
from coppspec.model.lint import entries, switches
from coppspec.model.registry import Held, Standing, choices, clauses
from coppspec.properties import device_harness, key_harness, trial
from coppspec.properties.always import ALWAYS, SOMETIMES
from coppspec.properties.reachability import STRUCTURES
from coppspec.properties.zoo_devices import WRONG_DEVICES
from coppspec.properties.zoo_keys import WRONG_MINIPORTS

MACHINES = (DEVICE, COPY_PROTECTION_SESSIONS)
ZOO = (*WRONG_DEVICES, *WRONG_MINIPORTS)
BY_WEIGHT = (Standing.TABLE, Standing.PROPERTY, Standing.LAYOUT)
"""A clause that several kinds cite has the standing of the first."""


class StaleStatus(InvalidTable):
    """The registry says of a clause or choice that it is held otherwise than it is."""

    wanted = "the status that the tables, properties and layouts give it"
    remedy = "write that status into the registry"


class Citation(NamedTuple):
    """Something that rests on a clause."""

    standing: Standing
    where: str
    what: str


@cache
def citations() -> Mapping[str, tuple[Citation, ...]]:
    """Every citation by the id of its clause or point, in the order of the tables."""
    found: dict[str, list[Citation]] = defaultdict(list)
    for clause, citation in _citations():
        found[clause].append(citation)
    return {clause: tuple(each) for clause, each in found.items()}


def _citations() -> Iterator[tuple[str, Citation]]:
    for machine in MACHINES:
        for entry in entries(machine):
            yield entry.clause, Citation(Standing.TABLE, machine.name, str(entry))
        for always in ALWAYS[machine.name]:
            for clause in always.clauses:
                yield clause, Citation(Standing.PROPERTY, machine.name, always.name)
        for sometimes in SOMETIMES[machine.name]:
            for clause in sometimes.clauses:
                yield clause, Citation(Standing.PROPERTY, machine.name, f"sometimes {sometimes.name}")
    for structure in STRUCTURES:
        for clause in structure.clauses:
            yield clause, Citation(Standing.PROPERTY, "state graph", structure.name)
    for inspection in (*trial.INSPECTIONS, *device_harness.INSPECTIONS, *key_harness.INSPECTIONS):
        yield inspection.clause, Citation(Standing.PROPERTY, "bytes", inspection.wanted)
    for layout in LAYOUTS:
        yield layout.clause, Citation(Standing.LAYOUT, "layouts", f"{layout.name}, {layout.size} bytes")


def stale_statuses() -> list[InvalidTable]:
    """Where the registry's statuses are not what the citations say."""
    used = {name for machine in MACHINES for name in switches(machine)}
    stale: list[InvalidTable] = []
    for clause in clauses().values():
        kinds = {citation.standing for citation in citations().get(clause.id, ())}
        wanted = next((kind for kind in BY_WEIGHT if kind in kinds), None)
        if clause.status is not wanted and (wanted is not None or clause.status in BY_WEIGHT):
            met = f"its status is {clause.status!r}, and it is {wanted or 'cited by nothing'}"
            stale.append(StaleStatus("registry", clause.id, met))
    for choice in choices().values():
        wanted_held = Held.SWITCH if choice.name in used else Held.TAKEN if choice.id in citations() else None
        if choice.status is not wanted_held and (wanted_held or choice.status in {Held.SWITCH, Held.TAKEN}):
            met = f"its status is {choice.status!r}, and it is {wanted_held or 'cited by nothing'}"
            stale.append(StaleStatus("registry", choice.id, met))
    return stale
