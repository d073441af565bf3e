"""The gallery: every graph that a code host can draw, and every table, on one page of Markdown."""

from collections.abc import Iterator, Mapping
from textwrap import fill

from coppspec.model.language import Machine
from coppspec.model.profile import Profile
from coppspec.properties.subjects import MACHINES
from coppspec.reports.cells_told import matrix
from coppspec.reports.diagram import diagram
from coppspec.reports.difference import differences
from coppspec.reports.drawing import Diagram
from coppspec.reports.mermaid import mermaid
from coppspec.reports.side_by_side import pairs

GALLERY = "gallery.md"
"""The name of its file."""
HEAD = """\
# Gallery

This page is made from the tables by `coppspec report --docs`, and `coppspec report --check` says when it is
stale. `coppspec report --out DIR` draws the same graphs as SVG and PNG, where a line tells by its looks what
kind of step it is; it also draws them with what each state refuses, and with what the suites exercise.

An arrow tells the call or event, the answer, what it adds to the reference count, and the clauses that say
so; `coppspec explain ID` tells what a clause says. What leaves a state as it is stands in it, behind a ↻. A
refusal that changes nothing is left to the table below the graph.
"""
ABOUT: Mapping[str, str] = {
    "copp-device": "Four calls in a row lead to a session in protected mode, each of them in one state only. "
    "A sequence start that fails uses up the one attempt, and what is left is to close.",
    "renderer-interface": "What an application sees of the same: the renderer opens and closes the device, "
    "and an application has three methods until the session is active. A device that is lost stays lost.",
    "copy-protection-sessions": "The older way. An activation makes a session with a key of its own; a "
    "session that is turned off for a while keeps its key, and one that is deactivated never comes back.",
    "copy-protection-sessions-pair": "Two sessions, each on or off. The count is what a driver keeps instead "
    "of a list: it goes down one step at a time, and the output is protected until it is 0.",
    "copp-device-pair": "Two devices on one connector, each of which asks for a level or does not. The level "
    "that is applied follows from how many ask for it, so neither can take it away from the other.",
    "copp-device-difference-sequence-start-retry": "Where a driver allows another sequence start after a "
    "wrong one, there is a state less.",
    "copy-protection-sessions-difference-mode-set": "Where a mode change ends the sessions, there are two "
    "ways more to the end.",
    "copy-protection-sessions-difference-activate-zero": "Where an activation at level 0 takes a level that "
    "the driver chooses, it turns the session on.",
}
"""What each graph shows, by its name."""
WIDTH = 110
"""Of a line of prose."""


def gallery() -> str:
    """The text of the page: the same for the same tables."""
    return "\n".join((HEAD, *_machines(), *_several(), *_readings()))


def _machines() -> Iterator[str]:
    for machine in MACHINES:
        yield from _graph(diagram(machine), 2)
        yield from _table(machine)


def _several() -> Iterator[str]:
    yield "## Two sessions side by side\n"
    for each in pairs():
        yield from _graph(each, 3)


def _readings() -> Iterator[str]:
    yield "## What a choice changes\n"
    yield (
        "Where the documents leave a point open, a profile takes a reading. Each graph stands for the\n"
        "recommended reading (\N{MINUS SIGN}: only there) and for another one (+: only there) at once.\n"
    )
    for each in differences():
        yield from _graph(each, 3)


def _graph(drawn: Diagram, depth: int) -> Iterator[str]:
    _, _, about = drawn.title.partition(": ")
    heading, _, _ = about.partition(", profile")
    yield f"{'#' * depth} {heading[:1].upper()}{heading[1:]}\n"
    yield fill(ABOUT[drawn.name], WIDTH) + "\n"
    yield f"```mermaid\n{mermaid(drawn)}```\n"


def _table(machine: Machine) -> Iterator[str]:
    yield "\n".join(matrix(machine, Profile()))
    yield ""
