"""Power: which share of the systematic mutants of a table random sequences catch.

What is drawn does not depend on the mutant, so the sequences are drawn once, beside the model alone, and
every mutant is put through them.
"""

from collections.abc import Iterable, Iterator

from coppspec.model.engine import Engine
from coppspec.model.language import Machine
from coppspec.model.step import Intent
from coppspec.properties.bench import Test
from coppspec.properties.killing import Map, difference, mapped, shortest, tree
from coppspec.properties.machines import run_machine
from coppspec.properties.mutants import ANSWER, NEXT, Mutant, mutants
from coppspec.properties.plan import Plan
from coppspec.properties.walks import walks

SINGLE = (ANSWER, NEXT)
"""The kinds of single faults of a control table."""
CALLS = 5_000
"""Within so many calls the machines have to catch them."""
FLOOR = 0.95
"""The share of them that has to be caught, whatever the seed."""


def faults(machine: Machine, kinds: Iterable[str] = SINGLE) -> list[Mutant]:
    """The mutants of some kinds."""
    wanted = set(kinds)
    return [each for each in mutants(machine) if each.kind in wanted]


def drawn(plan: Plan, seed: int, calls: int = CALLS) -> tuple[Test, ...]:
    """The sequences of a run, up to so many calls.

    Raises:
        AssertionError: the run found something.
    """
    if (found := run_machine(plan, seed, -(-calls // 40))) is not None:
        raise found
    return tuple(_first(plan.tally.drawn, calls))


def _first(sequences: Iterable[list[Intent]], calls: int) -> Iterator[Test]:
    for each in sequences:
        yield tuple(each[:calls])
        calls -= len(each)
        if calls <= 0:
            return


def survivors(plan: Plan, tests: Iterable[Test], of: Iterable[Mutant]) -> list[Mutant]:
    """The mutants that no sequence tells from the specification."""
    root = tree(plan.engine, plan.start(), tests)
    return [each for each in of if shortest(each.make(), each.calls, root) is None]


def equivalent(engine: Engine, of: Iterable[Mutant]) -> set[str]:
    """Those that nothing tells from the specification, by their names."""
    maps = [mapped(engine, walk) for walk in walks(engine)]
    return {str(each) for each in of if _is_equivalent(each, maps)}


def _is_equivalent(mutant: Mutant, maps: Iterable[Map]) -> bool:
    other = mutant.make()
    return all(difference(other, mutant.calls, each) is None for each in maps)
