"""The kill matrix: every mutant of the tables with what caught it, or why nothing does."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from functools import cache, partial
from itertools import product
from typing import NamedTuple, cast

from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.renderer import RENDERER
from coppspec.properties.bench import Test
from coppspec.properties.crew import Crew, Work, cores
from coppspec.properties.exploration import GivenUp
from coppspec.properties.killing import Map, Tree, difference, mapped, shortest, tree
from coppspec.properties.mutants import EFFECT, KINDS, Mutant, mutants
from coppspec.properties.subjects import MACHINES
from coppspec.properties.suite import Cover, Suite
from coppspec.properties.suites import suites
from coppspec.properties.traceability import ZOO
from coppspec.properties.walks import walks
from coppspec.properties.zoo_tests import exposed


class Fate(StrEnum):
    """What becomes of a mutant."""

    CAUGHT = "caught"
    EQUAL = "equal"
    """Nothing tells it from the table: the product of the two was searched on every walk."""
    SURVIVES = "survives"
    """No suite catches it, and a sequence tells it from the table, or there is no end to what it counts."""


class Case(NamedTuple):
    """One mutant and what became of it."""

    table: str
    kind: str
    where: str
    clauses: tuple[str, ...]
    fate: Fate
    suite: str = ""
    """The first suite that catches it: complete ones are tried first, then the others, small ones first."""
    test: Test = ()
    """A shortest sequence on which that suite catches it, or that tells a survivor from the table."""

    def __str__(self) -> str:
        """The fault in a line."""
        return f"{self.table}: {self.kind}: {self.where}"

    @property
    def reason(self) -> str:
        """Why no suite catches a survivor; nothing if nobody knows."""
        return REASONS.get(str(self), "")

    @property
    def unexplained(self) -> bool:
        """Whether it survives, and nobody has said why that may be."""
        return self.fate is Fate.SURVIVES and not self.reason


NOTHING_SHOWS = (
    "a device joins its connector's counts at level 0, which asks for nothing (COPP-610), so nobody sees how "
    "many are counted there; a device that ends takes away one"
)
REASONS: Mapping[str, str] = {
    f"{table.name}: {EFFECT}: 'join at level 0' doubled": NOTHING_SHOWS for table in (DEVICE, RENDERER)
}
"""Why a mutant may survive, by its table, kind and place."""


def cases(table: int, kind: str) -> list[Case]:
    """What becomes of the mutants of a table that are of one kind.

    Args:
        table: its position in `MACHINES`.
        kind: one of `KINDS`.
    """
    return [_case(table, mutant) for mutant in _mutants(table) if mutant.kind == kind]


def of_clause(clause: str) -> list[Case]:
    """What becomes of the mutants of every entry that rests on a clause."""
    return [
        _case(table, mutant)
        for table in range(len(MACHINES))
        for mutant in _mutants(table)
        if clause in mutant.clauses
    ]


class Lost(NamedTuple):
    """Of which cases nothing is known, and why."""

    of: str
    why: str

    def __str__(self) -> str:
        """In a line."""
        return f"{self.of}: {self.why}"


def every_case(progress: Callable[[str, int, int], None] | None = None) -> tuple[list[Case], list[Lost]]:
    """What becomes of every mutant, by table and kind.

    Args:
        progress: is told what is done, how much was done before it, and how much there is.

    Returns:
        The cases, and what was lost, as the process that worked on it was killed.

    Raises:
        CannotStart: the system allows no further process.
    """
    asked = [partial(cases, table, kind) for table, kind in product(range(len(MACHINES)), KINDS)]
    asked += [partial(wrong_drivers, suite) for suite in dict.fromkeys(each.suite for each in ZOO)]
    found, lost = list[Case](), list[Lost]()
    names = [": ".join(_named(each)) for each in asked]
    work = Work(
        _called, lambda number, _: asked[number], lambda number, why: [Lost(names[number], why)], list
    )
    for done, part in enumerate(Crew(cores(), work).run(len(asked))):
        if progress is not None:
            progress(names[done], done, len(asked))
        found += [each for each in part if isinstance(each, Case)]
        lost += [each for each in part if isinstance(each, Lost)]
    return found, lost


def _named(asked: "partial[list[Case]]") -> tuple[str, str]:
    """What is asked about, in a few words."""
    if asked.func is wrong_drivers:
        return DRIVERS, str(asked.args[0])
    table, kind = cast("tuple[int, str]", asked.args)
    return MACHINES[table].name, kind


@contextmanager
def _called() -> Generator[Callable[["partial[list[Case]]"], list[Case | Lost]]]:
    yield lambda asked: [*asked()]


DRIVERS, WRONG = "wrong drivers of the zoo, in bytes", "a wrong driver"


def wrong_drivers(suite: str) -> list[Case]:
    """The same of the drivers of the zoo that a suite is to find; they are run with real messages."""
    own = next(each for each in suites() if each.name == suite)
    found: list[Case] = []
    for wrong in ZOO:
        if wrong.suite == suite:
            case = Case(DRIVERS, WRONG, wrong.sentence, wrong.clauses, Fate.SURVIVES, suite)
            caught = exposed(wrong, own)
            found.append(case if caught is None else case._replace(fate=Fate.CAUGHT, test=caught.intents))
    return found


def stale_reasons(found: list[Case]) -> list[str]:
    """The reasons for what does not survive, among cases that are all of their table and kind."""
    asked = {f"{each.table}: {each.kind}: " for each in found}
    surviving = {str(each) for each in found if each.fate is Fate.SURVIVES}
    return sorted(each for each in REASONS.keys() - surviving if each.startswith(tuple(asked)))


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
def _mutants(table: int) -> tuple[Mutant, ...]:
    return tuple(mutants(MACHINES[table]))


@cache
def _maps(table: int) -> tuple[Map, ...]:
    engine = Engine(MACHINES[table])
    return tuple(mapped(engine, walk) for walk in walks(engine))


def _trees(table: int) -> Iterator[tuple[str, Tree]]:
    """The suites of a table as trees, complete ones and small ones first; each is made when it is needed."""
    for position, suite in enumerate(_suites(table)):
        yield suite.name, _tree(table, position)


@cache
def _suites(table: int) -> tuple[Suite, ...]:
    own = (each for each in suites() if each.engine.machine.name == MACHINES[table].name)
    return tuple(sorted(own, key=lambda suite: (isinstance(suite.cover, Cover), suite.calls)))


@cache
def _tree(table: int, position: int) -> Tree:
    suite = _suites(table)[position]
    return tree(suite.engine, suite.start(), suite.tests)
