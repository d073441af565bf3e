"""A graph with what a run exercised of it, and with the faults there that were caught.

Neither says much without the other: a way that was taken a thousand times may still be wrong, if nobody
looked where it led.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from math import sqrt
from typing import NamedTuple

from coppspec.model.cells import cells
from coppspec.model.engine import Engine
from coppspec.model.language import Machine, Row, Scope
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.properties.bench import Test
from coppspec.properties.matrix import Case, Fate
from coppspec.properties.mutants import ANSWER, NEXT
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.reports.drawing import Diagram, Label, Stand, Way

LEGEND = (
    "the broader, the more often the suites went this way; dashed: never, or a fault of it escapes; "
    "a frame: from each state in it"
)


class Faults(NamedTuple):
    """The single faults that somebody can make in one place, and how many of them were caught."""

    caught: int
    made: int
    """Without those that nothing can tell from the table."""


def exercised(
    graph: Diagram, counts: Mapping[Stand, int], faults: Mapping[Stand, Faults] | None = None
) -> Diagram:
    """A graph in which each way says how often it was taken, and how many of its faults were caught.

    Args:
        graph: of the machine.
        counts: how often each entry of the table decided, by where it stands.
        faults: what became of the faults of each entry; nothing is said of faults without them.
    """
    most = max(
        (*(sum(_taken(each, counts) for each in way.labels) for way in graph.ways if way.start != way.end), 1)
    )
    return replace(
        graph,
        name=f"{graph.name}-exercised",
        title=f"{graph.title}, what the suites exercise",
        ways=tuple(_told(way, counts, faults or {}, most) for way in graph.ways),
        legend=LEGEND,
    )


def _told(way: Way, counts: Mapping[Stand, int], faults: Mapping[Stand, Faults], most: int) -> Way:
    taken = [_taken(label, counts) for label in way.labels]
    kept = [_caught(label, faults) for label in way.labels]
    labels = tuple(
        replace(label, notes=tuple(_notes(label, counts, number, caught)))
        for label, number, caught in zip(way.labels, taken, kept, strict=True)
    )
    never = any(each not in counts for label in way.labels for each in label.stands)
    alarm = never or any(each.caught < each.made for each in kept)
    return replace(way, labels=labels, heat=sqrt(sum(taken) / most), alarm=alarm)


def _notes(label: Label, counts: Mapping[Stand, int], number: int, faults: Faults) -> Iterator[str]:
    never = [each for each in label.stands if each not in counts]
    if not number:
        yield "never exercised"
    else:
        yield f"exercised {number:,} \N{MULTIPLICATION SIGN}"
        yield from (f"never in {state}" for state in dict.fromkeys(state for state, _, _ in never))
    if faults.made:
        yield f"{faults.caught} of {faults.made} faults caught"


def _taken(label: Label, counts: Mapping[Stand, int]) -> int:
    return sum(counts.get(each, 0) for each in label.stands)


def _caught(label: Label, faults: Mapping[Stand, Faults]) -> Faults:
    found = [faults[each] for each in label.stands if each in faults]
    return Faults(sum(each.caught for each in found), sum(each.made for each in found))


@cache
def counted(machine: Machine) -> Counter[Stand]:
    """How often each entry of a table decides in the suites that are run on a driver as a rule."""
    own = (suite for suite in suites() if suite.engine.machine is machine)
    return sum(map(played, own), Counter[Stand]())


def played(suite: Suite) -> Counter[Stand]:
    """How often each entry decides in one suite, played on the engine."""
    found: Counter[Stand] = Counter()
    path: list[tuple[Intent, Configuration, tuple[Stand, ...]]] = []
    before: Test = ()
    for test in suite.tests:
        del path[_shared(before, test) :]  # tests that follow each other often begin alike
        configuration = path[-1][1] if path else suite.start()
        for intent in test[len(path) :]:
            answer, after = suite.engine.step(configuration, intent)
            path.append((intent, after, tuple(stands(suite.engine.machine, configuration, intent, answer))))
            configuration = after
        for _, _, decided in path:
            found.update(decided)
        before = test
    return found


def _shared(one: Test, other: Test) -> int:
    """How many calls two tests have in common at the start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (first, second) in pairs if first != second), min(len(one), len(other)))


def stands(machine: Machine, before: Configuration, intent: Intent, answer: Answer) -> Iterator[Stand]:
    """Where the entries stand that decided a step: one, or one for each session that an event reached."""
    call = machine.call(intent.call)
    if answer.session is not None:
        yield before.sessions[answer.session].state, call.name, str(answer.entries[-1])
    elif call.event:
        everywhere = call.scope is Scope.EVERY or intent.session is None
        at = None if everywhere else before.sessions[intent.session or 0].connector
        reached = (each for each in before.sessions if at in {None, each.connector})
        for session, entry in zip(reached, answer.entries, strict=True):
            yield session.state, call.name, str(entry)


def caught(machine: Machine, cases: Iterable[Case]) -> dict[Stand, Faults]:
    """What became of the wrong answers and wrong next states of each entry of a table."""
    rows = rows_by_cell(machine)
    found: dict[Stand, Faults] = {}
    for case in cases:
        if case.table != machine.name or case.kind not in {ANSWER, NEXT} or case.fate is Fate.EQUAL:
            continue
        state, call, row = rows[cell_of(case)]
        stand = (state, call, str(row))
        known = found.get(stand, Faults(0, 0))
        found[stand] = Faults(known.caught + (case.fate is Fate.CAUGHT), known.made + 1)
    return found


def cell_of(case: Case) -> str:
    """The words in which a wrong answer or next state names its cell."""
    return case.where.partition(" answers " if case.kind == ANSWER else " leads to ")[0]


def rows_by_cell(machine: Machine) -> dict[str, tuple[str, str, Row]]:
    """For each cell its state, its call and its row, by the words in which a fault names it."""
    engine = Engine(machine)
    return {
        f"{cell.call} in {cell.state}" + ("" if cell.level is None else f" at level {cell.level}"): (
            cell.state,
            cell.call,
            row,
        )
        for cell, row in cells(machine, engine.profile).items()
    }
