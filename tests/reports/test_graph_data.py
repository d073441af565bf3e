"""A page that draws a graph by itself is given all of it, and where everything stands."""

import json
import sys

import pytest

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.profile import Profile
from coppspec.properties.subjects import MACHINES
from coppspec.reports.diagram import diagram
from coppspec.reports.exercised import exercised
from coppspec.reports.graph_data import as_data, graph
from coppspec.reports.side_by_side import pairs


def test_the_data_has_every_place_frame_and_way_with_its_entries() -> None:
    for machine in MACHINES:
        drawn, data = diagram(machine), graph(machine)
        assert [each["name"] for each in data["nodes"]] == [place.name for place in drawn.places]
        assert [each["nodes"] for each in data["groups"]] == [list(group.places) for group in drawn.groups]
        shown = [way for way in drawn.ways if way.start != way.end]
        assert [(each["from"], each["to"]) for each in data["edges"]] == [
            (way.start, way.end) for way in shown
        ]
        for edge, way in zip(data["edges"], shown, strict=True):
            assert edge["starts"] == list(drawn.starts(way))
            told = [
                (entry["state"], entry["call"], entry["entry"])
                for label in edge["labels"]
                for entry in label["entries"]
            ]
            assert told == [stand for label in way.labels for stand in label.stands]
        loops = {each["name"]: [label["call"] for label in each["loops"]] for each in data["nodes"]}
        assert loops == {place.name: [each.call for each in drawn.loops(place)] for place in drawn.places}


def test_the_data_is_json_and_the_same_each_time() -> None:
    retry = Profile(sequence_start_retry="retry")
    data = graph(DEVICE, retry)
    assert json.loads(json.dumps(data)) == data == graph(DEVICE, retry)
    assert data["profile"] == "sequence_start_retry = retry"
    assert graph(DEVICE)["profile"] == "default"


@pytest.mark.parametrize(
    "data", [*map(graph, MACHINES), *map(as_data, pairs())], ids=lambda each: each["name"]
)
def test_everything_stands_inside_of_the_picture_and_ways_end_at_their_places(
    data: dict[str, object],
) -> None:
    checked = json.loads(json.dumps(data))
    width, height = checked["size"]
    nodes = {each["name"]: each for each in checked["nodes"]}
    for node in nodes.values():
        assert 0 < node["at"][0] < width
        assert 0 < node["at"][1] < height
    for edge in checked["edges"]:
        x, y = edge["line"][-1]
        end = nodes[edge["to"]]
        assert abs(x - end["at"][0]) <= end["size"][0] / 2 + 8
        assert abs(y - end["at"][1]) <= end["size"][1] / 2 + 8
        assert len(edge["line"]) % 3 == 2, "a start, three points for each curve, and the tip"
        assert 0 < edge["label_at"][0] < width
    for group in checked["groups"]:
        left, upper, right, lower = group["box"]
        assert all(left < nodes[name]["at"][0] < right for name in group["nodes"])
        assert all(upper < nodes[name]["at"][1] < lower for name in group["nodes"])


def test_what_a_run_says_of_a_way_goes_with_it() -> None:
    drawn = diagram(DEVICE)
    stand = next(each for way in drawn.ways if way.straight for label in way.labels for each in label.stands)
    data = as_data(exercised(drawn, {stand: 5}))
    first = next(edge for edge in data["edges"] if edge["kind"] == "path")
    assert (first["heat"], first["alarm"]) == (1, False)
    assert first["labels"][0]["notes"] == ["exercised 5 \N{MULTIPLICATION SIGN}"]
    assert all(edge["alarm"] and edge["heat"] == 0 for edge in data["edges"] if edge is not first)
    assert {edge["heat"] for edge in graph(DEVICE)["edges"]} == {None}


def test_the_first_state_stands_on_top_and_the_path_leads_straight_down() -> None:
    for machine in MACHINES:
        data = graph(machine)
        nodes = {each["name"]: each["at"] for each in data["nodes"]}
        assert min(nodes.values(), key=lambda at: at[1]) == nodes[machine.initial]
        path = [edge for edge in data["edges"] if edge["kind"] == "path"]
        for edge in path:
            (x, y), (below_x, below_y) = nodes[edge["from"]], nodes[edge["to"]]
            assert below_y > y
            assert abs(below_x - x) < 8, "in one column"


def test_without_pygraphviz_there_is_all_but_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = graph(COPY_PROTECTION_SESSIONS)
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    bare = graph(COPY_PROTECTION_SESSIONS)
    assert bare["size"] is None
    assert {edge["line"] for edge in bare["edges"]} == {node["at"] for node in bare["nodes"]} == {None}
    for edge in whole["edges"]:
        edge |= {"line": None, "label_at": None}
    assert bare["edges"] == whole["edges"]
