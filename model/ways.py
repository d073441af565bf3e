"""What a message with certain defects meets on the ladder of its call, whatever the state."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from coppspec.model.conditions import CONDITIONS, SHARED_CONDITIONS
from coppspec.model.language import Call, Check, Consult, Row, Rung, Scope, holds
from coppspec.model.profile import Profile

ASKED = CONDITIONS.keys() | SHARED_CONDITIONS.keys()
"""The checks that ask something of the state."""
NOTHING = frozenset[str]()
Stop = Check | Consult
"""A rung that can stop a call."""


@dataclass(frozen=True, slots=True)
class Way:
    """The ladder as one message meets it."""

    call: Call
    ladder: tuple[Rung, ...]
    rungs: tuple[Rung, ...]
    """The rungs up to the check that is tripped, without those checks that ask nothing of the state."""
    tripped: frozenset[str]
    """The checks that its defects trip."""
    early: tuple[Check, ...]
    """Those of them that a driver may make before it looks at the state."""
    known: dict[int, tuple[Stop, ...]] = field(default_factory=dict[int, tuple[Stop, ...]])
    """The rivals that were asked for so far, by the identity of the rung that stops the message first."""

    def rivals(self, first: Stop) -> tuple[Stop, ...]:
        """The rungs behind one that stops the message which can stop it as well, where the order is free.

        Of those with the same answer it gives only the ones whose place is fixed: they stop the search.
        """
        if (known := self.known.get(id(first))) is None:
            known = self.known[id(first)] = tuple(self._rivals(first))
        return known

    def _rivals(self, first: Stop) -> Iterator[Stop]:
        start = next(index for index, rung in enumerate(self.ladder) if rung is first)
        for rung in self.ladder[start + 1 :]:
            if isinstance(rung, Consult):
                if rung in self.call.any_order:
                    yield rung
            elif isinstance(rung, Check) and (rung.name in self.tripped or rung.name in ASKED):
                is_fixed = rung.name not in self.call.any_order
                if is_fixed or isinstance(first, Consult) or rung.answer != first.answer:
                    yield rung


@dataclass(frozen=True, slots=True)
class Compiled:
    """A call under one profile: only the rungs that hold, and the checks that each defect trips."""

    call: Call
    ladder: tuple[Rung, ...]
    trips: Mapping[str, frozenset[str]]
    arguments: frozenset[tuple[str | None, int | None]]
    names_one: bool
    """Whether an intent names a session."""
    reaches_several: bool
    ways: dict[tuple[str, ...], Way] = field(default_factory=dict[tuple[str, ...], Way])
    """The ways that were asked for so far."""

    def way(self, defects: tuple[str, ...]) -> Way:
        """The way of a message with these defects."""
        if (known := self.ways.get(defects)) is None:
            tripped = NOTHING.union(*(self.trips[defect] for defect in defects))
            known = self.ways[defects] = _way(self.call, self.ladder, tripped)
        return known


def distinct(first: Row | Check, others: Iterable[Row | Check]) -> tuple[Row | Check, ...]:
    """The entries whose answer is neither that of the first nor that of one before them."""
    found: dict[object, Row | Check] = {first.answer: first}
    for each in others:
        found.setdefault(each.answer, each)
    return tuple(found.values())[1:]


def compiled(call: Call, profile: Profile) -> Compiled:
    """A call with the rungs that hold under a profile."""
    ladder = tuple(rung for rung in call.ladder if holds(rung, profile))
    trips = {defect.name: frozenset(defect.trips) for defect in call.defects}
    names_one = call.scope in {Scope.NAMED, Scope.CONNECTOR}
    several = call.scope in {Scope.EVERY, Scope.CONNECTOR}
    return Compiled(call, ladder, trips, frozenset(call.arguments), names_one, several)


def _way(call: Call, ladder: tuple[Rung, ...], tripped: frozenset[str]) -> Way:
    failing = (rung for rung in ladder if isinstance(rung, Check) and rung.name in tripped)
    early = tuple(rung for rung in failing if rung.name in call.before_state)
    return Way(call, ladder, tuple(_met(ladder, tripped)), tripped, early)


def _met(ladder: tuple[Rung, ...], tripped: frozenset[str]) -> Iterator[Rung]:
    """The rungs up to the check that is tripped, without those checks that ask nothing of the state."""
    for rung in ladder:
        if not isinstance(rung, Check) or rung.name in tripped or rung.name in ASKED:
            yield rung
        if isinstance(rung, Check) and rung.name in tripped:
            return
