"""What becomes of the state graph of a machine when a choice is read otherwise."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import TypeVar

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.language import Machine
from coppspec.model.profile import Profile
from coppspec.properties.subjects import MACHINES
from coppspec.reports.diagram import FRAME, ungrouped
from coppspec.reports.drawing import Diagram, Kind, Label, Place, Side, Way
from coppspec.reports.grouping import grouped, without_stands

LEGEND = "\N{MINUS SIGN} and dashed: only in the first; + and broad: only in the second; others: in both"
TELLING = (
    (DEVICE, Profile(sequence_start_retry="retry")),
    (COPY_PROTECTION_SESSIONS, Profile(mode_set="keys die")),
    (COPY_PROTECTION_SESSIONS, Profile(activate_zero="driver's level")),
)
"""Readings that move states, each of which is drawn against the recommended ones."""
Thing = TypeVar("Thing")


def difference(machine: Machine, one: Profile, other: Profile) -> Diagram:
    """The ways of a machine under two profiles, and which of them are in one alone."""
    return between(ungrouped(machine, one), ungrouped(machine, other))


@cache
def differences() -> tuple[Diagram, ...]:
    """The recommended readings against each of some telling ones."""
    return tuple(
        _named(difference(machine, Profile(), profile), profile.departures) for machine, profile in TELLING
    )


def compared(profile: Profile | None) -> tuple[Diagram, ...]:
    """What the readings of a profile change of each machine; without any, what some telling ones change."""
    if profile is None or not profile.departures:
        return differences()
    return tuple(difference(machine, Profile(), profile) for machine in MACHINES)


def between(one: Diagram, other: Diagram) -> Diagram:
    """Two graphs of the same machine in one; the second can be what was learned of a driver."""
    ways, groups = grouped(_ways(one, other))
    subject, _, first = one.title.rpartition(", profile: ")
    second = other.title.rpartition(", profile: ")[2]
    return Diagram(
        f"{one.name}-difference",
        f"{subject}, {first} \N{RIGHTWARDS ARROW} {second}",
        tuple(_places(one, other)),
        ways,
        groups,
        LEGEND + (FRAME if groups else ""),
    )


def _named(drawn: Diagram, readings: Iterable[str]) -> Diagram:
    return replace(drawn, name="-".join((drawn.name, *(each.replace("_", "-") for each in readings))))


def _places(one: Diagram, other: Diagram) -> list[Place]:
    sides = _sides(one.places, other.places, lambda place: place.name)
    return [replace(place, side=side) for place, side in sides]


def _ways(one: Diagram, other: Diagram) -> list[Way]:
    """A way for what both have, and for what each has alone, in the order of the first graph."""
    ends = dict.fromkeys((way.start, way.end) for way in (*one.ways, *other.ways))
    found: list[Way] = []
    for start, end in ends:
        labels = _labels(one, start, end), _labels(other, start, end)
        sides = _sides(*labels, key=lambda each: (each[0], without_stands(each[1])))
        alike: dict[tuple[Side, Kind | None], list[tuple[Kind, Label]]] = defaultdict(list)
        for (kind, label), side in sides:  # the line of what one of them lacks says so, and no more
            alike[side, None if side else kind].append((kind, replace(label, side=side)))
        for (side, _), marked in alike.items():
            found.append(Way(start, end, tuple(label for _, label in marked), marked[0][0], side))
    return found


def _labels(drawn: Diagram, start: str, end: str) -> list[tuple[Kind, Label]]:
    own = (way for way in drawn.ways if (way.start, way.end) == (start, end))
    return [(way.kind, label) for way in own for label in way.labels]


def _sides(
    one: Iterable[Thing], other: Iterable[Thing], key: Callable[[Thing], object]
) -> list[tuple[Thing, Side]]:
    """Everything in two lists, and on which side it is."""
    first, second = ({key(each): each for each in these} for these in (one, other))
    found = [(each, Side.BOTH if known in second else Side.ONE) for known, each in first.items()]
    return found + [(each, Side.OTHER) for known, each in second.items() if known not in first]
