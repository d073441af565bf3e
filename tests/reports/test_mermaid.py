"""Mermaid text is the same in every run, and holds every place and way of the diagram."""

import os
import re
import subprocess
import sys

import pytest

from coppspec.model.profile import Profile
from coppspec.reports.diagram import Diagram, Place, Way, diagrams
from coppspec.reports.mermaid import mermaid

DIAGRAMS = [
    each for profile in (Profile(), Profile(sequence_start_retry="retry")) for each in diagrams(profile)
]
PRINT = """
from coppspec.reports.diagram import diagrams
from coppspec.reports.mermaid import mermaid
print(*map(mermaid, diagrams()), sep="")
"""
AWKWARD = 'a "quoted" name: x; y'
PLAIN = "a 'quoted' name - x, y"
ODD = Diagram(
    "odd",
    AWKWARD,
    (Place(AWKWARD, (AWKWARD,), goal=True), Place("plain", (), goal=False)),
    (Way(AWKWARD, "plain", ('a "quoted" label; two', "three"), straight=True),),
)

STATE = re.compile(r'    state "([^";]+)" as (s\d+)')
WAY = re.compile(r"    (s\d+) --> (s\d+): ([^\":;]+)")


def read(text: str) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """The names of the places by their identifiers, and the ways with their labels."""
    lines = text.splitlines()
    places = {found[2]: found[1] for line in lines if (found := STATE.fullmatch(line))}
    ways = [(found[1], found[2], found[3]) for line in lines if (found := WAY.fullmatch(line))]
    return places, ways


def text_under(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    run = subprocess.run(  # noqa: S603  our own interpreter and text
        [sys.executable, "-c", PRINT], env=environment, capture_output=True, check=True
    )
    return run.stdout.decode().replace("\r\n", "\n")


def test_two_processes_under_two_hash_seeds_write_the_same_text() -> None:
    assert text_under("1") == text_under("2") == "".join(map(mermaid, diagrams())) + "\n"


@pytest.mark.parametrize("drawn", DIAGRAMS, ids=lambda each: each.title)
def test_every_place_and_every_way_stands_in_the_text(drawn: Diagram) -> None:
    places, ways = read(mermaid(drawn))
    assert list(places.values()) == [place.name for place in drawn.places]
    assert [(places[start], places[end], label) for start, end, label in ways] == [
        (way.start, way.end, "<br/>".join(way.labels)) for way in drawn.ways
    ]


def test_what_mermaid_would_take_for_its_own_is_replaced() -> None:
    text = mermaid(ODD)
    places, ways = read(text)
    assert list(places.values()) == [PLAIN, "plain"]
    assert ways == [("s0", "s1", "a 'quoted' label, two<br/>three")]
    assert "title: \"a 'quoted' name: x; y\"\n" in text


def test_the_first_place_is_where_everything_starts() -> None:
    assert "    [*] --> s0\n" in mermaid(ODD)
    assert mermaid(ODD).startswith("---\n")
    assert mermaid(ODD).endswith("\n")
