"""Drivers that mix interpretations: one on one output, in one state or at one time, and another elsewhere.

An accepted interpretation is one that a driver follows throughout. What follows one interpretation here and
another there follows none, and is told so, with both places.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from coppspec.model.engine import Engine
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.model.registry import choices
from coppspec.model.step import Intent
from coppspec.properties.bench import Bench, Test
from coppspec.properties.exploration import differs, seen
from coppspec.properties.trial import Disagreement


class Followed(NamedTuple):
    """One interpretation, and a call in which a driver follows it and no other one of the choice."""

    reading: str
    where: str
    """The call, and the sequence that it is part of."""


class Mixture(NamedTuple):
    """Two interpretations of one choice that a driver follows in turn."""

    choice: str
    first: Followed
    second: Followed

    @property
    def id(self) -> str:
        """The point on which the documents are silent."""
        return choices()[self.choice].id

    def __str__(self) -> str:
        """The finding in one line."""
        one, two = (f"{each.reading!r} {each.where}" for each in (self.first, self.second))
        return f"mixes interpretations of {self.id} ({self.choice}): {one}; {two}"


def between(here: Bench, test: Test, excuse: tuple[str, str], there: Bench, other: Test) -> Mixture | None:
    """The mixture of a driver that follows one interpretation in a sequence, and another in a second one.

    Args:
        here: where the driver deviates from its profile.
        test: the sequence on which it does, and on which another interpretation excuses it.
        excuse: the choice and that interpretation.
        there: where it deviates from that interpretation in turn.
        other: the sequence on which it does.

    Returns:
        None if the driver does not follow its profile in the second sequence either, so that it is wrong
        there, or if the two interpretations cannot be told apart on it.
    """
    choice, reading = excuse
    held_to = here.engine.profile
    usual = replace(there, engine=there.engine.under(held_to))
    start = usual.trial().configuration
    if not differs(usual.engine, there.engine, start, other) or usual.disagreement(other) is not None:
        return None
    one = Followed(reading, _at(test[-1], here))
    return Mixture(choice, one, Followed(held_to[choice], _at(other[-1], usual)))


def within(bench: Bench, test: Test) -> Mixture | None:
    """The mixture of a driver that changes its interpretation in a sequence; None if it does not.

    Args:
        bench: where the driver deviates from its profile.
        test: the sequence on which it does.
    """
    for choice, reading in _alternatives(bench):
        other = bench.engine.under(Profile(**{**bench.engine.profile, choice: reading}))
        followed = _switching(bench, test, (bench.engine, other))
        if {which for _, which in followed} == {0, 1}:
            names = bench.engine.profile[choice], reading
            calls = [next(at for at, which in followed if which == each) for each in (0, 1)]
            return Mixture(
                choice,
                *(
                    Followed(name, f"in call {at + 1}, {test[at]}")
                    for name, at in zip(names, calls, strict=True)
                ),
            )
    return None


def _at(intent: Intent, bench: Bench) -> str:
    outputs = " and ".join(map(str, dict.fromkeys(bench.dev_ids)))
    return f"in {intent} ({bench.engine.machine.name}, output {outputs})"


def _alternatives(bench: Bench) -> Iterator[tuple[str, str]]:
    """The other accepted interpretations, each of one choice."""
    held_to = bench.engine.profile
    default, *others = profiles(bench.engine.machine)
    usual = {each: default[each] for each in held_to.departures}
    for readings in (usual, *(each.departures for each in others)):
        yield from ((choice, reading) for choice, reading in readings.items() if held_to[choice] != reading)


def _switching(bench: Bench, test: Test, engines: tuple[Engine, Engine]) -> tuple[tuple[int, int], ...]:
    """Where a driver follows which of two tables, if it follows one of them in each call.

    Returns:
        The calls on which the tables part, each with the number of the one that the driver follows; none if
        there is a call in which it follows neither.
    """
    schedule, switched = [0] * len(test), set[int]()
    while (failed := _followed(bench, test, engines, schedule)) is not None:
        if failed in switched:
            return ()
        switched.add(failed)
        schedule[failed:] = [1 - schedule[failed]] * (len(test) - failed)
    return tuple(_telling(bench, test, engines, schedule))


def _followed(bench: Bench, test: Test, engines: tuple[Engine, Engine], schedule: list[int]) -> int | None:
    """The first call in which a driver does not follow the table that is scheduled; None if there is none."""
    trial = bench.trial()
    for at, intent in enumerate(test):
        trial.engine = engines[schedule[at]]
        if not trial.can_make(intent):
            return None
        try:
            trial.step(intent)
        except Disagreement:
            return at
    return None


def _telling(
    bench: Bench, test: Test, engines: tuple[Engine, Engine], schedule: list[int]
) -> Iterator[tuple[int, int]]:
    now = bench.trial().configuration
    for at, (intent, which) in enumerate(zip(test, schedule, strict=True)):
        taken, left = engines[which].step(now, intent), engines[1 - which].step(now, intent)
        if seen(*taken).parts_from(seen(*left)):
            yield at, which
        now = taken[1]
