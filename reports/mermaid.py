"""A diagram as Mermaid, which code hosts draw by themselves."""

from coppspec.reports.diagram import Diagram


def mermaid(diagram: Diagram) -> str:
    """The text of a Mermaid state diagram: the same for the same tables.

    The refusals that change nothing are left to the DOT file, where they have room in the states.
    """
    names = {place.name: f"s{index}" for index, place in enumerate(diagram.places)}
    lines = ["---", f'title: "{_quotable(diagram.title)}"', "---", "stateDiagram-v2", "    direction TB"]
    lines += (f'    state "{_plain(place.name)}" as {names[place.name]}' for place in diagram.places)
    lines.append(f"    [*] --> {names[diagram.places[0].name]}")
    lines += (
        f"    {names[way.start]} --> {names[way.end]}: {'<br/>'.join(map(_plain, way.labels))}"
        for way in diagram.ways
    )
    return "\n".join((*lines, ""))


def _quotable(text: str) -> str:
    """Text that can stand between quotation marks."""
    return text.replace('"', "'")


def _plain(text: str) -> str:
    """Text without the characters that end a label there."""
    return _quotable(text).replace(";", ",").replace(":", " -")
