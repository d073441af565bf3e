"""Ways that lead away from several states alike are drawn once, and nothing is lost or added by it."""

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.renderer import RENDERER
from coppspec.properties.subjects import MACHINES
from coppspec.reports.diagram import diagram, ungrouped
from coppspec.reports.drawing import Diagram, Kind, Label, Side, Stand, Way
from coppspec.reports.grouping import grouped

Step = tuple[str, str, Kind, str]


def steps(drawn: Diagram) -> set[Step]:
    return {
        (start, way.end, way.kind, str(label))
        for way in drawn.ways
        for start in drawn.starts(way)
        for label in way.labels
    }


def stands(drawn: Diagram) -> set[Stand]:
    return {stand for way in drawn.ways for label in way.labels for stand in label.stands}


def way(start: str, end: str, *calls: str, side: Side = Side.BOTH) -> Way:
    labels = tuple(Label(call, "", "", ("COPP-1",), ((start, call, "row"),), side) for call in calls)
    return Way(start, end, labels, Kind.EVENT, side)


def test_grouping_keeps_every_step_and_every_entry() -> None:
    for machine in MACHINES:
        assert steps(diagram(machine)) == steps(ungrouped(machine))
        assert stands(diagram(machine)) == stands(ungrouped(machine))


def test_what_ends_every_session_leads_away_from_one_frame() -> None:
    (group,) = diagram(DEVICE).groups
    assert set(group.places) == set(DEVICE.states) - {DEVICE.initial}
    ends = [each for each in diagram(DEVICE).ways if each.end == DEVICE.initial]
    assert [(each.start, each.kind) for each in ends] == [
        (group.name, Kind.SUCCESS),
        (group.name, Kind.EVENT),
    ]


def test_a_frame_can_stand_in_another_one_which_comes_first() -> None:
    outer, inner = diagram(RENDERER).groups
    assert set(inner.places) < set(outer.places)
    assert not diagram(COPY_PROTECTION_SESSIONS).groups, "its counts differ, so nothing is alike"


def test_frames_that_cross_are_not_both_drawn() -> None:
    crossing = [way(start, "end", "one") for start in "abc"] + [way(start, "other", "two") for start in "bcd"]
    ways, groups = grouped(crossing)
    assert [group.places for group in groups] == [("a", "b", "c")]
    assert sum(each.end == "other" for each in ways) == 3


def test_two_ways_make_no_frame_and_loops_never_do() -> None:
    assert grouped([way(start, "end", "one") for start in "ab"])[1] == ()
    assert grouped([way(start, start, "one") for start in "abc"])[1] == ()


def test_what_is_on_two_sides_of_a_comparison_stays_apart() -> None:
    ways = [way(start, "end", "one") for start in "abc"]
    gone = [way(start, "end", "one", side=Side.ONE) for start in "def"]
    drawn, groups = grouped(ways + gone)
    assert [(each.start, each.side) for each in drawn] == [("group 1", Side.BOTH), ("group 2", Side.ONE)]
    assert [group.places for group in groups] == [("a", "b", "c"), ("d", "e", "f")]
