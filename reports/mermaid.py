"""A diagram as Mermaid, which code hosts draw by themselves."""

import re
from collections import defaultdict
from collections.abc import Iterator

from coppspec.reports.drawing import LOOP, Diagram, Group, Label, Place

LONGEST = 21
"""Characters in a line: Mermaid breaks those that are longer than 200 pixels, also at a hyphen."""
NO_BREAK = "\N{NON-BREAKING HYPHEN}"
RANGE = re.compile(r" (\d)-(\d)\b")
"""The lowest and the highest level of several."""


def mermaid(diagram: Diagram) -> str:
    """The text of a Mermaid state diagram: the same for the same tables.

    Mermaid knows one kind of line, so all that leads from one place to another is one way. A way that leads
    away from a frame is not drawn well by it, so a group is a state that stands for others. The refusals
    that change nothing are left to the DOT file, where they have room in the states.
    """
    names = {place.name: f"s{index}" for index, place in enumerate(diagram.places)}
    names |= {group.name: f"g{index}" for index, group in enumerate(diagram.groups)}
    lines = ["---", f'title: "{_quotable(diagram.title)}"', "---", "stateDiagram-v2", "    direction TB"]
    for place in diagram.places:
        shown = (f"{place.side}{place.name}", *place.notes, *_loops(diagram, place))
        lines.append(f'    state "{_plain("<br/>".join(shown))}" as {names[place.name]}')
    lines += (f'    state "{_plain(_meant(diagram, each))}" as {names[each.name]}' for each in diagram.groups)
    lines.append(f"    [*] --> {names[diagram.places[0].name]}")
    between: dict[tuple[str, str], list[str]] = defaultdict(list)
    for way in (each for each in diagram.ways if each.start != each.end):
        between[names[way.start], names[way.end]] += (line for each in way.labels for line in _lines(each))
    lines += (
        f"    {start} --> {end}: {'<br/>'.join(map(_plain, labels))}"
        for (start, end), labels in between.items()
    )
    return "\n".join((*lines, ""))


def _loops(diagram: Diagram, place: Place) -> Iterator[str]:
    """What leaves a place as it is: beside it, it would hide the ways that lead on."""
    for label in diagram.loops(place):
        first, *others = _lines(label)
        yield from (f"{LOOP} {first}", *others)


def _lines(label: Label) -> Iterator[str]:
    """The lines of a label, none of which is broken again, wherever it can be helped."""
    for line in label.lines:
        shown = RANGE.sub(rf" \1{NO_BREAK}\2", line.replace(label.sign, str(label.side), 1))
        yield from shown.split(", ") if len(shown) > LONGEST else (shown,)


def _meant(diagram: Diagram, group: Group) -> str:
    """The states that a group stands for."""
    (end,) = {way.end for way in diagram.ways if way.start == group.name} or {""}
    if {place.name for place in diagram.places} == {*group.places, end}:
        return "each other state"
    return "<br/>".join(("each of these", *group.places))


def _quotable(text: str) -> str:
    """Text that can stand between quotation marks."""
    return text.replace('"', "'")


def _plain(text: str) -> str:
    """Text without the characters that end a label there."""
    return _quotable(text).replace(";", ",").replace(":", " -")
