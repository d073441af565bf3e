"""A state graph as plain data, with where everything stands: for a page that draws it itself."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from coppspec.model.engine import Engine
from coppspec.model.language import Machine
from coppspec.model.profile import Profile
from coppspec.reports.diagram import diagram
from coppspec.reports.dot import dot
from coppspec.reports.drawing import Diagram, Label, Way
from coppspec.reports.pictures import CannotDraw, drawn

Data = dict[str, Any]  # Any: it is for JSON, and holds whatever JSON does
POINTS = 72
"""Points in the inch in which Graphviz says how large a place is."""


def graph(machine: Machine, profile: Profile | None = None) -> Data:
    """The state graph of a machine: nodes, frames around some of them, and edges.

    All lengths are in points, from the upper left corner. Without pygraphviz there are none: each `at`,
    `size`, `box`, `line` and `label_at` is None, and so is the `size` of the whole.
    """
    return as_data(diagram(machine, profile)) | {
        "machine": machine.name,
        "profile": str(Engine(machine, profile).profile),
    }


def as_data(graph: Diagram) -> Data:
    """The same of any graph; `heat` and `alarm` are those of a graph that shows a run."""
    layout = _Layout(graph)
    return {
        "name": graph.name,
        "title": graph.title,
        "legend": graph.legend,
        "size": layout.size,
        "nodes": [
            {
                "name": place.name,
                "goal": place.goal,
                "start": place is graph.places[0],
                "notes": list(place.notes),
                "side": str(place.side),
                "refusals": [_label(each) for each in place.refusals],
                "loops": [_label(each) for each in graph.loops(place)],
                **layout.place(place.name),
            }
            for place in graph.places
        ],
        "groups": [
            {"name": group.name, "nodes": list(group.places), "box": layout.box(group.name)}
            for group in graph.groups
        ],
        "edges": [
            {
                "from": way.start,
                "to": way.end,
                "starts": list(graph.starts(way)),
                "kind": str(way.kind),
                "side": str(way.side),
                "heat": way.heat,
                "alarm": way.alarm,
                "labels": [_label(each) for each in way.labels],
                **layout.way(way),
            }
            for way in graph.ways
            if way.start != way.end
        ],
    }


def _label(label: Label) -> Data:
    """What stands on an edge or in a node, with the entries of the table that make it so."""
    return {
        "call": label.call,
        "answer": label.answer,
        "count": label.count,
        "clauses": list(label.clauses),
        "notes": list(label.notes),
        "lines": list(label.lines),
        "entries": [{"state": state, "call": call, "entry": entry} for state, call, entry in label.stands],
    }


class _Layout:
    """Where Graphviz puts everything."""

    def __init__(self, graph: Diagram) -> None:
        try:
            found: Data = json.loads(drawn(dot(graph), "json"))
        except CannotDraw:
            found = {}
        self._objects: Mapping[str, Data] = {each["name"]: each for each in found.get("objects", ())}
        self._names = {each["_gvid"]: each["name"] for each in found.get("objects", ())}
        self._edges: list[Data] = found.get("edges", [])
        self._shown = [way for way in graph.ways if way.start != way.end]
        _, _, width, height = _numbers(found.get("bb", "0,0,0,0"))
        self.size = [width, height] if found else None
        self._height = height

    def place(self, name: str) -> Data:
        """The middle of a node, and how large it is."""
        if self.size is None:
            return {"at": None, "size": None}
        node = self._objects[name]
        size = [round(float(node[side]) * POINTS, 2) for side in ("width", "height")]
        return {"at": self._point(node["pos"]), "size": size}

    def box(self, name: str) -> list[float] | None:
        """The left, upper, right and lower border of a frame."""
        if self.size is None:
            return None
        left, lower, right, upper = _numbers(self._objects[f"cluster {name}"]["bb"])
        return [left, round(self._height - upper, 2), right, round(self._height - lower, 2)]

    def way(self, way: Way) -> Data:
        """The line of an edge, and the middle of its label.

        The line begins at its first point; each three more are a cubic curve. It ends in an arrow head,
        whose tip is the last point.
        """
        if self.size is None:
            return {"line": None, "label_at": None}
        edge = self._edges[self._shown.index(way)]
        tip, *points = edge["pos"].removeprefix("e,").split()
        label = self._point(edge["lp"]) if "lp" in edge else None
        return {"line": [*map(self._point, (*points, tip))], "label_at": label}

    def _point(self, text: str) -> list[float]:
        across, up = _numbers(text)
        return [across, round(self._height - up, 2)]


def _numbers(text: str) -> Iterator[float]:
    return map(float, text.split(","))
