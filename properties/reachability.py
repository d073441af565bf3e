"""What the state graph of a machine must look like: named properties of everything that can be reached."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from coppspec.model.cells import alive
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.language import NONE, Bring, Check, Machine, Row, holds
from coppspec.model.step import Configuration
from coppspec.properties import order
from coppspec.properties.exploration import Exploration

if TYPE_CHECKING:
    import networkx as nx


class Structure(NamedTuple):
    """A property of the whole graph."""

    name: str
    clauses: tuple[str, ...]
    missing: Callable[[Sequence[Exploration]], list[str]]
    """What is in the way, over all walks on a machine; an empty list if the property holds."""


def _unreached_states(explorations: Sequence[Exploration]) -> list[str]:
    machine, profile = explorations[0].engine.machine, explorations[0].engine.profile
    reached = {
        session.state
        for exploration in explorations
        for configuration in exploration.access
        for session in configuration.sessions
    }
    return [state for state in alive(machine, profile) if state not in reached]


def rows_that_hold(engine: Engine) -> tuple[Row, ...]:
    """The rows that hold under an engine's profile, in states that there are under it."""
    machine, profile = engine.machine, engine.profile
    states = {*alive(machine, profile), NONE}
    rungs = (rung for call in machine.calls for rung in call.ladder if holds(rung, profile))
    brought = {rung.event for rung in rungs if isinstance(rung, Bring)}
    return tuple(
        row
        for row in machine.rows
        if holds(row, profile) and states & set(machine.states_of(row)) and _comes(machine, row, brought)
    )


def _comes(machine: Machine, row: Row, brought: set[str]) -> bool:
    """Whether one of the calls that a row is about can come, by itself or brought by another."""
    return any(not call.only_brought or call.name in brought for call in machine.calls_of(row))


def checks_that_hold(engine: Engine) -> tuple[Check, ...]:
    """The checks that hold under an engine's profile; one that several calls share counts once."""
    rungs = (rung for call in engine.machine.calls for rung in call.ladder if isinstance(rung, Check))
    return tuple(dict.fromkeys(rung for rung in rungs if holds(rung, engine.profile)))


def consulted(explorations: Sequence[Exploration]) -> frozenset[Row | Check]:
    """The rows and checks that were consulted on any walk."""
    return frozenset[Row | Check]().union(*(each.entries for each in explorations))


def _silent_rows(explorations: Sequence[Exploration]) -> list[str]:
    fired = consulted(explorations)
    return [str(row) for row in rows_that_hold(explorations[0].engine) if row not in fired]


def _silent_checks(explorations: Sequence[Exploration]) -> list[str]:
    fired = consulted(explorations)
    return [str(each) for each in checks_that_hold(explorations[0].engine) if each not in fired]


def _no_way_out(explorations: Sequence[Exploration]) -> list[str]:
    return [str(each) for exploration in explorations for each in _stuck(exploration)]


def _cut_short(explorations: Sequence[Exploration]) -> list[str]:
    return [f"a walk of {len(each.access)} configurations" for each in explorations if not each.complete]


def _stuck(exploration: Exploration) -> list[Configuration]:
    """Configurations from which no sequence leads to one in which every session has ended."""
    import networkx as nx  # noqa: PLC0415  only those who ask for a graph wait for it

    ended = exploration.engine.machine.ended
    quiet = [
        configuration
        for configuration in exploration.access
        if all(session.state in ended for session in configuration.sessions)
    ]
    backwards = exploration.graph().reverse(copy=False)
    leads_out = set(quiet)
    for end in quiet:
        leads_out |= nx.descendants(backwards, end)  # pyright: ignore[reportUnknownMemberType]  types-networkx leaves it open
    return [configuration for configuration in exploration.access if configuration not in leads_out]


def control_graph(exploration: Exploration) -> "nx.MultiDiGraph[str]":
    """The graph of the control states, for an exploration of one session."""
    import networkx as nx  # noqa: PLC0415  only those who ask for a graph wait for it

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for moment in exploration.moments:
        before, after = (each.sessions[0].state for each in (moment.before, moment.after))
        graph.add_edge(before, after, moment=moment)
    return graph


def dominators(exploration: Exploration) -> tuple[str, ...]:
    """The states through which every way to the goal leads, in their order, for one session."""
    import networkx as nx  # noqa: PLC0415  only those who ask for a graph wait for it

    machine = exploration.engine.machine
    immediate = nx.immediate_dominators(control_graph(exploration), machine.initial)
    state, path = machine.goal, [machine.goal]
    while state != machine.initial:
        state = immediate[state]
        path.append(state)
    return tuple(reversed(path))


def _handshake_skipped(explorations: Sequence[Exploration]) -> list[str]:
    """The document's steps that are not on every way to an active session, in their order."""
    wanted, met = (*DEVICE.states[:4], DEVICE.goal), dominators(explorations[0])
    return [] if met == wanted else [f"every way leads over {met} only"]


EVERY_MACHINE = (
    Structure("everything that can be reached was explored", (), _cut_short),
    Structure("every state is reached", (), _unreached_states),
    Structure("every row fires", (), _silent_rows),
    Structure("every check stops a call", (), _silent_checks),
    Structure("every session can be ended", (), _no_way_out),
)
ONE_DEVICE = (
    Structure(
        "an active session has been opened, had its length returned and its keys exchanged, in this order",
        ("COPP-502", "COPP-122"),
        _handshake_skipped,
    ),
)
"""Of the control states of a single device."""


SEVERAL_KEYS = (
    Structure("commands on different keys come to the same in both orders", ("VPCP-INV7",), order.swapped),
    Structure(
        "when every key is deactivated, in any order, no protection is left", ("VPCP-INV8",), order.ended
    ),
    Structure(
        "of several changes of level on a key the last decides", ("VPCP-INV9", "VPCP-413"), order.repeated
    ),
)
"""Of copy-protection sessions side by side; where the last writer decides the level, the order matters."""
OF_ONE_MACHINE = {DEVICE.name: ONE_DEVICE, COPY_PROTECTION_SESSIONS.name: SEVERAL_KEYS}


def structures(machine: Machine) -> tuple[Structure, ...]:
    """What the graphs of a machine must be like; the first walk is that of a single session."""
    return (*EVERY_MACHINE, *OF_ONE_MACHINE.get(machine.name, ()))
