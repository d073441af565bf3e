"""A diagram shows what the engine does, every step of it and nothing else."""

from functools import cache

import pytest

from coppspec.model.cells import alive, cells
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import CLOSED, DEVICE, KEY_EXCHANGED, OPENED
from coppspec.model.device_calls import ATTEMPT_SPENT
from coppspec.model.engine import Engine
from coppspec.model.language import SAME, Ignore, Machine, Move, fails, holds
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.properties.exploration import Moment, explore
from coppspec.properties.subjects import MACHINES
from coppspec.properties.walks import walks
from coppspec.reports.diagram import diagram, diagrams, ungrouped
from coppspec.reports.drawing import Diagram, Kind, Label, Place

RETRY = Profile(sequence_start_retry="retry")

every_diagram = pytest.mark.parametrize(
    ("machine", "profile"),
    [
        pytest.param(
            machine,
            profile,
            id=f"{machine.name}, {profile}",
            marks=[pytest.mark.thorough] if profile.departures else [],
        )
        for machine in MACHINES
        for profile in profiles(machine)
    ],
)


def steps(machine: Machine, profile: Profile) -> list[tuple[str, str, Moment]]:
    """Every step of the exploration of one session that is about it, from state to state; each kind once.

    It is alone on an adapter that offers everything.
    """
    return explored(machine, tuple(profile.departures.items()))


@cache
def explored(machine: Machine, readings: tuple[tuple[str, str], ...]) -> list[tuple[str, str, Moment]]:
    engine = Engine(machine, Profile(**dict(readings)))
    first = engine.start(1).tv.offer
    alone = [
        walk
        for walk in walks(engine)
        if len(walk.start.sessions) == 1
        and walk.start.tv.offer == first
        and walk.name != "a session beside a level of COPP"
    ]
    moments = (moment for walk in alone for moment in explore(engine, walk.start, walk.letters).moments)
    found: dict[object, tuple[str, str, Moment]] = {}
    for moment in moments:
        entry, call = moment.answer.entries[-1], machine.call(moment.intent.call)
        if not isinstance(entry, Ignore) and (moment.answer.session is not None or call.event):
            start, end = (each.sessions[0].state for each in (moment.before, moment.after))
            change = moment.after.reference_count - moment.before.reference_count
            alike = start, end, call.name, moment.intent.level, moment.answer.code, str(entry), change
            found.setdefault(alike, (start, end, moment))
    return list(found.values())


def transitions(machine: Machine, profile: Profile) -> set[tuple[str, str]]:
    """Which control state leads to which by more than a refusal, as the rows and the moves have it."""
    found: set[tuple[str, str]] = set()
    for cell, row in cells(machine, profile).items():
        call = machine.call(cell.call)
        if cell.state not in alive(machine, profile) or row.refuses or call.only_brought:
            continue
        end = cell.state if row.next == SAME else row.next
        if end != cell.state or row.answer is not None:
            found.add((cell.state, end))
        moves = (rung for rung in call.ladder if isinstance(rung, Move) and holds(rung, profile))
        found |= {(cell.state, rung.next) for rung in moves}
    return found


def is_a_refusal_in_place(start: str, end: str, moment: Moment) -> bool:
    return start == end and fails(moment.answer.code)


def shown_as_a_way(start: str, end: str, moment: Moment) -> bool:
    """Whether a step succeeds or changes something, so that it is more than a refusal."""
    happened = start != end or moment.answer.code is not None
    return happened and not is_a_refusal_in_place(start, end, moment)


def function(machine: Machine, moment: Moment) -> str:
    return machine.call(moment.intent.call).function or moment.intent.call


def labels_between(drawn: Diagram, start: str, end: str) -> list[str]:
    """What stands on the ways from one state to another, be it from a group."""
    own = (way for way in drawn.ways if start in drawn.starts(way) and way.end == end)
    return [str(label) for way in own for label in way.labels]


def place(drawn: Diagram, name: str) -> Place:
    return next(each for each in drawn.places if each.name == name)


@every_diagram
def test_every_state_that_is_reached_is_a_place_and_no_other(machine: Machine, profile: Profile) -> None:
    names = [each.name for each in diagram(machine, profile).places]
    assert names == list(alive(machine, profile)), "in the document's order"


@every_diagram
def test_every_transition_of_the_table_is_a_way_and_no_other(machine: Machine, profile: Profile) -> None:
    drawn = diagram(machine, profile)
    ways = {(start, way.end) for way in drawn.ways for start in drawn.starts(way)}
    assert ways == transitions(machine, profile)
    assert {(way.start, way.end) for way in ungrouped(machine, profile).ways} == ways, (
        "with groups or without"
    )


@every_diagram
def test_every_step_stands_in_a_label_with_call_answer_clause_and_count(
    machine: Machine, profile: Profile
) -> None:
    drawn = diagram(machine, profile)
    met: set[str] = set()
    for start, end, moment in steps(machine, profile):
        if not shown_as_a_way(start, end, moment):
            continue
        words = [function(machine, moment), moment.answer.clause]
        words += [moment.answer.code.name] if moment.answer.code is not None else []
        change = moment.after.reference_count - moment.before.reference_count
        words += [f"count {change:+d}"] if change else []
        every = labels_between(drawn, start, end)
        labels = [
            label
            for label in every
            if all(word in label for word in words) and ("count" in label) == bool(change)
        ]
        assert labels, (words, every)
        met |= set(labels)
    assert met == {str(label) for way in drawn.ways for label in way.labels}, "and nothing else is said"


@every_diagram
def test_every_refusal_in_place_stands_in_its_state_with_call_answer_and_clause(
    machine: Machine, profile: Profile
) -> None:
    drawn = diagram(machine, profile)
    met: set[tuple[str, Label]] = set()
    for start, end, moment in steps(machine, profile):
        if not is_a_refusal_in_place(start, end, moment):
            continue
        assert moment.answer.code is not None
        labels = [
            label
            for label in place(drawn, start).refusals
            if function(machine, moment) in label.call
            and label.answer == moment.answer.code.name
            and moment.answer.clause in label.clauses
        ]
        assert labels, (start, moment.intent)
        met |= {(start, label) for label in labels}
    assert met == {(each.name, label) for each in drawn.places for label in each.refusals}


@every_diagram
def test_a_label_names_every_entry_that_can_decide_its_steps(machine: Machine, profile: Profile) -> None:
    drawn = diagram(machine, profile)
    labels = [label for way in drawn.ways for label in way.labels]
    labels += [label for each in drawn.places for label in each.refusals]
    named = {stand for label in labels for stand in label.stands}
    for start, end, moment in steps(machine, profile):
        if shown_as_a_way(start, end, moment) or is_a_refusal_in_place(start, end, moment):
            assert (start, moment.intent.call, str(moment.answer.entries[-1])) in named


def test_the_device_has_six_places_and_five_where_another_attempt_is_allowed() -> None:
    assert len(diagram(DEVICE).places) == 6
    names = [each.name for each in diagram(DEVICE, RETRY).places]
    assert len(names) == 5
    assert ATTEMPT_SPENT not in names


def test_a_label_reads_like_a_row() -> None:
    opening = labels_between(diagram(DEVICE), CLOSED, OPENED)
    assert opening == ["COPPOpenVideoSession, S_OK, COPP-123"]
    sessions = diagram(COPY_PROTECTION_SESSIONS)
    assert labels_between(sessions, "fresh", "active") == [
        "VP_CP_CMD_ACTIVATE 1-3, NO_ERROR, count +1, VPCP-401"
    ]
    assert labels_between(sessions, "active", "dead") == [
        "VP_CP_CMD_DEACTIVATE, NO_ERROR, count -1, VPCP-420",
        "driver restart, count -1, VPCP-664",
    ]


def test_a_device_whose_attempt_is_spent_ends_by_every_event_that_ends_the_others() -> None:
    drawn = diagram(DEVICE)
    ends = [set(labels_between(drawn, state, CLOSED)) for state in (ATTEMPT_SPENT, OPENED)]
    assert ends[0] == ends[1] >= {"mode change, COPP-904"}


def test_the_kind_of_a_way_tells_the_path_a_refusal_and_an_event() -> None:
    kinds = {(way.start, way.end): way.kind for way in ungrouped(DEVICE).ways}
    assert kinds[CLOSED, OPENED] is Kind.PATH
    assert kinds[KEY_EXCHANGED, ATTEMPT_SPENT] is Kind.REFUSAL
    assert [way.kind for way in ungrouped(DEVICE).ways if way.end == CLOSED][:2] == [Kind.SUCCESS, Kind.EVENT]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.name)
def test_the_goal_is_marked_and_a_straight_way_leads_there_from_the_start(machine: Machine) -> None:
    drawn = diagram(machine)
    assert [each.name for each in drawn.places if each.goal] == [machine.goal]
    straight = {way.start: way.end for way in drawn.ways if way.straight}
    assert len(straight) == sum(way.straight for way in drawn.ways), "it never parts"
    at, passed = machine.initial, 0
    while at in straight:
        at, passed = straight[at], passed + 1
    assert (at, passed) == (machine.goal, len(straight))


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
