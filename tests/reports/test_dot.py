"""DOT text is the same in every run, and Graphviz reads in it what the diagram says."""

import os
import subprocess
import sys
from html import unescape
from importlib import import_module
from typing import Any

import pytest

from coppspec.model.profile import Profile
from coppspec.reports.diagram import diagrams
from coppspec.reports.difference import differences
from coppspec.reports.dot import dot
from coppspec.reports.drawing import Diagram, Group, Kind, Label, Place, Side, Way
from coppspec.reports.exercised import exercised
from coppspec.reports.side_by_side import pairs

GRAPHVIZ: Any = import_module("pygraphviz")
"""It carries no types."""

PROFILES = [Profile(), Profile(sequence_start_retry="retry")]
DIAGRAMS = [*(each for profile in PROFILES for each in diagrams(profile)), *pairs(), *differences()]
PRINT = """
from coppspec.reports.report import pictures
print(*(each.dot for each in pictures()), sep="")
"""
AWKWARD = 'a "quoted" name: <b>&</b> ; {x|y} é'


def label(call: str) -> Label:
    return Label(call, "S_OK", "", ("COPP-1",))


ODD = Diagram(
    "odd",
    AWKWARD,
    (
        Place(AWKWARD, (label(AWKWARD),), goal=True, notes=(AWKWARD,)),
        Place("plain", (), goal=False, side=Side.ONE),
        Place("other", (), goal=False),
    ),
    (
        Way(AWKWARD, "plain", (label(f"back\\slash, {AWKWARD}"), label("two")), Kind.PATH),
        Way("plain", "plain", (label(AWKWARD),), Kind.SUCCESS),
        Way(AWKWARD, "other", (label("three"),), Kind.REFUSAL),
        Way("group 1", "other", (label("four"),), Kind.EVENT),
    ),
    (Group("group 1", (AWKWARD, "plain")),),
    AWKWARD,
)


def text_under(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    run = subprocess.run(  # noqa: S603  our own interpreter and text
        [sys.executable, "-c", PRINT], env=environment, capture_output=True, check=True
    )
    return run.stdout.decode().replace("\r\n", "\n")


@pytest.mark.slow
def test_two_processes_under_two_hash_seeds_write_the_same_text() -> None:
    assert text_under("1") == text_under("2")


@pytest.mark.parametrize("drawn", [*DIAGRAMS, ODD], ids=lambda each: each.title)
def test_graphviz_finds_the_places_and_ways_of_the_diagram(drawn: Diagram) -> None:
    graph = GRAPHVIZ.AGraph(string=dot(drawn))
    assert set(graph.nodes()) == {place.name for place in drawn.places}
    shown = [way for way in drawn.ways if way.start != way.end]
    assert len(graph.edges()) == len(shown)
    for (start, end), way in zip(sorted(graph.edges()), sorted(shown, key=ends(drawn)), strict=True):
        assert start in drawn.starts(way)
        assert end == way.end


def ends(drawn: Diagram) -> Any:  # noqa: ANN401  a key to sort by
    order = [place.name for place in drawn.places]

    def key(way: Way) -> tuple[str, str]:
        near = min(drawn.starts(way), key=lambda each: abs(order.index(each) - order.index(way.end)))
        return near, way.end

    return key


@pytest.mark.parametrize("drawn", DIAGRAMS, ids=lambda each: each.title)
def test_every_line_of_every_label_stands_in_the_text(drawn: Diagram) -> None:
    text = dot(drawn)
    for way in drawn.ways:
        if way.start != way.end:
            assert all(line in text for each in way.labels for line in each.lines)


def test_refusals_are_folded_until_they_are_asked_for() -> None:
    for drawn in diagrams():
        plain, full = dot(drawn), dot(drawn, refusals=True)
        assert "refused," not in plain
        for place in drawn.places:
            assert all(f"refused,\N{NO-BREAK SPACE}{each.answer}:" in full for each in place.refusals)


def test_a_way_from_a_group_starts_at_its_frame() -> None:
    graph = GRAPHVIZ.AGraph(string=dot(diagrams()[0]))
    (frame,) = (each for each in graph.subgraphs() if (each.name or "").startswith("cluster"))
    assert len(frame.nodes()) == 5
    assert graph.get_edge("COPP_OPENED", "closed").attr["ltail"] == frame.name


def test_what_dot_would_take_for_its_own_is_escaped() -> None:
    graph = GRAPHVIZ.AGraph(string=dot(ODD, refusals=True))
    beside = graph.get_edge(AWKWARD, "plain").attr["label"]
    assert 'back\\\\slash, a \\"quoted\\" name' in dot(ODD)
    assert beside.split("\\l")[0].strip() == rf"back\\slash, {AWKWARD}"
    inside = graph.get_node(AWKWARD).attr["label"]
    assert "<b>&</b>" not in inside
    assert unescape(inside).count("<b>&</b>") == 3, "in the name, in the note and in the refusal"


def test_each_kind_of_way_has_a_line_that_no_other_has() -> None:
    graph = GRAPHVIZ.AGraph(string=dot(ODD))
    looks = {
        (graph.get_edge(*edge).attr["style"] or "solid", graph.get_edge(*edge).attr["penwidth"])
        for edge in graph.edges()
    }
    assert {style for style, _ in looks} == {"solid", "dashed", "dotted"}
    assert len(looks) == 3
    assert graph.get_node(AWKWARD).attr["penwidth"] == "2.4", "a bold frame is for the goal"


def test_what_is_gone_is_dashed_and_what_is_new_is_broad() -> None:
    looks: dict[str, set[tuple[str, str]]] = {"\N{MINUS SIGN}": set(), "+": set()}
    for drawn in differences():
        graph = GRAPHVIZ.AGraph(string=dot(drawn))
        for edge in (graph.get_edge(*each) for each in graph.edges_iter(keys=True)):
            sign = edge.attr["label"].strip()[:1]
            if sign in looks:
                looks[sign].add((edge.attr["style"] or "solid", edge.attr["penwidth"]))
    assert looks == {"\N{MINUS SIGN}": {("dashed", "1.6")}, "+": {("solid", "2.8")}}


def test_what_was_never_exercised_is_dashed_and_what_was_exercised_most_is_broadest() -> None:
    drawn = diagrams()[0]
    (first, *_), *_ = (each.stands for way in drawn.ways for each in way.labels)
    text = dot(exercised(drawn, {first: 7}))
    assert 'penwidth=5.0, arrowsize=0.5, color="#0b63c7"' in text
    assert text.count("style=dashed") == sum(way.start != way.end for way in drawn.ways) - 1
    assert "never exercised" in text


def test_a_graph_of_a_profile_is_drawn_under_its_name() -> None:
    assert "sequence_start_retry = retry" in dot(diagrams(PROFILES[1])[0])
