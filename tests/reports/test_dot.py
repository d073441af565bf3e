"""DOT text is the same in every run, and Graphviz reads in it what the diagram says."""

import os
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

from coppspec.model.profile import Profile
from coppspec.reports.diagram import Diagram, Place, Way, diagrams
from coppspec.reports.dot import dot

GRAPHVIZ: Any = import_module("pygraphviz")
"""It carries no types."""

PROFILES = [Profile(), Profile(sequence_start_retry="retry")]
DIAGRAMS = [each for profile in PROFILES for each in diagrams(profile)]
PRINT = """
from coppspec.reports.diagram import diagrams
from coppspec.reports.dot import dot
print(*map(dot, diagrams()), sep="")
"""
AWKWARD = 'a "quoted" name: <b>&</b> ; {x|y} é'
ODD = Diagram(
    "odd",
    AWKWARD,
    (Place(AWKWARD, (AWKWARD,), goal=True), Place("plain", (), goal=False)),
    (
        Way(AWKWARD, "plain", (f"back\\slash, {AWKWARD}", "two"), straight=True),
        Way("plain", "plain", ("x",), straight=False),
    ),
)


def text_under(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    run = subprocess.run(  # noqa: S603  our own interpreter and text
        [sys.executable, "-c", PRINT], env=environment, capture_output=True, check=True
    )
    return run.stdout.decode().replace("\r\n", "\n")


def test_two_processes_under_two_hash_seeds_write_the_same_text() -> None:
    assert text_under("1") == text_under("2") == "".join(map(dot, diagrams())) + "\n"


@pytest.mark.parametrize("drawn", [*DIAGRAMS, ODD], ids=lambda each: each.title)
def test_graphviz_finds_the_places_and_ways_of_the_diagram(drawn: Diagram) -> None:
    graph = GRAPHVIZ.AGraph(string=dot(drawn))
    assert set(graph.nodes()) == {place.name for place in drawn.places}
    assert sorted(graph.edges()) == sorted((way.start, way.end) for way in drawn.ways)
    assert graph.graph_attr["label"] == drawn.title


@pytest.mark.parametrize("drawn", DIAGRAMS, ids=lambda each: each.title)
def test_every_label_and_every_refusal_stands_in_the_text(drawn: Diagram) -> None:
    text = dot(drawn)
    for words in [
        *(label for way in drawn.ways for label in way.labels),
        *(line for place in drawn.places for line in place.refusals),
    ]:
        assert words in text


def test_what_dot_would_take_for_its_own_is_escaped() -> None:
    graph = GRAPHVIZ.AGraph(string=dot(ODD))
    label = graph.get_edge(AWKWARD, "plain").attr["label"]
    assert 'back\\\\slash, a \\"quoted\\" name' in dot(ODD)
    assert label.split("\\l")[0].strip() == rf"back\\slash, {AWKWARD}"
    place = graph.get_node(AWKWARD).attr["label"]
    assert place.count("&lt;b&gt;&amp;&lt;/b&gt;") == 2, "in the name and in the refusal"


def test_only_the_goal_is_filled_and_only_straight_ways_are_drawn_through() -> None:
    lines = dot(ODD).splitlines()
    (goal,) = (line for line in lines if "fillcolor=" in line and " [label=" in line)
    (dashed,) = (line for line in lines if "style=dashed" in line)
    assert "quoted" in goal
    assert dashed.strip().startswith('"plain" -> "plain"')
