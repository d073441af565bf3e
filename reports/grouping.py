"""Ways that lead away from several places alike are drawn once, from a group of these places."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from coppspec.reports.drawing import Group, Kind, Label, Side, Way

FEWEST = 3
"""Places that make a group; two ways can well be drawn."""


def grouped(ways: Sequence[Way]) -> tuple[tuple[Way, ...], tuple[Group, ...]]:
    """The ways with those gathered that lead to one end with one label, and the groups that they start from.

    Of two groups one contains the other, or they have nothing in common: else they could not be drawn.
    """
    alike: dict[tuple[str, Kind, Label], list[str]] = defaultdict(list)
    for way in ways:
        for label in way.labels if way.start != way.end else ():
            alike[way.end, way.kind, without_stands(label)].append(way.start)
    sets = sorted({frozenset(each) for each in alike.values()}, key=lambda each: (-len(each), sorted(each)))
    groups: dict[frozenset[str], Group] = {}
    order = {start: position for position, start in enumerate(dict.fromkeys(way.start for way in ways))}
    for places in sets:
        if len(places) >= FEWEST and all(_nest(places, other) for other in groups):
            groups[places] = Group(f"group {len(groups) + 1}", tuple(sorted(places, key=order.__getitem__)))
    gathered = {key: groups[frozenset(each)] for key, each in alike.items() if frozenset(each) in groups}
    return tuple(_merged(ways, gathered)), tuple(groups.values())


def without_stands(label: Label) -> Label:
    """The label as it reads."""
    return replace(label, stands=())


def _nest(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one or not one & other


def _merged(ways: Sequence[Way], gathered: Mapping[tuple[str, Kind, Label], Group]) -> list[Way]:
    """Each label where it belongs: with its way, or with that of its group."""
    found: dict[tuple[str, str, Kind, Side], tuple[Way, dict[Label, Label]]] = {}
    for way in ways:
        for label in way.labels:
            group = gathered.get((way.end, way.kind, without_stands(label))) if way.start != way.end else None
            start = way.start if group is None else group.name
            place = (start, way.end, way.kind, way.side)
            _, labels = found.setdefault(place, (replace(way, start=start), {}))
            known = labels.setdefault(without_stands(label), replace(label, stands=()))
            labels[without_stands(label)] = replace(known, stands=(*known.stands, *label.stands))
    return [replace(way, labels=tuple(labels.values())) for way, labels in found.values()]
