"""Mermaid text is the same in every run, and holds every place and way of the diagram.

Only what code hosts draw is used: states by their identifiers, and arrows with a label.
"""

import os
import re
import subprocess
import sys

import pytest

from coppspec.model.profile import Profile
from coppspec.reports.diagram import diagrams
from coppspec.reports.difference import differences
from coppspec.reports.drawing import LOOP, Diagram, Group, Kind, Label, Place, Side, Way
from coppspec.reports.mermaid import LONGEST, mermaid
from coppspec.reports.side_by_side import pairs

DIAGRAMS = [
    *(each for profile in (Profile(), Profile(sequence_start_retry="retry")) for each in diagrams(profile)),
    *pairs(),
    *differences(),
]
PRINT = """
from coppspec.reports.diagram import diagrams
from coppspec.reports.mermaid import mermaid
print(*map(mermaid, diagrams()), sep="")
"""
AWKWARD = 'a "quoted" name: x; y'
PLAIN = "a 'quoted' name - x, y"


def label(call: str, *notes: str) -> Label:
    return Label(call, "S_OK", "", ("COPP-1",), notes=notes)


ODD = Diagram(
    "odd",
    AWKWARD,
    (
        Place(AWKWARD, (label(AWKWARD),), goal=True, notes=("a note",)),
        Place("plain", (), goal=False),
        Place("third", (), goal=False, side=Side.OTHER),
    ),
    (
        Way(AWKWARD, "plain", (label('a "quoted" label; two', "told"), label("three")), Kind.PATH),
        Way(AWKWARD, "plain", (label("four"),), Kind.EVENT),
        Way("plain", "plain", (label("stays"),), Kind.SUCCESS),
        Way("group 1", "third", (label("ends"),), Kind.EVENT),
    ),
    (Group("group 1", (AWKWARD, "plain")),),
)

STATE = re.compile(r'    state "([^";:]+)" as ([sg]\d+)')
WAY = re.compile(r"    ([sg]\d+) --> ([sg]\d+): ([^\":;]+)")


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
    titles = [name.split("<br/>")[0] for identifier, name in places.items() if identifier.startswith("s")]
    assert titles == [f"{place.side}{place.name}" for place in drawn.places]
    names = [place.name for place in drawn.places] + [group.name for group in drawn.groups]
    by_identifier = dict(zip(places, names, strict=True))
    told = {(by_identifier[start], by_identifier[end]): label for start, end, label in ways}
    assert len(told) == len(ways), "one arrow from one state to another"
    assert told.keys() == {(way.start, way.end) for way in drawn.ways if way.start != way.end}
    for way in drawn.ways:
        text = told.get((way.start, way.end)) or places[identifier(by_identifier, way.end)]
        for each in way.labels:
            first = each.lines[0].replace(each.sign, str(each.side), 1)
            opened = first if way.start != way.end else f"{LOOP} {first}"
            assert {word for line in (opened, *each.lines[1:]) for word in line.split(", ")} <= words(text)


def words(text: str) -> set[str]:
    """What stands between line breaks and commas, with hyphens as they are elsewhere."""
    lines = text.replace("\N{NON-BREAKING HYPHEN}", "-").split("<br/>")
    return {word for line in lines for word in line.split(", ")}


def identifier(names: dict[str, str], name: str) -> str:
    return next(each for each, its in names.items() if its == name)


@pytest.mark.parametrize("drawn", [*DIAGRAMS, ODD], ids=lambda each: each.title)
def test_nothing_but_what_code_hosts_draw_is_in_the_text(drawn: Diagram) -> None:
    mark, title, end, kind, direction, *lines = mermaid(drawn).splitlines()
    assert (mark, end, kind, direction) == ("---", "---", "stateDiagram-v2", "    direction TB")
    assert re.fullmatch('title: "[^"]+"', title)
    assert "    [*] --> s0" in lines
    lines.remove("    [*] --> s0")
    assert all(STATE.fullmatch(line) or WAY.fullmatch(line) for line in lines)


def test_what_mermaid_would_take_for_its_own_is_replaced() -> None:
    text = mermaid(ODD)
    places, ways = read(text)
    assert list(places.values()) == [
        f"{PLAIN}<br/>a note",
        f"plain<br/>{LOOP} stays<br/>S_OK, COPP-1",
        "+third",
        "each other state",
    ]
    told = (
        "a 'quoted' label, two<br/>S_OK, COPP-1<br/>told<br/>three<br/>S_OK, COPP-1<br/>four<br/>S_OK, COPP-1"
    )
    assert ways == [("s0", "s1", told), ("g0", "s2", "ends<br/>S_OK, COPP-1")]
    assert "title: \"a 'quoted' name: x; y\"\n" in text


def test_no_line_is_so_long_that_it_is_broken_where_it_can_be_helped() -> None:
    _, ways = read(mermaid(diagrams()[2]))
    lines = [line for _, _, label in ways for line in label.split("<br/>")]
    assert max(len(line) for line in lines if " " not in line or ", " in line) <= LONGEST
    assert "VP_CP_CMD_ACTIVATE 1\N{NON-BREAKING HYPHEN}3" in lines, "nor within a range of levels"


def test_a_group_that_is_not_every_other_state_lists_its_states() -> None:
    places, _ = read(mermaid(diagrams()[1]))
    assert places["g0"] == "each other state"
    assert places["g1"].startswith("each of these<br/>connected<br/>keys exchanged<br/>")


def test_the_first_place_is_where_everything_starts() -> None:
    assert "    [*] --> s0\n" in mermaid(ODD)
    assert mermaid(ODD).startswith("---\n")
    assert mermaid(ODD).endswith("\n")
