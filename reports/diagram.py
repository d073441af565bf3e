"""What a picture of a machine shows, before it is a picture: states, ways between them, refusals in them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from coppspec.model.engine import Engine
from coppspec.model.language import Ignore, Machine, Row, fails
from coppspec.model.profile import Profile
from coppspec.model.tv_output import TVOffer
from coppspec.properties.exploration import Moment, explore
from coppspec.properties.subjects import MACHINES
from coppspec.properties.walks import Walk, walks


@dataclass(frozen=True)
class Way:
    """All steps from one state to another, or back to itself, that succeed or change something."""

    start: str
    end: str
    labels: tuple[str, ...]
    """A line for each call and answer, with its clauses."""
    straight: bool
    """Whether it is on the way from the start to the goal, or else one of many."""


@dataclass(frozen=True)
class Place:
    """A state."""

    name: str
    refusals: tuple[str, ...]
    """A line for each answer with which calls are refused that change nothing."""
    goal: bool


@dataclass(frozen=True)
class Diagram:
    """A state graph of one session under a profile."""

    name: str
    title: str
    places: tuple[Place, ...]
    ways: tuple[Way, ...]


def diagram(machine: Machine, profile: Profile | None = None) -> Diagram:
    """The state graph of one session: nothing in it that the engine does not do."""
    engine = Engine(machine, profile)
    alone = (walk for walk in walks(engine) if len(walk.start.sessions) == 1 and not _is_elsewhere(walk))
    moments = [moment for walk in alone for moment in explore(engine, walk.start, walk.letters).moments]
    between: dict[tuple[str, str], list[Moment]] = defaultdict(list)
    refused: dict[str, list[Moment]] = defaultdict(list)
    for moment in moments:
        start, end = (each.sessions[0].state for each in (moment.before, moment.after))
        if not _about_the_session(machine, moment):
            continue
        if start == end and fails(moment.answer.code):
            refused[start].append(moment)
        elif start != end or moment.answer.code is not None:
            between[start, end].append(moment)
    order = {state: index for index, state in enumerate(machine.states)}
    reached = sorted({state for pair in between for state in pair}, key=order.__getitem__)
    return Diagram(
        _file_name(machine),
        f"{machine.document}: {machine.name}, profile: {engine.profile}",
        tuple(Place(state, _refusals(machine, refused[state]), state == machine.goal) for state in reached),
        tuple(
            Way(start, end, _labels(machine, between[start, end]), _is_straight(machine, start, end, between))
            for start, end in sorted(between, key=lambda pair: (order[pair[0]], order[pair[1]]))
        ),
    )


def diagrams(profile: Profile | None = None) -> tuple[Diagram, ...]:
    """The state graphs of all machines."""
    return tuple(diagram(machine, profile) for machine in MACHINES)


def _file_name(machine: Machine) -> str:
    return machine.name.lower().replace("'s", "").replace(" ", "-")


def _about_the_session(machine: Machine, moment: Moment) -> bool:
    """Whether a step is about the session that is drawn, and not about none at all."""
    call = machine.call(moment.intent.call)
    ignored = isinstance(moment.answer.entries[-1], Ignore)
    return not ignored and (moment.answer.session is not None or call.event)


def _is_elsewhere(walk: Walk) -> bool:
    """Whether a walk is on an adapter that lacks something, or beside somebody else's protection."""
    return walk.start.tv.offer != TVOffer() or any(any(each.shown) for each in walk.start.connectors)


def _is_straight(
    machine: Machine, start: str, end: str, between: Mapping[tuple[str, str], list[Moment]]
) -> bool:
    """Whether a way succeeds and follows the order in which the document names the states."""
    if all(fails(moment.answer.code) for moment in between[start, end]):
        return False
    path = [state for state in machine.states if state not in machine.ended or state == machine.initial]
    return end == machine.goal or (start, end) in pairwise(path)


def _labels(machine: Machine, moments: list[Moment]) -> tuple[str, ...]:
    """A line for each call and answer, in the order of the machine's calls."""
    clauses: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for moment in moments:
        row = next(entry for entry in reversed(moment.answer.entries) if isinstance(entry, Row))
        levels = _levels(machine, moment, moments)
        answer = "" if moment.answer.code is None else moment.answer.code.name
        count = f"count {row.count:+d}" if row.count else ""
        known = clauses[f"{_function(machine, moment)}{levels}", answer, count]
        if moment.answer.clause not in known:
            known.append(moment.answer.clause)
    return tuple(
        ", ".join(filter(None, (call, answer, count, " ".join(sorted(known)))))
        for (call, answer, count), known in clauses.items()
    )


def _levels(machine: Machine, moment: Moment, moments: list[Moment]) -> str:
    """The levels for which the same call goes the same way."""
    if not machine.call(moment.intent.call).levels:
        return ""
    levels = sorted(
        {
            each.intent.level
            for each in moments
            if _function(machine, each) == _function(machine, moment) and each.intent.level is not None
        }
    )
    different = sorted(set(levels))
    if len(different) > 1 and different == list(range(different[0], different[-1] + 1)):
        return f" {different[0]}-{different[-1]}"
    return f" {' or '.join(map(str, different))}"


def _function(machine: Machine, moment: Moment) -> str:
    """The call, or the function that takes it and others."""
    return machine.call(moment.intent.call).function or moment.intent.call


def _refusals(machine: Machine, moments: list[Moment]) -> tuple[str, ...]:
    """A line for each call that the state refuses, and one for each that is refused for its message."""
    answers: dict[str, dict[str, None]] = defaultdict(dict)
    for moment in moments:
        if moment.answer.code is None:
            continue
        by_row = isinstance(moment.answer.entries[-1], Row)
        function = _function(machine, moment)
        call = function if by_row else f"{function} with a defect"
        answers[call][moment.answer.code.name] = None
        if by_row:
            answers[call][moment.answer.clause] = None
    return tuple(", ".join((call, *each)) for call, each in answers.items())
