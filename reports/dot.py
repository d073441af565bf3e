"""A diagram as DOT, the language of Graphviz."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from textwrap import wrap

from coppspec.reports.drawing import LOOP, Diagram, Group, Kind, Label, Place, Side, Way
from coppspec.reports.palette import ALARM, FRAMED, GOAL, GONE, INK, LINE, NEW, PAPER, QUIET, WARM

HEAD = """\
  graph [fontname="{font}", fontsize=10, fontcolor="{ink}", bgcolor="{paper}", labelloc=t, labeljust=l,
    rankdir=TB, compound=true, nodesep=0.35, ranksep=0.3, pad=0.12, size="6.3,20"];
  node [fontname="{font}", fontsize=10, fontcolor="{ink}", color="{ink}", shape=box, margin="0.1,0.06",
    style="rounded,filled", fillcolor="{paper}"];
  edge [fontname="{font}", fontsize=9, fontcolor="{ink}", color="{ink}", arrowsize=0.7];
"""
FONT = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"
LINES = {
    Kind.PATH: "penwidth=2.4, weight=50",
    Kind.SUCCESS: "penwidth=1",
    Kind.REFUSAL: "penwidth=1.2, style=dashed",
    Kind.EVENT: "penwidth=1.4, style=dotted",
}
SIDES = {
    Side.ONE: f'color="{GONE}", fontcolor="{GONE}", penwidth=1.6, style=dashed',
    Side.OTHER: f'color="{NEW}", fontcolor="{NEW}", penwidth=2.8',
}
NO_BREAK = "\N{NO-BREAK SPACE}"
WIDEST = 36
"""Characters in a line of a place."""
FEW = 2
"""Clauses that are listed; more are counted."""
WIDE = 84
"""Characters in a line of the title and the legend."""


def dot(diagram: Diagram, *, refusals: bool = False) -> str:
    """The text of a DOT file: the same for the same tables.

    Args:
        diagram: what is drawn.
        refusals: whether each place lists what it refuses.
    """
    lines = [f'digraph "{diagram.name}" {{', HEAD.format(font=FONT, ink=INK, paper=PAPER)]
    lines.append(f"  label=<{_title(diagram)}>;")
    lines += (
        f"  {_quoted(place.name)} [{_place(diagram, place, refusals=refusals)}];" for place in diagram.places
    )
    lines += _groups(diagram.groups)
    lines.append(f"  {{ rank=source; {_quoted(diagram.places[0].name)} }}")
    lines += (f"  {{ rank=same; {'; '.join(map(_quoted, row))} }}" for row in diagram.rows if len(row) > 1)
    lines += (f"  {_way(diagram, way)}" for way in diagram.ways if way.start != way.end)
    return "\n".join((*lines, "}", ""))


def _title(diagram: Diagram) -> str:
    document, _, about = diagram.title.partition(": ")
    rows = [f'<font point-size="12"><b>{escape(each)}</b></font>' for each in wrap(document, WIDE)]
    rows += (escape(each) for each in wrap(about, WIDE))
    rows += (
        f'<font point-size="8" color="{QUIET}">{escape(each)}</font>' for each in wrap(diagram.legend, WIDE)
    )
    return _table(f'<td align="left">{each}</td>' for each in rows)


def _table(cells: Iterable[str]) -> str:
    """Cells one below the other."""
    rows = "".join(f"<tr>{each}</tr>" for each in cells)
    return f'<table border="0" cellborder="0" cellspacing="0" cellpadding="1">{rows}</table>'


def _place(diagram: Diagram, place: Place, *, refusals: bool) -> str:
    name = f"{place.side} {place.name}" if place.side else place.name
    title, _, more = name.partition(" (")
    rows = [f"<td><b>{escape(title)}</b></td>"]
    rows += (f"<td>{escape(each)}</td>" for each in ([f"({more}"] if more else place.notes))
    for label in diagram.loops(place):
        plain = replace(label, notes=())
        rows.append(_small(f"{LOOP} {plain}", f"{LOOP} ", INK))
        rows += (_small(NO_BREAK * 4 + each, "", INK) for each in label.notes)
    if refusals:
        rows += (_small(line, NO_BREAK * 2, QUIET) for line in _refused(place.refusals))
    return ", ".join((f"label=<{_table(rows)}>", *_marked(diagram, place)))


def _refused(labels: tuple[Label, ...]) -> Iterator[str]:
    """Each answer with which a place refuses, and below it the calls with their clauses."""
    answer = ""
    for label in sorted(labels, key=lambda each: each.answer):
        if label.answer != answer:
            answer = label.answer
            yield f"refused,{NO_BREAK}{answer}:"
        few = label.clauses if len(label.clauses) <= FEW else (f"{len(label.clauses)} clauses",)
        yield NO_BREAK * 2 + ", ".join((label.call, *few))


def _small(text: str, mark: str, colour: str) -> str:
    """A cell of small print; what does not fit into a line stands further in on the next one."""
    hanging = NO_BREAK * (len(mark) + 2)
    lines = wrap(text, WIDEST, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)
    broken = "".join(f'{escape(line)}<br align="left"/>' for line in lines)
    return f'<td align="left" balign="left"><font point-size="8.5" color="{colour}">{broken}</font></td>'


def _marked(diagram: Diagram, place: Place) -> Iterator[str]:
    """What its frame tells: whether it is the goal, and on which side it is; the path is in a line."""
    if any(way.straight and place.name in {way.start, way.end} for way in diagram.ways):
        yield "group=path"
    if place.goal:
        yield f'fillcolor="{GOAL}", penwidth=2.4'
    if place.side:
        yield SIDES[place.side].replace("style=dashed", 'style="rounded,filled,dashed"')


def _groups(groups: tuple[Group, ...]) -> Iterator[str]:
    """Each group as a frame: larger ones come first, and those inside are repeated in them."""
    for number, group in enumerate(groups):
        inside = [each for each in groups[:number] if {*group.places} < {*each.places}]
        opening = "".join(f"subgraph {_quoted(_cluster(each))} {{ " for each in (*inside, group))
        names = "; ".join(map(_quoted, group.places))
        frame = f'style="rounded,filled"; fillcolor="{FRAMED}"; color="{LINE}"; label=""; margin=10;'
        yield f"  {opening}{frame} {names}{' }' * (len(inside) + 1)}"


def _cluster(group: Group) -> str:
    """Graphviz frames what has such a name."""
    return f"cluster {group.name}"


def _way(diagram: Diagram, way: Way) -> str:
    """An edge; one that leads away from a group starts at the place that is nearest to its end."""
    group = next((each for each in diagram.groups if each.name == way.start), None)
    start, tail = way.start, ""
    if group is not None:
        order = [place.name for place in diagram.places]
        start = min(group.places, key=lambda each: abs(order.index(each) - order.index(way.end)))
        tail = f", ltail={_quoted(_cluster(group))}"
        tail += ", headport=w" if way.kind is Kind.EVENT and order.index(start) > order.index(way.end) else ""
    leaves, arrives = diagram.ports(way)
    tail += f", tailport={leaves}, headport={arrives}" if leaves else ""
    label = "".join(f"  {_escaped(line)}\\l" for line in _beside(way))
    return f'{_quoted(start)} -> {_quoted(way.end)} [label="{label}", {_line(diagram, way)}{tail}];'


def _beside(way: Way) -> Iterator[str]:
    """The lines of its labels; where there are several, all but the first of each stand further in."""
    inwards = NO_BREAK * 2 if len(way.labels) > 1 else ""
    for label in way.labels:
        first, *others = label.lines
        yield from (first, *(inwards + each for each in others))


def _line(diagram: Diagram, way: Way) -> str:
    if way.heat is not None:
        colour = ALARM if way.alarm else WARM
        style = ", style=dashed" if way.alarm else ""
        weight = ", weight=50" if way.straight else ""
        return f'penwidth={1 + 4 * way.heat:.1f}, arrowsize=0.5, color="{colour}"{style}{weight}'
    if way.side:
        return SIDES[way.side] + (", weight=50" if way.straight else "")
    faded = f', color="{QUIET}", fontcolor="{QUIET}"' if any(each.side for each in diagram.ways) else ""
    return LINES[way.kind] + faded


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
