"""The random machines: sequences on several sessions at once, with defects drawn on purpose.

What decides how much a run sees is drawn by `draws`, and is the same everywhere. A sequence that breaks a
property of the model is shrunk by Hypothesis; one that a driver fails is made simple on the bench, in a tenth
of the time.
"""

from collections.abc import Iterable
from itertools import chain

from coppspec.properties.bench import Bench
from coppspec.properties.draws import Drawn, more_sequences, sequences
from coppspec.properties.plan import Plan
from coppspec.properties.sequence import BrokenProperty, make
from coppspec.properties.trial import Disagreement

TRIES = 4
"""How often a sequence is made simple: what a driver does by chance need not come the first time."""


class RarelyVisited(AssertionError):
    """A state was hardly visited, so it cannot be told whether everything holds there."""


def run_machine(plan: Plan, seed: int, examples: int, *, simplify: bool = True) -> AssertionError | None:
    """Run a machine; what it finds, in a short sequence.

    Args:
        plan: what it runs.
        seed: of the sequences that are drawn.
        examples: how many sequences, of at most 50 calls; up to as many again if a state is rarely visited.
        simplify: whether what a driver fails is made simple here.
    """
    failure = _first(plan, chain(sequences(plan, seed, examples), more_sequences(plan, seed, examples)))
    if isinstance(failure, Disagreement) and simplify:
        failure = _simplest(plan, failure)
    if failure is None and (rare := plan.rarely_visited()):
        failure = RarelyVisited(
            f"of {plan.tally.calls} calls hardly any was made where a session is: "
            + ", ".join(f"{state} ({calls})" for state, calls in rare.items())
        )
    if failure is not None:
        failure.add_note(f"The sequences of seed {seed} show it.")
    return failure


def _first(plan: Plan, those: Iterable[Drawn]) -> AssertionError | None:
    """What the first sequence shows that shows anything."""
    for drawn in those:
        try:
            make(plan, drawn)
        except BrokenProperty as broken:
            from coppspec.properties.shrinking import shrunk  # noqa: PLC0415  what holds needs no Hypothesis

            return shrunk(plan, drawn, broken)
        except Disagreement as found:
            return found
    return None


def _simplest(plan: Plan, found: Disagreement) -> Disagreement:
    """A sequence without what it does not need."""
    if plan.make_driver is None:
        return found
    bench = Bench(plan.engine, plan.dev_ids, plan.make_driver, plan.tally.seed, plan.adapter)
    for _ in range(TRIES):
        found = bench.simplest(found)
    return found
