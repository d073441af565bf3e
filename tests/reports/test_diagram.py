"""A diagram shows what the engine does, every step of it and nothing else."""

import networkx as nx
import pytest

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import CLOSED, DEVICE, OPENED
from coppspec.model.device_calls import ATTEMPT_SPENT
from coppspec.model.engine import Engine
from coppspec.model.language import Ignore, Machine, fails
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.properties.exploration import Moment, explore
from coppspec.properties.subjects import MACHINES
from coppspec.properties.walks import walks
from coppspec.reports.diagram import Diagram, Place, Way, diagram, diagrams

RETRY = Profile(sequence_start_retry="retry")

every_diagram = pytest.mark.parametrize(
    ("machine", "profile"),
    [
        pytest.param(machine, profile, id=f"{machine.name}, {profile}")
        for machine in MACHINES
        for profile in profiles(machine)
    ],
)


def steps(machine: Machine, profile: Profile) -> list[tuple[str, str, Moment]]:
    """Every step of the exploration of one session that is about it, from state to state.

    It is alone on an adapter that offers everything.
    """
    engine = Engine(machine, profile)
    first = engine.start(1).tv.offer
    alone = [
        walk
        for walk in walks(engine)
        if len(walk.start.sessions) == 1
        and walk.start.tv.offer == first
        and walk.name != "a session beside a level of COPP"
    ]
    moments = [moment for walk in alone for moment in explore(engine, walk.start, walk.letters).moments]
    return [
        (moment.before.sessions[0].state, moment.after.sessions[0].state, moment)
        for moment in moments
        if not isinstance(moment.answer.entries[-1], Ignore)
        and (moment.answer.session is not None or machine.call(moment.intent.call).event)
    ]


def state_graph(machine: Machine, profile: Profile) -> "nx.DiGraph[str]":
    """The control states of one session, and which leads to which by more than a refusal."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(
        (start, end) for start, end, moment in steps(machine, profile) if shown_as_a_way(start, end, moment)
    )
    return graph


def is_a_refusal_in_place(start: str, end: str, moment: Moment) -> bool:
    return start == end and fails(moment.answer.code)


def shown_as_a_way(start: str, end: str, moment: Moment) -> bool:
    """Whether a step succeeds or changes something, so that it is more than a refusal."""
    happened = start != end or moment.answer.code is not None
    return happened and not is_a_refusal_in_place(start, end, moment)


def function(machine: Machine, moment: Moment) -> str:
    return machine.call(moment.intent.call).function or moment.intent.call


def way_between(drawn: Diagram, start: str, end: str) -> Way:
    return next(way for way in drawn.ways if (way.start, way.end) == (start, end))


def place(drawn: Diagram, name: str) -> Place:
    return next(each for each in drawn.places if each.name == name)


@every_diagram
def test_every_state_that_is_reached_is_a_place_and_no_other(machine: Machine, profile: Profile) -> None:
    names = [each.name for each in diagram(machine, profile).places]
    assert set(names) == set(state_graph(machine, profile))
    assert names == [state for state in machine.states if state in names], "in the document's order"


@every_diagram
def test_every_transition_of_the_engine_is_a_way_and_no_other(machine: Machine, profile: Profile) -> None:
    graph = state_graph(machine, profile)
    drawn = diagram(machine, profile)
    assert {(way.start, way.end) for way in drawn.ways} == set(graph.edges)
    assert len(drawn.ways) == graph.number_of_edges()
    assert len(drawn.places) == graph.number_of_nodes()


@every_diagram
def test_every_step_stands_in_a_label_with_call_answer_clause_and_count(
    machine: Machine, profile: Profile
) -> None:
    drawn = diagram(machine, profile)
    met: set[tuple[Way, str]] = set()
    for start, end, moment in steps(machine, profile):
        if not shown_as_a_way(start, end, moment):
            continue
        way = way_between(drawn, start, end)
        words = [function(machine, moment), moment.answer.clause]
        words += [moment.answer.code.name] if moment.answer.code is not None else []
        change = moment.after.reference_count - moment.before.reference_count
        words += [f"count {change:+d}"] if change else []
        labels = [
            label
            for label in way.labels
            if all(word in label for word in words) and ("count" in label) == bool(change)
        ]
        assert labels, (words, way.labels)
        met |= {(way, label) for label in labels}
    assert met == {(way, label) for way in drawn.ways for label in way.labels}, "and nothing else is said"


@every_diagram
def test_every_refusal_in_place_stands_in_its_state_with_call_and_answer(
    machine: Machine, profile: Profile
) -> None:
    drawn = diagram(machine, profile)
    met: set[tuple[str, str]] = set()
    for start, end, moment in steps(machine, profile):
        if not is_a_refusal_in_place(start, end, moment):
            continue
        lines = [
            line
            for line in place(drawn, start).refusals
            if line.startswith(function(machine, moment))
            and moment.answer.code is not None
            and moment.answer.code.name in line
        ]
        assert lines, (start, moment.intent)
        met |= {(start, line) for line in lines}
    assert met == {(each.name, line) for each in drawn.places for line in each.refusals}


def test_the_device_has_six_places_and_five_where_another_attempt_is_allowed() -> None:
    assert len(diagram(DEVICE).places) == 6
    names = [each.name for each in diagram(DEVICE, RETRY).places]
    assert len(names) == 5
    assert ATTEMPT_SPENT not in names


def test_a_label_reads_like_a_row() -> None:
    assert way_between(diagram(DEVICE), CLOSED, OPENED).labels == ("COPPOpenVideoSession, S_OK, COPP-123",)
    sessions = diagram(COPY_PROTECTION_SESSIONS)
    assert way_between(sessions, "fresh", "active").labels == (
        "VP_CP_CMD_ACTIVATE 1-3, NO_ERROR, count +1, VPCP-401",
    )
    assert way_between(sessions, "active", "dead").labels == (
        "VP_CP_CMD_DEACTIVATE, NO_ERROR, count -1, VPCP-420",
        "driver restart, count -1, VPCP-664",
    )


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.name)
def test_the_goal_is_marked_and_a_straight_way_leads_there_from_the_start(machine: Machine) -> None:
    drawn = diagram(machine)
    assert [each.name for each in drawn.places if each.goal] == [machine.goal]
    straight: nx.DiGraph[str] = nx.DiGraph()
    straight.add_edges_from((way.start, way.end) for way in drawn.ways if way.straight)
    assert nx.has_path(straight, machine.initial, machine.goal)


def test_a_diagram_names_its_document_its_machine_and_its_profile() -> None:
    drawn = diagram(DEVICE, RETRY)
    assert drawn.name == "copp-device"
    for words in (DEVICE.document, DEVICE.name, "sequence_start_retry = retry"):
        assert words in drawn.title


def test_each_machine_has_a_diagram_with_a_file_name_of_its_own() -> None:
    assert [each.name for each in diagrams()] == [
        "copp-device",
        "renderer-interface",
        "copy-protection-sessions",
    ]
    assert diagrams(RETRY) == tuple(diagram(machine, RETRY) for machine in MACHINES)
