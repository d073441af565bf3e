"""A graph tells what a run exercised, in numbers, and what it would have missed."""

from collections import Counter

import pytest

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import CLOSED, DEVICE, OPENED
from coppspec.model.effects import MODES
from coppspec.model.engine import Engine
from coppspec.model.step import Intent
from coppspec.properties.matrix import Case, Fate
from coppspec.properties.mutants import ANSWER, DROPPED, NEXT
from coppspec.properties.subjects import MACHINES
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.reports.diagram import diagram
from coppspec.reports.drawing import Diagram, Stand
from coppspec.reports.exercised import Faults, caught, counted, exercised, played, stands

OPENING = ("closed", "COPPOpenVideoSession", "COPPOpenVideoSession in closed (COPP-123)")


def suite(name: str) -> Suite:
    return next(each for each in suites() if each.name == name)


def every_stand(drawn: Diagram) -> set[Stand]:
    return {stand for way in drawn.ways for label in way.labels for stand in label.stands}


@pytest.mark.parametrize(
    "name", ["control, complete with no extra states", "keys, complete with no extra states"]
)
def test_each_call_of_a_suite_is_counted_where_it_was_decided(name: str) -> None:
    own = suite(name)
    slowly: Counter[Stand] = Counter()
    for test in own.tests:
        configuration = own.start()
        for intent in test:
            answer, after = own.engine.step(configuration, intent)
            slowly.update(stands(own.engine.machine, configuration, intent, answer))
            configuration = after
    assert played(own) == slowly


def test_an_event_is_counted_for_each_session_that_it_reaches() -> None:
    engine = Engine(DEVICE)
    start = engine.start(2)
    _, opened = engine.step(start, Intent("COPPOpenVideoSession", 0))
    change = Intent("mode change", 1, about=MODES[1])
    answer, _ = engine.step(opened, change)
    assert [state for state, _, _ in stands(DEVICE, opened, change, answer)] == [
        OPENED,
        CLOSED,
    ]


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.name)
def test_the_default_suites_exercise_every_way_of_every_graph(machine: object) -> None:
    own = next(each for each in MACHINES if each is machine)
    counts = counted(own)
    assert every_stand(diagram(own)) <= counts.keys()
    drawn = exercised(diagram(own), counts)
    assert not any(way.alarm for way in drawn.ways)
    assert max(way.heat or 0 for way in drawn.ways if way.start != way.end) == 1


def test_a_way_says_how_often_it_was_taken_and_how_many_faults_of_it_were_caught() -> None:
    drawn = exercised(diagram(DEVICE), {OPENING: 1204}, {OPENING: Faults(11, 12)})
    way = next(each for each in drawn.ways if each.start == CLOSED)
    assert [label.notes for label in way.labels] == [
        ("exercised 1,204 \N{MULTIPLICATION SIGN}", "11 of 12 faults caught")
    ]
    assert way.alarm, "a fault of it escapes"
    assert way.heat == 1


def test_what_was_never_taken_says_so_and_so_does_a_frame_of_which_a_state_was_left_out() -> None:
    stand = (OPENED, "device lost", "device lost in all but closed (COPP-905)")
    drawn = exercised(diagram(DEVICE), {stand: 3})
    notes = {label.call: label.notes for way in drawn.ways for label in way.labels}
    assert notes["COPPKeyExchange"] == ("never exercised",)
    assert notes["device lost"][:2] == (
        "exercised 3 \N{MULTIPLICATION SIGN}",
        "never in COPP_CERT_LENGTH_RETURNED",
    )
    assert all(way.alarm for way in drawn.ways)


def test_faults_are_those_of_the_cell_and_what_is_equal_to_the_table_is_none() -> None:
    def case(kind: str, where: str, fate: Fate, table: str = DEVICE.name) -> Case:
        return Case(table, kind, where, ("COPP-123",), fate)

    cell = "COPPOpenVideoSession in closed"
    found = caught(
        DEVICE,
        [
            case(ANSWER, f"{cell} answers E_UNEXPECTED", Fate.CAUGHT),
            case(NEXT, f"{cell} leads to closed", Fate.SURVIVES),
            case(NEXT, f"{cell} leads to COPP_KEY_EXCHANGED", Fate.EQUAL),
            case(DROPPED, f"{cell} leads to nothing", Fate.CAUGHT),
            case(NEXT, "fresh", Fate.CAUGHT, COPY_PROTECTION_SESSIONS.name),
        ],
    )
    assert found == {OPENING: Faults(1, 2)}
