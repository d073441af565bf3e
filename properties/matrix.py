"""The kill matrix: every mutant of the tables with what caught it, or why nothing does."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from enum import StrEnum
from functools import cache
from itertools import product, zip_longest
from typing import NamedTuple

from coppspec.model.engine import Engine
from coppspec.properties.bench import Test
from coppspec.properties.exploration import GivenUp
from coppspec.properties.killing import Map, Tree, difference, mapped, shortest, tree
from coppspec.properties.mutants import Mutant, mutants
from coppspec.properties.subjects import MACHINES
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.properties.walks import walks


class Fate(StrEnum):
    """What becomes of a mutant."""

    CAUGHT = "caught"
    EQUAL = "equal"
    """Nothing tells it from the table: the product of the two was searched on every walk."""
    SURVIVES = "survives"
    """A sequence tells it from the table, and no suite has that sequence."""


class Case(NamedTuple):
    """One mutant and what became of it."""

    table: str
    kind: str
    where: str
    clauses: tuple[str, ...]
    fate: Fate
    suite: str = ""
    """The first suite that catches it; suites are tried in the order of their calls."""
    test: Test = ()
    """A shortest sequence on which that suite catches it, or that tells a survivor from the table."""

    @property
    def reason(self) -> str:
        """Why no suite catches a survivor; nothing if nobody knows."""
        return REASONS.get(f"{self.table}: {self.kind}: {self.where}", "")

    @property
    def unexplained(self) -> bool:
        """Whether it survives, and nobody has said why that may be."""
        return self.fate is Fate.SURVIVES and not self.reason


REASONS: Mapping[str, str] = {}
"""Why a mutant may survive, by its table, kind and place."""


def cases(table: int, part: int = 0, parts: int = 1) -> list[Case]:
    """What becomes of the mutants of a table, or of every so many of them.

    Args:
        table: its position in `MACHINES`.
        part: the first mutant.
        parts: every how many are taken; runs with each part find all of them.
    """
    every = tuple(mutants(MACHINES[table]))
    return [_case(table, mutant) for mutant in every[part::parts]]


PARTS = 4
"""Into how many jobs the mutants of a table are dealt: with fewer, a core waits at the end."""


def every_case(progress: Callable[[str, int, int], None] | None = None) -> list[Case]:
    """What becomes of every mutant of every table, in the order of the tables and of their mutants.

    Args:
        progress: is told of each part that is done, how many there were before it, and how many there are.
    """
    dealt = list(product(range(len(MACHINES)), range(PARTS)))
    found: list[list[Case]] = []
    with ProcessPoolExecutor() as pool:
        for done, part in enumerate(pool.map(_dealt, dealt)):
            if progress is not None:
                progress(f"mutants of {MACHINES[dealt[done][0]].name}", done, len(dealt))
            found.append(part)
    tables = (found[table * PARTS : (table + 1) * PARTS] for table in range(len(MACHINES)))
    return [case for parts in tables for turn in zip_longest(*parts) for case in turn if case is not None]


def _dealt(job: tuple[int, int]) -> list[Case]:
    return cases(job[0], job[1], PARTS)


def stale_reasons(found: list[Case]) -> list[str]:
    """The reasons for what does not survive, among all cases of all tables."""
    surviving = {f"{each.table}: {each.kind}: {each.where}" for each in found if each.fate is Fate.SURVIVES}
    return sorted(REASONS.keys() - surviving)


def by_suite(found: list[Case]) -> dict[str, Counter[str]]:
    """For each suite, how many mutants of each kind it was the first to catch."""
    counted: dict[str, Counter[str]] = {}
    for each in found:
        if each.fate is Fate.CAUGHT:
            counted.setdefault(each.suite, Counter())[each.kind] += 1
    return counted


def _case(table: int, mutant: Mutant) -> Case:
    name, other = MACHINES[table].name, mutant.make()
    case = Case(name, mutant.kind, mutant.where, mutant.clauses, Fate.EQUAL)
    for suite, tests in _trees(table):
        found = shortest(other, mutant.calls, tests)
        if found is not None:
            return case._replace(fate=Fate.CAUGHT, suite=suite, test=found)
    told = _difference(table, other, mutant)
    return case if told is None else case._replace(fate=Fate.SURVIVES, test=told)


def _difference(table: int, other: Engine, mutant: Mutant) -> Test | None:
    """What tells a mutant from its table on any walk; nothing but a doubt if it goes on without end."""
    for walked in _maps(table):
        try:
            found = difference(other, mutant.calls, walked)
        except GivenUp:
            return ()
        if found is not None:
            return found
    return None


@cache
def _maps(table: int) -> tuple[Map, ...]:
    engine = Engine(MACHINES[table])
    return tuple(mapped(engine, walk) for walk in walks(engine))


@cache
def _trees(table: int) -> tuple[tuple[str, Tree], ...]:
    """The suites of a table as trees, those with the fewest calls first."""
    own = (each for each in suites() if each.engine.machine.name == MACHINES[table].name)
    return tuple(_planted(sorted(own, key=lambda suite: suite.calls)))


def _planted(own: list[Suite]) -> Iterator[tuple[str, Tree]]:
    for suite in own:
        yield suite.name, tree(suite.engine, suite.start(), suite.tests)
