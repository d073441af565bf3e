"""What is at stake in a choice: short calls on which a driver with one reading parts from one with another.

Fewest sessions come first, then fewest calls. The sequences are found by breadth-first search of the product
of the two tables, from the beginning and from where every session is at its goal, each search with a limit:
so that an answer is there at once. Where no search has met its limit, there is no difference to be found.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple

from coppspec.model.engine import Engine
from coppspec.model.language import Call, Consult, Machine
from coppspec.model.lint import switches
from coppspec.model.profile import Profile
from coppspec.model.registry import Allowed, Choice, Held
from coppspec.model.step import Configuration, Intent
from coppspec.properties.alphabet import flawless, letters
from coppspec.properties.bench import Test
from coppspec.properties.exploration import GivenUp, Seen, differs, seen, shortest_difference
from coppspec.properties.guide import Guide
from coppspec.properties.subjects import MACHINES
from coppspec.properties.walks import Walk, walks

STEPS = 12_000
"""Steps of both tables that one search may take."""


class Parting(NamedTuple):
    """Where two readings part: a sequence, and what each shows at its end."""

    setting: str
    """The machine, and what its sessions are on."""
    calls: tuple[tuple[Intent, Seen], ...]
    """Every call, with what both readings show; at the last one, what the recommended reading shows."""
    other: Seen
    """What the other reading shows at the last one."""

    @property
    def recommended(self) -> Seen:
        """What the recommended reading shows at the last call."""
        return self.calls[-1][1]


class Stake(NamedTuple):
    """A reading that is not the recommended one, and where it parts from that."""

    reading: str
    parting: Parting | None
    """None if no sequence was found."""
    complete: bool
    """Whether none of the searches had to be given up."""


@cache
def stakes(choice: Choice) -> tuple[Stake, ...]:
    """Every other accepted reading of a choice that tables depend on, and where it parts."""
    if choice.status is not Held.SWITCH:
        return ()
    return tuple(
        _stake(choice.name, reading.name)
        for reading in choice.readings
        if reading.standing is Allowed.ACCEPTED
    )


def _stake(choice: str, reading: str) -> Stake:
    complete = True
    for machine in MACHINES:
        if choice in switches(machine):
            search = Search(machine, Profile(**{choice: reading}))
            if (found := search.parting()) is not None:
                return Stake(reading, found, search.complete)
            complete &= search.complete
    return Stake(reading, None, complete)


class Search:
    """A search for where a machine under one profile parts from itself under the default one."""

    def __init__(self, machine: Machine, profile: Profile) -> None:
        self.engine, self.other = Engine(machine), Engine(machine, profile)
        self.complete = True
        """Whether no part of it had to be given up so far."""

    def parting(self) -> Parting | None:
        """The shortest sequence among those with the fewest sessions; None if none was found."""
        for _, places in groupby(_places(self.engine), lambda each: len(each.start.sessions)):
            found = [(place, test) for place in places for test in self._differences(place)]
            if found:
                return self._played(*min(found, key=lambda each: len(each[1])))
        return None

    def difference(self, start: Configuration) -> Test | None:
        """A shortest sequence from here on which the two part; None if none was found."""
        every = self._letters(len(start.sessions))
        try:
            found = shortest_difference(self.engine, self.other, start, every, STEPS // (2 * len(every)))
        except GivenUp:
            self.complete = False
            return None
        return found if found is None or self._takes_a_session(start, found) else None

    def _differences(self, place: Walk) -> Iterator[Test]:
        """What is found from the beginning, and from where every session is at its goal."""
        for way in dict.fromkeys(((), self._way_to_goal(place.start))):
            reached = self._after(way, place.start)
            if reached is not None and (difference := self.difference(reached)):
                yield (*way, *difference)

    def _takes_a_session(self, now: Configuration, test: Test) -> bool:
        """Whether the last call finds a session to take, if it takes one; a driver has more than a search."""
        for intent in test[:-1]:
            _, now = self.engine.step(now, intent)
        takes = self.engine.machine.call(test[-1].call).takes
        found = takes is None or any(each.state == takes for each in now.sessions)
        self.complete &= found
        return found

    def _letters(self, sessions: int) -> Test:
        """All that are right, then those with a flaw of the calls that the tables answer differently."""
        machine, profiles = self.engine.machine, (self.engine.profile, self.other.profile)
        every = dict.fromkeys(letter for each in profiles for letter in letters(machine, each, sessions))
        decided = {call.name for call in machine.calls if self._is_decided(call)}
        flawed = [each for each in every if _flaws(each) and each.call in decided]
        return (*flawless(tuple(every)), *sorted(flawed, key=_flaws))

    def _is_decided(self, call: Call) -> bool:
        """Whether an entry of a call depends on a choice in which the profiles differ."""
        rungs = [rung for rung in call.ladder if not isinstance(rung, Consult)]
        rows = [row for row in self.engine.machine.rows if call.answers_to(row)]
        conditions = [entry.when for entry in (*rungs, *rows) if entry.when is not None]
        return any(when.choice in self.other.profile.departures for when in conditions)

    def _way_to_goal(self, start: Configuration) -> Test:
        """The calls that bring one session after the other to the goal of the machine, as far as they can."""
        way: list[Intent] = []
        every = letters(self.engine.machine, self.engine.profile, len(start.sessions))
        guide = Guide(self.engine, every)
        for session in range(len(start.sessions)):
            for _ in self.engine.machine.states:
                if start.sessions[session].state == self.engine.machine.goal:
                    break
                way.append(guide.advance(start, session))
                _, start = self.engine.step(start, way[-1])
        return tuple(way)

    def _after(self, way: Test, start: Configuration) -> Configuration | None:
        """Where a sequence leads; None if the two have parted on it, in sight or out of sight."""
        one, two = start, start
        for intent in way:
            _, one = self.engine.step(one, intent)
            _, two = self.other.step(two, intent)
        parted = one != two or differs(self.engine, self.other, start, way)
        return None if parted else one

    def _played(self, place: Walk, test: Test) -> Parting:
        """A sequence, with what both show."""
        one, two = place.start, place.start
        calls: list[tuple[Intent, Seen]] = []
        other: Seen | None = None
        for intent in test:
            answer, after = self.engine.step(one, intent)
            other_answer, two = self.other.step(two, intent, sender=one)
            one = after
            calls.append((intent, seen(answer, one)))
            other = seen(other_answer, two)
        assert other is not None, "a difference is a call at least"  # noqa: S101  the empty one shows nothing
        return Parting(f"{self.engine.machine.name}, {place.name}", tuple(calls), other)


def _places(engine: Engine) -> list[Walk]:
    """Every start of the walks on a machine once, fewest sessions first."""
    places: dict[Configuration, Walk] = {}
    for walk in walks(engine):
        places.setdefault(walk.start, walk)
    return sorted(places.values(), key=lambda each: len(each.start.sessions))


def _flaws(letter: Intent) -> int:
    return len(letter.defects) + bool(letter.number)
