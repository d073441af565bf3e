"""The state graph of a machine under a profile, as the document tells it."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from coppspec.model.engine import Engine
from coppspec.model.language import Check, Machine, Row, fails
from coppspec.model.profile import Profile
from coppspec.properties.subjects import MACHINES
from coppspec.reports.drawing import Diagram, Kind, Label, Place, Way
from coppspec.reports.grouping import grouped
from coppspec.reports.steps import Step, steps

LEGEND = "broad: the way to the goal; thin: other successes; dashed: refused; dotted: an event"
FRAME = "; a frame: from each state in it"


def diagram(machine: Machine, profile: Profile | None = None) -> Diagram:
    """The state graph of one session: nothing in it that the engine does not do."""
    plain = ungrouped(machine, profile)
    ways, groups = grouped(plain.ways)
    return replace(plain, ways=ways, groups=groups, legend=LEGEND + (FRAME if groups else ""))


def diagrams(profile: Profile | None = None) -> tuple[Diagram, ...]:
    """The state graphs of all machines."""
    return tuple(diagram(machine, profile) for machine in MACHINES)


def ungrouped(machine: Machine, profile: Profile | None = None) -> Diagram:
    """The same, with each way drawn from each state."""
    engine = Engine(machine, profile)
    every = steps(engine)
    shown = [each for each in every if each.shown]
    order = {state: index for index, state in enumerate(machine.states)}
    reached = sorted({state for each in shown for state in (each.start, each.end)}, key=order.__getitem__)
    path = _path(machine, shown)
    between: dict[tuple[str, str, Kind], list[Step]] = defaultdict(list)
    for each in shown:
        between[each.start, each.end, _kind(each, path)].append(each)
    ways = sorted(between, key=lambda key: (order[key[0]], order[key[1]], [*Kind].index(key[2])))
    return Diagram(
        file_name(machine),
        f"{machine.document}: {machine.name}, profile: {engine.profile}",
        tuple(Place(state, _refusals(every, state), state == machine.goal) for state in reached),
        tuple(Way(*key[:2], _labels(between[key]), key[2]) for key in ways),
        legend=LEGEND,
    )


def file_name(machine: Machine) -> str:
    """The name of a machine as that of a file."""
    return machine.name.lower().replace("'s", "").replace(" ", "-")


def _path(machine: Machine, shown: Sequence[Step]) -> set[tuple[str, str]]:
    """The way from the start to the goal: the shortest on which every call succeeds."""
    leads = dict.fromkeys((each.start, each.end) for each in shown if not fails(each.code))
    paths: dict[str, tuple[str, ...]] = {machine.initial: (machine.initial,)}
    waiting = deque(paths)
    while waiting and machine.goal not in paths:
        at = waiting.popleft()
        for end in (end for start, end in leads if start == at and end not in paths):
            paths[end] = (*paths[at], end)
            waiting.append(end)
    return set(pairwise(paths[machine.goal]))


def _kind(step: Step, path: set[tuple[str, str]]) -> Kind:
    if fails(step.code):
        return Kind.REFUSAL
    if (step.start, step.end) in path:
        return Kind.PATH
    return Kind.EVENT if step.code is None else Kind.SUCCESS


def _labels(some: Iterable[Step]) -> tuple[Label, ...]:
    """A label for each call and answer, in the order in which they are met."""
    found: dict[tuple[str, str, str], list[Step]] = defaultdict(list)
    levels: dict[str, set[int]] = defaultdict(set)
    for each in some:
        count = f"count {each.entry.count:+d}" if isinstance(each.entry, Row) and each.entry.count else ""
        answer = "" if each.code is None else each.code.name
        found[each.function, answer, count].append(each)
        if each.level is not None:
            levels[each.function].add(each.level)
    return tuple(
        Label(
            function + levels_in_words(levels[function]),
            answer,
            count,
            tuple(sorted({each.entry.clause for each in alike})),
            tuple(dict.fromkeys(each.stand for each in alike)),
        )
        for (function, answer, count), alike in found.items()
    )


def levels_in_words(levels: set[int]) -> str:
    """The levels for which the same call goes the same way."""
    different = sorted(levels)
    if len(different) > 1 and different == list(range(different[0], different[-1] + 1)):
        return f" {different[0]}-{different[-1]}"
    return f" {' or '.join(map(str, different))}" if different else ""


def _refusals(every: Iterable[Step], state: str) -> tuple[Label, ...]:
    """A label for each answer and clause with which the state refuses, and for each to a wrong message."""
    refused = [each for each in every if each.start == state and each.refused_in_place]
    by_row: dict[tuple[str, str], list[Step]] = defaultdict(list)
    by_check: dict[str, list[Step]] = defaultdict(list)
    for each in refused:
        assert each.code is not None, "only calls are refused"  # noqa: S101  events have no answer
        if isinstance(each.entry, Check):
            by_check[each.code.name].append(each)
        else:
            by_row[each.code.name, each.entry.clause].append(each)
    return (
        *(_refusal(alike, "", answer) for (answer, _), alike in by_row.items()),
        *(_refusal(alike, " with a defect", answer) for answer, alike in by_check.items()),
    )


def _refusal(alike: Sequence[Step], what: str, answer: str) -> Label:
    calls = ", ".join(dict.fromkeys(each.function for each in alike))
    clauses = tuple(sorted({each.entry.clause for each in alike}))
    return Label(calls + what, answer, "", clauses, tuple(dict.fromkeys(each.stand for each in alike)))
