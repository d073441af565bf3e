"""A diagram as DOT, the language of Graphviz."""

from html import escape

from coppspec.reports.diagram import Diagram, Place, Way

HEAD = """\
  graph [fontname="{font}", fontsize=12, labelloc=t, rankdir=TB, nodesep=0.6, ranksep=0.5, bgcolor=white];
  node [fontname="{font}", fontsize=12, shape=box, style="rounded,filled", fillcolor=white];
  edge [fontname="{font}", fontsize=9];
"""
FONT = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"
GOAL, QUIET = "#e3eefc", "#707070"


def dot(diagram: Diagram) -> str:
    """The text of a DOT file: the same for the same tables."""
    lines = [f'digraph "{diagram.name}" {{', HEAD.format(font=FONT), f"  label={_quoted(diagram.title)};"]
    lines += (f"  {_quoted(place.name)} [{_place(place)}];" for place in diagram.places)
    lines += (f"  {_quoted(way.start)} -> {_quoted(way.end)} [{_way(way)}];" for way in diagram.ways)
    return "\n".join((*lines, "}", ""))


def _place(place: Place) -> str:
    rows = [f"<b>{escape(place.name)}</b>"]
    if place.refusals:
        refusals = "".join(f'{escape(each)}<br align="left"/>' for each in place.refusals)
        rows.append(f'<font point-size="8" color="{QUIET}">refused:<br align="left"/>{refusals}</font>')
    cells = "".join(f"<tr><td>{row}</td></tr>" for row in rows)
    fill = f', fillcolor="{GOAL}", penwidth=2' if place.goal else ""
    return f'label=<<table border="0" cellborder="0" cellspacing="2">{cells}</table>>{fill}'


def _way(way: Way) -> str:
    label = "".join(f"  {_escaped(each)}  \\l" for each in way.labels)
    style = "penwidth=2, weight=8" if way.straight else f'style=dashed, color="{QUIET}", fontcolor="{QUIET}"'
    return f'label="{label}", {style}'


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
