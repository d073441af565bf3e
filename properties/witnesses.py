"""The witness of a trap, as played: the shortest calls on which the wrong driver of the zoo shows itself."""

from collections.abc import Iterator
from typing import NamedTuple

from coppspec.properties.played import broken
from coppspec.properties.suites import excusing, suites
from coppspec.properties.traceability import ZOO
from coppspec.properties.trial import Disagreement
from coppspec.properties.zoo import WrongDriver
from coppspec.properties.zoo_players import WRONG_PLAYERS


class Witness(NamedTuple):
    """A driver that falls into a trap, and how it shows."""

    wrong: WrongDriver
    found: Disagreement | None
    """Where it parts from the specification; None if its suite does not find it."""
    accepted_with: tuple[str, ...]
    """The accepted readings under which it would be no disagreement, as arguments of a profile."""


def neglected(trap: str) -> dict[str, tuple[str, ...]]:
    """For each application that falls into a trap, the duties that it neglects, and where that shows."""
    return {
        wrong.kind.__name__: tuple(map(str, broken(wrong.kind)))
        for wrong in WRONG_PLAYERS
        if wrong.trap == trap
    }


def witnesses(trap: str) -> Iterator[Witness]:
    """Run each driver of the zoo that falls into a trap, on the suite that finds it."""
    falling = [wrong for wrong in ZOO if wrong.trap == trap]
    by_name = {suite.name: suite for suite in suites()} if falling else {}
    for wrong in falling:
        suite = by_name[wrong.suite]
        found = suite.run(wrong.make)
        readings = () if found is None else excusing(suite.bench(wrong.make, 0), found.intents)
        excused = tuple(f'{choice}="{reading}"' for choice, reading in readings)
        yield Witness(wrong, found, excused)
