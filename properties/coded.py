"""A table in numbers: the states of one session as codes, and every letter as a column over them.

The columns are made by asking the engine, one session at a time, so a row, a check or an effect that
changes, changes them too. What a session shares with others is the count alone. The rest of what it
shares, the levels of its connector, is left out; so a fold has to be one that they do not bear on.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from coppspec.model.engine import Engine
from coppspec.model.language import Scope
from coppspec.model.step import Configuration, Intent, Session
from coppspec.properties.exploration import LIMIT, without_numbers


class Uncodable(ValueError):
    """A table has no faithful form in numbers under a fold; the message says on which letter it fails."""


class Place(NamedTuple):
    """Where a session stands, as far as a fold tells places apart."""

    state: str
    level: int | None = None

    def __str__(self) -> str:
        """The place in words."""
        return self.state if self.level is None else f"{self.state} at level {self.level}"


class Fold(NamedTuple):
    """What is kept of a session."""

    name: str
    """What the places are then called; printed with every number."""
    place: Callable[[Session], Place]


def _state(session: Session) -> Place:
    return Place(session.state)


def _state_and_level(session: Session) -> Place:
    return Place(session.state, session.level)


BY_STATE = Fold("control states", _state)
BY_LEVEL = Fold("states with their levels", _state_and_level)
"""For copy-protection sessions: the level of a device is one of each type, and stands elsewhere."""


class Move(NamedTuple):
    """What some letters of one call do to one session: they do the same wherever it stands."""

    letters: tuple[Intent, ...]
    """On the first session, where they name one."""
    scope: Scope
    """Which sessions are moved."""
    next: tuple[int, ...]
    """For each code, the code afterwards."""
    gain: tuple[int, ...]
    """For each code, what is added to the reference count."""

    @property
    def idle(self) -> bool:
        """Whether it is refused, or changes nothing that is kept, wherever the session stands."""
        return not any(self.gain) and self.next == tuple(range(len(self.next)))

    @property
    def edges(self) -> tuple[tuple[int, int, int], ...]:
        """Where it changes something: (code before, code afterwards, what the count gains)."""
        columns = enumerate(zip(self.next, self.gain, strict=True))
        return tuple((code, then, gain) for code, (then, gain) in columns if then != code or gain)


@dataclass(frozen=True)
class Coded:
    """One session of a table, in numbers."""

    machine: str
    profile: str
    fold: str
    places: tuple[Place, ...]
    """What each code stands for, in the table's order of states; code 0 is where a session starts."""
    on: tuple[bool, ...]
    """For each code, whether a session there counts."""
    moves: tuple[Move, ...]
    """In the order in which the letters were given; letters of one call that do the same are one move."""

    @property
    def unlawful(self) -> tuple[tuple[Place, Intent, int], ...]:
        """Where a letter does not count the change of *is on*: (place, letter, what the count gains).

        If there is no such place, then the count is the number of sessions that are on, for any number
        of sessions: it is so at the start, and every step keeps it.
        """
        return tuple(
            (self.places[code], move.letters[0], gain)
            for move in self.moves
            for code, (then, gain) in enumerate(zip(move.next, move.gain, strict=True))
            if gain != self.on[then] - self.on[code]
        )

    def __str__(self) -> str:
        """What was coded, and by which fold.

        >>> from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
        >>> print(coded(Engine(COPY_PROTECTION_SESSIONS), (Intent("VP_CP_CMD_ACTIVATE", level=1),)))
        copy-protection sessions in 2 control states
        """
        return f"{self.machine} in {len(self.places)} {self.fold}"


class _Effect(NamedTuple):
    """What one letter does to a session in one place."""

    place: Place
    gain: int


Column = dict[Place, _Effect]


def coded(
    engine: Engine, letters: Sequence[Intent], fold: Fold = BY_STATE, start: Configuration | None = None
) -> Coded:
    """One session of an engine's table in numbers, as far as some letters lead.

    Args:
        engine: the table and the profile.
        letters: what is tried everywhere; on one session, the first.
        fold: what is kept of the session.
        start: one session that has not begun; without an offer if it is left out.

    Raises:
        Uncodable: what a letter does depends on something that the fold leaves out; or it counts
            something without a session; or there is no end to what can be reached.
    """
    machine, columns = engine.machine, _columns(engine, letters, fold, start or engine.start(1))
    order = {state: position for position, state in enumerate(machine.states)}
    reached = {place for column in columns for place in column}
    places = sorted(reached, key=lambda place: (order[place.state], place.level or 0))
    codes = {place: code for code, place in enumerate(places)}
    merged: dict[tuple[str, Scope, tuple[int, ...], tuple[int, ...]], list[Intent]] = {}
    for letter, column in zip(letters, columns, strict=True):
        call = machine.call(letter.call)
        following = tuple(codes[column[place].place] for place in places)
        gains = tuple(column[place].gain for place in places)
        if call.takes is not None and call.takes != machine.initial:
            raise Uncodable(f"{call.name} takes a session in {call.takes}, and not one that has not begun")
        _touches_no_other(letter, call.scope, following, gains)
        merged.setdefault((call.name, call.scope, following, gains), []).append(letter)
    moves = (Move(tuple(alike), *key[1:]) for key, alike in merged.items())
    on = tuple(place.state in machine.on for place in places)
    return Coded(machine.name, str(engine.profile), fold.name, tuple(places), on, tuple(moves))


def _columns(engine: Engine, letters: Sequence[Intent], fold: Fold, start: Configuration) -> list[Column]:
    """For each letter what it does in each place, and the same whatever the fold leaves out."""
    columns: list[Column] = [{} for _ in letters]
    seen, waiting = {start}, deque([start])
    while waiting:
        before = waiting.popleft()
        place = fold.place(before.sessions[0])
        for letter, column in zip(letters, columns, strict=True):
            _, then = engine.step(before, letter)
            effect = _Effect(fold.place(then.sessions[0]), then.reference_count)
            if column.setdefault(place, effect) != effect:
                raise Uncodable(
                    f"{letter} in {place} leads to {column[place].place} or to {effect.place}, "
                    f"by something that {fold.name} leave out; keep more of the session"
                )
            after = without_numbers(then)._replace(reference_count=0)
            if after not in seen:
                seen.add(after)
                waiting.append(after)
        if len(seen) > LIMIT:
            raise Uncodable(f"one session has over {LIMIT:,} configurations; give fewer letters")
    return columns


def _touches_no_other(
    letter: Intent, scope: Scope, following: tuple[int, ...], gains: tuple[int, ...]
) -> None:
    """That a call which takes a session, or is about none, leaves those alone that it does not take."""
    if scope not in {Scope.TAKEN, Scope.NONE}:
        return
    taken = 1 if scope is Scope.TAKEN else 0
    if any(gains[taken:]) or following[taken:] != tuple(range(taken, len(following))):
        raise Uncodable(f"{letter} changes a session or the count without taking a session")
