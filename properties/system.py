"""Several sessions side by side, in numbers: how many of each table, and how keys are issued.

Keys are issued in order: an activation takes the first session that has none. So of N keys fewer
configurations are reached than the free product has, in which any session may be the next. The free
product is the symmetric one, and holds every configuration of the other up to the names of sessions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from coppspec.model.language import Scope
from coppspec.model.step import Intent
from coppspec.properties.coded import Coded, Move


class Issue(Enum):
    """Which session an activation takes."""

    IN_ORDER = "keys issued in order"
    """The first that has not begun, as a driver does: exact."""
    ANY = "keys issued in any order"
    """Whichever has not begun: the free product."""


class Sessions(NamedTuple):
    """So many sessions of one table; an event that reaches several reaches all of them."""

    table: Coded
    number: int = 1


class Step(NamedTuple):
    """A letter on one of several tables."""

    machine: str
    intent: Intent

    def __str__(self) -> str:
        """The letter in the words of the documents."""
        return str(self.intent)


class Act(NamedTuple):
    """A move as a system makes it."""

    moves: tuple[tuple[int, Move], ...]
    """With the position of the sessions that it moves; several if an event brings another."""
    everybody: bool
    """Whether it moves all of these sessions at once, and not one of them."""


class Deed(NamedTuple):
    """An act that was done, on a session in some code; 0 for an act on everybody."""

    act: Act
    code: int


@dataclass(frozen=True)
class System:
    """Sessions of one or several tables, which share a count and nothing else.

    Raises:
        ValueError: fewer than one session of a table.
    """

    parts: tuple[Sessions, ...]
    issue: Issue = Issue.IN_ORDER
    brings: Mapping[str, str] = field(default_factory=dict[str, str])
    """For an event of one table, the call that it is, at the same time, to all sessions of the others."""

    def __post_init__(self) -> None:
        for table, number in self.parts:
            if number < 1:
                raise ValueError(f"{number} sessions of {table.machine}; there is one at least")

    @property
    def letters(self) -> int:
        """How many letters can be tried in each configuration; a name of a session makes one of its own."""
        return sum(
            len(move.letters) * (number if self._names_one(move) else 1)
            for table, number in self.parts
            for move in table.moves
        )

    @property
    def acts(self) -> tuple[Act, ...]:
        """What changes anything, in the order of the tables."""
        return tuple(self._acts())

    def _acts(self) -> Iterator[Act]:
        for position, (table, _) in enumerate(self.parts):
            for move in table.moves:
                everybody = move.scope in {Scope.EVERY, Scope.CONNECTOR}
                brought = tuple(self._brought(position, move)) if everybody else ()
                if brought or not move.idle:
                    yield Act(((position, move), *brought), everybody)

    def _brought(self, position: int, event: Move) -> Iterator[tuple[int, Move]]:
        names = {self.brings[letter.call] for letter in event.letters if letter.call in self.brings}
        for other, (table, _) in enumerate(self.parts):
            for move in table.moves if other != position else ():
                if names & {letter.call for letter in move.letters}:
                    yield other, move

    def takes_first(self, move: Move) -> bool:
        """Whether a move takes the first session that has not begun, and no other."""
        return self.issue is Issue.IN_ORDER and move.scope is Scope.TAKEN

    def _names_one(self, move: Move) -> bool:
        return move.scope not in {Scope.EVERY, Scope.NONE} and not self.takes_first(move)

    def named(self, deeds: tuple[Deed, ...]) -> tuple[Step, ...]:
        """The letters of some deeds from the start, each on the first session that stands where it must.

        Sessions are interchangeable, so this is the same sequence up to their names; and since the first
        one that has not begun is taken, an engine does just this with it.
        """
        now = [[0] * number for _, number in self.parts]
        return tuple(self._named(deed, now) for deed in deeds)

    def _named(self, deed: Deed, now: list[list[int]]) -> Step:
        position, move = deed.act.moves[0]
        session = None if deed.act.everybody else now[position].index(deed.code)
        for part, each in deed.act.moves:
            moved = range(len(now[part])) if session is None else (session,)
            for index in moved:
                now[part][index] = each.next[now[part][index]]
        intent = move.letters[0]
        if intent.session is not None and session is not None:
            intent = intent._replace(session=session)
        return Step(self.parts[position].table.machine, intent)

    def __str__(self) -> str:
        """What every number about the system is printed with: what was folded, and the profile."""
        said = [f"{number} of {table}" for table, number in self.parts]
        if any(move.scope is Scope.TAKEN for table, _ in self.parts for move in table.moves):
            said.append(self.issue.value)
        said += dict.fromkeys(f"profile: {table.profile}" for table, _ in self.parts)
        return "; ".join(said)
