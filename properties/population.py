"""Any number of sessions, as a population: how many there are of each kind, and what calls do to that.

Sessions of one kind, in one state at one level, are alike, and a call looks at no session but its own. So
what it does to any number of them follows from what it does to one, and that is asked of the engine. An
event that a call brings to others is a rule of its own, which may come at any time: that allows more than
the table does, so what is proved holds of the table too.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from coppspec.model.engine import Engine
from coppspec.model.language import Bring, Call, Machine, Scope, holds
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent, Session
from coppspec.properties.alphabet import letters

Kind = Session
"""What sessions that are alike are: a state and a level."""


class Change(NamedTuple):
    """What a call does to one session, or to none."""

    before: Kind | None
    after: Kind | None
    added: int
    """What it adds to the reference count."""


class Rule(NamedTuple):
    """What a call does to a population."""

    intent: Intent
    changes: tuple[Change, ...]
    every: bool = False
    """Whether each change happens to all sessions of its kind; otherwise there is one, to one session."""
    lacks: tuple[Kind, ...] = ()
    """Kinds of which there has to be no session."""

    def __str__(self) -> str:
        """The call, and the kind of session that it is about where that is one."""
        about = self.changes[0].before
        what = str(self.intent._replace(session=None))
        return what if self.every or about is None else f"{what}, on one that is {called(about)}"


class Population(NamedTuple):
    """How many sessions there are of each kind, and what the reference count says."""

    numbers: tuple[int, ...]
    """In the order of the kinds."""
    reference_count: int


@dataclass(frozen=True)
class Relation:
    """Every kind of session that can be reached, and every way in which a call changes a population."""

    engine: Engine
    kinds: tuple[Kind, ...]
    """The first is that of a session before its first call."""
    rules: tuple[Rule, ...]

    def start(self, sessions: int) -> Population:
        """So many sessions before their first call."""
        return Population((sessions, *(0 for _ in self.kinds[1:])), 0)

    def after(self, at: Population, rule: Rule) -> Population | None:
        """What a call makes of a population; None if there is no session that it could be made on."""
        there = dict(zip(self.kinds, at.numbers, strict=True))
        numbers, count = there.copy(), at.reference_count
        if any(there[kind] for kind in rule.lacks):
            return None
        for before, after, added in rule.changes:
            if before is None or after is None:
                count += added
                continue
            if not rule.every and not there[before]:
                return None
            reached = there[before] if rule.every else 1
            numbers[before] -= reached
            numbers[after] += reached
            count += added * reached
        return Population(tuple(numbers.values()), count)

    def configuration(self, at: Population) -> Configuration:
        """Sessions that make such a population, as the engine sees them."""
        pairs = zip(self.kinds, at.numbers, strict=True)
        sessions = tuple(kind for kind, number in pairs for _ in range(number))
        return self.engine.start(1)._replace(sessions=sessions, reference_count=at.reference_count)


def relation(machine: Machine, profile: Profile | None = None) -> Relation:
    """What calls do to the sessions of a machine, however many.

    Raises:
        InvalidTable: a state and input with no row, or with two.
        ValueError: the machine has no sessions that count, or sessions that are not alike.
    """
    if not machine.on or any(call.scope is Scope.CONNECTOR for call in machine.calls):
        raise ValueError(f"{machine.name} has no count of sessions that are alike but for state and level")
    engine = Engine(machine, profile)
    tried = (*letters(machine, engine.profile, 1), *_brought(engine))
    kinds = [engine.start(1).sessions[0]]
    for kind in kinds:  # which grows on the way
        found = (_on_one(engine, letter, kind).after for letter in tried)
        kinds += dict.fromkeys(each for each in found if each is not None and each not in kinds)
    rules: dict[tuple[object, ...], Rule] = {}
    for letter in tried:
        for rule in _rules(engine, letter, tuple(kinds)):
            rules.setdefault(rule[1:], rule)
    return Relation(engine, tuple(kinds), tuple(rules.values()))


def _brought(engine: Engine) -> Iterator[Intent]:
    """The events that come only with a call that brings them, under the profile of an engine."""
    rungs = [rung for call in engine.machine.calls for rung in call.ladder if isinstance(rung, Bring)]
    events = dict.fromkeys(rung.event for rung in rungs if holds(rung, engine.profile))
    yield from (Intent(event) for event in events if engine.machine.call(event).only_brought)


def _rules(engine: Engine, letter: Intent, kinds: tuple[Kind, ...]) -> Iterator[Rule]:
    """What a letter does, wherever it does anything."""
    call = engine.machine.call(letter.call)
    reached, others = _reached(call, kinds)
    changes = tuple(change for kind in reached if _does(change := _on_one(engine, letter, kind)))
    if call.scope is Scope.EVERY:
        yield from (Rule(letter, changes, every=True),) if changes else ()
        return
    yield from (Rule(letter, (change,)) for change in changes)
    for kind in others[:1]:
        if added := _on_one(engine, letter, kind).added:
            yield Rule(letter, (Change(None, None, added),), lacks=reached)


def _reached(call: Call, kinds: tuple[Kind, ...]) -> tuple[tuple[Kind, ...], tuple[Kind, ...]]:
    """The kinds that a call can be made on, and those among which it finds no session to be made on."""
    if call.scope is Scope.NONE:
        return (), kinds
    if call.takes is None:
        return kinds, ()
    reached = tuple(kind for kind in kinds if kind.state == call.takes)
    return reached, tuple(kind for kind in kinds if kind not in reached)


def _on_one(engine: Engine, letter: Intent, kind: Kind) -> Change:
    """What the engine makes of a single session of this kind."""
    _, after = engine.step(engine.start(1).with_session(0, kind), letter)
    return Change(kind, after.sessions[0], after.reference_count)


def _does(change: Change) -> bool:
    return change.before != change.after or change.added != 0


def called(kind: Kind) -> str:
    """A kind of session in words."""
    return f"{kind.state} at level {kind.level}" if kind.level else kind.state


LONGEST = 8
"""The calls after which a search for a counterexample is given up."""


def shortest(
    of: Relation, holds: Callable[[Configuration], bool], longest: int = LONGEST
) -> tuple[int, tuple[Intent, ...]] | None:
    """The shortest sequence after which something does not hold, and the number of sessions that it takes.

    So many calls are made on no more than so many sessions, so no greater number has to be tried. Of
    two that are equally long it is the one with fewer sessions. None means that there is none within
    the longest.
    """
    found: tuple[int, tuple[Rule, ...]] | None = None
    sessions, within = 1, longest
    while sessions <= within:
        way = _way(of, of.start(sessions), holds, within)
        if way is not None:
            found, within = (sessions, way), len(way) - 1
        sessions += 1
    return None if found is None else (found[0], _named(of, *found))


def _way(
    of: Relation, start: Population, holds: Callable[[Configuration], bool], within: int
) -> tuple[Rule, ...] | None:
    """Breadth first, from one number of sessions."""
    ways: dict[Population, tuple[Rule, ...]] = {start: ()}
    waiting = deque([start])
    while waiting:
        at = waiting.popleft()
        if not holds(of.configuration(at)):
            return ways[at]
        for rule in of.rules if len(ways[at]) < within else ():
            after = of.after(at, rule)
            if after is not None and after not in ways:
                ways[after] = (*ways[at], rule)
                waiting.append(after)
    return None


def _named(of: Relation, sessions: int, way: tuple[Rule, ...]) -> tuple[Intent, ...]:
    """The calls of the rules, each on the first session of its kind."""
    intents: list[Intent] = []
    now = of.engine.start(sessions)
    for rule in way:
        about = rule.changes[0].before
        intent = rule.intent
        if intent.session is not None and about is not None:
            intent = intent._replace(session=now.sessions.index(about))
        intents.append(intent)
        _, now = of.engine.step(now, intent)
    return tuple(intents)
