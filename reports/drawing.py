"""What a graph shows, before it is a picture: places, ways between them, and places that share ways."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a way is, which its line says without any colour."""

    PATH = "path"
    """It succeeds, on the way from the start to the goal: a broad line."""
    SUCCESS = "success"
    """It succeeds elsewhere: a thin line."""
    REFUSAL = "refusal"
    """It is refused, and changes something all the same: a dashed line."""
    EVENT = "event"
    """It comes from outside, and nobody answers it: a dotted line."""


class Side(StrEnum):
    """In which of two tables something stands, where two are compared."""

    BOTH = ""
    ONE = "\N{MINUS SIGN}"
    """Only in the first one, so it is gone."""
    OTHER = "+"
    """Only in the second one, so it is new."""


NARROW, WIDE = 24, 26
"""Characters in a line beside a way: below a call, and with a call in it."""
LOOP = "\N{CLOCKWISE OPEN CIRCLE ARROW}"
"""Stands before what leaves a state as it is: such loops are gathered in it."""
Stand = tuple[str, str, str]
"""Where an entry of a table stands: the state, the call by its name in the table, and the entry itself."""


@dataclass(frozen=True)
class Label:
    """A call, and what is answered to it."""

    call: str
    """The function or event, with the levels for which it goes this way."""
    answer: str
    """The name of the code; none for an event."""
    count: str
    """What it adds to the reference count, in words; none if that is nothing."""
    clauses: tuple[str, ...]
    stands: tuple[Stand, ...] = ()
    """What has to fire for it."""
    side: Side = Side.BOTH
    notes: tuple[str, ...] = ()
    """What a run says of it."""

    def __str__(self) -> str:
        """The label in one line."""
        return self.sign + ", ".join(filter(None, (self.call, self.said)))

    @property
    def said(self) -> str:
        """Everything but the call."""
        return ", ".join(filter(None, (self.answer, self.count, " ".join(self.clauses), *self.notes)))

    @property
    def lines(self) -> tuple[str, ...]:
        """The label in a narrow column, where it stands beside a way."""
        said = ", ".join(filter(None, (self.answer, self.count)))
        lines = [f"{self.sign}{self.call}", said, " ".join(self.clauses)]
        if said and len(", ".join(lines[1:])) < NARROW:
            lines[1:] = [", ".join(lines[1:])]
        elif not said and len(f"{lines[0]}, {lines[2]}") < WIDE:
            lines = [f"{lines[0]}, {lines[2]}"]
        return tuple(filter(None, (*lines, *self.notes)))

    @property
    def sign(self) -> str:
        """On which side of a comparison it stands."""
        return f"{self.side} " if self.side else ""


@dataclass(frozen=True)
class Way:
    """All steps of one kind from one state to another, or back, that succeed or change something."""

    start: str
    """The name of a place or, if it leads away from several, of their group."""
    end: str
    labels: tuple[Label, ...]
    kind: Kind
    side: Side = Side.BOTH
    """Where it stands, if all of its labels stand there."""
    heat: float | None = None
    """How much of a run took it, from 0 to 1; None where no run is shown."""
    alarm: bool = False
    """Whether what a run says of it is reason for concern."""

    @property
    def straight(self) -> bool:
        """Whether it is on the way from the start to the goal, or else one of many."""
        return self.kind is Kind.PATH


@dataclass(frozen=True)
class Place:
    """A state."""

    name: str
    refusals: tuple[Label, ...]
    """The calls that it refuses so that nothing changes, those that are refused alike in one."""
    goal: bool
    notes: tuple[str, ...] = ()
    """What else is so there."""
    side: Side = Side.BOTH


@dataclass(frozen=True)
class Group:
    """Several places from each of which the same calls and events lead away."""

    name: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Diagram:
    """A graph of places and ways."""

    name: str
    """Its file, without an ending."""
    title: str
    """The document, and what of it is drawn."""
    places: tuple[Place, ...]
    """In the order of the document; the first is where everything starts."""
    ways: tuple[Way, ...]
    groups: tuple[Group, ...] = ()
    """Each contains another, or has no place in common with it; larger ones first."""
    legend: str = ""
    """What its lines mean."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The places that stand beside each other, from above; a way that leads up bears on no row."""

    def starts(self, way: Way) -> tuple[str, ...]:
        """The places that a way leads away from: one, or all of a group."""
        return next((group.places for group in self.groups if group.name == way.start), (way.start,))

    def leads_up(self, way: Way) -> bool:
        """Whether a way leads from a row to one above it."""
        at = {place: number for number, row in enumerate(self.rows) for place in row}
        return at.get(way.end, 0) < at.get(way.start, 0)

    def ports(self, way: Way) -> tuple[str, str]:
        """Where a way up leaves and where it arrives, by points of the compass: outside of the rows.

        It goes on the side of that of its places that stands beside another one.
        """
        for row in self.rows if self.leads_up(way) else ():
            for side, place in zip("we", row, strict=False) if len(row) > 1 else ():
                if place == way.start:
                    return f"n{side}", side
                if place == way.end:
                    return f"s{side}", f"s{side}"
        return "", ""

    def loops(self, place: Place) -> tuple[Label, ...]:
        """What succeeds in a place and leaves it as it is."""
        return tuple(each for way in self.ways if way.start == way.end == place.name for each in way.labels)
