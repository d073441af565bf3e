"""A verdict for each clause: what the steps of a run say of it, and what they do not."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import NamedTuple

from coppspec.driver.protocol import Capability, Interface
from coppspec.model.device import DEVICE
from coppspec.model.language import Consult, Machine, Row, Rung, holds
from coppspec.model.layouts import LAYOUTS
from coppspec.model.profile import Profile
from coppspec.model.registry import choices, clauses
from coppspec.model.renderer import RENDERER
from coppspec.model.together import TOGETHER
from coppspec.oracle.evidence import Evidence, telling
from coppspec.oracle.judged import About, Judged
from coppspec.oracle.unjudged import UNJUDGED
from coppspec.properties import trial
from coppspec.properties.declared import Declared
from coppspec.properties.device_harness import REPLACED
from coppspec.properties.subjects import ALWAYS, MACHINES
from coppspec.properties.suites import suites
from coppspec.properties.traceability import INSPECTIONS, ZOO, citations


class Verdict(StrEnum):
    """What is said of a clause."""

    CONFORMS = "conforms"
    """It was exercised, and every answer was legal."""
    VIOLATES = "violates"
    """An answer that no accepted reading allows, a crash, a hang, or what is no answer."""
    DIFFERS = "differs"
    """An answer that differs from a recommendation; the documents are silent, so it is no violation."""
    READING = "reading"
    """Legal under an accepted reading other than the recommended one."""
    UNSUPPORTED = "unsupported"
    """The driver declares that it lacks what it takes."""
    NOT_EXERCISED = "not exercised"
    """No step reached it."""
    UNSTEADY = "unsteady"
    """It was broken, and not again when the same calls were made again."""
    NOT_DECIDED = "not decided"
    """It was exercised, but a driver that breaks it would not have been seen."""
    INCONCLUSIVE = "inconclusive"
    """The run ended before it was decided, or a violation elsewhere stands before it."""


LOOKED_AT_ALWAYS = frozenset(clause for each in trial.INSPECTIONS for clause in each.clauses)
"""What is looked at in every answer, whatever the entries of a table say of it."""
CONFORMING = {Verdict.CONFORMS, Verdict.READING}


class OfClause(NamedTuple):
    """The verdict on a clause, or on a point on which the documents are silent."""

    id: str
    verdict: Verdict
    steps: int = 0
    """How many steps rested on it."""
    reason: str = ""
    """Why it is not decided, or which reading it follows."""


ELSEWHERE = "it is about all that can happen, and something is violated in each suite that could show it"
"""Why nothing is said of what always holds."""
UNSTEADY = "it was broken, and not when the same calls were made again on a fresh driver"
"""Why a clause is neither violated nor held."""
BEFORE = "no step reached it, and something is violated that may stand before it"
"""Why nothing is said of the rest."""


@cache
def decided_by() -> Mapping[str, frozenset[str]]:
    """For each clause about all that can happen, the machines whose suites decide on it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for clause, cited in citations().items():
        found[clause] |= {_machine(each.where, clause) for each in cited}
    of_suites = {suite.name: suite.engine.machine.name for suite in suites()}
    for wrong in ZOO:
        for clause in wrong.clauses:
            found[clause].add(of_suites[wrong.suite])
    return {clause: frozenset(machines & ALWAYS.keys()) for clause, machines in found.items()}


def _machine(where: str, clause: str) -> str:
    """The machine that something which rests on a clause is about."""
    if where == "state graph":
        return MACHINES[0].name if clause.startswith("COPP") else MACHINES[-1].name
    return where


@dataclass(frozen=True)
class Court:
    """What the verdicts on a run rest on."""

    judged: tuple[Judged, ...]
    declared: Declared
    profile: Profile
    """That the driver was held to."""
    readings: Mapping[str, str]
    """The readings that it follows, by their choices, where they are not the recommended ones."""
    violated: Collection[About]
    """What it breaks, and in which ways."""
    differing: Collection[About]
    """Where it differs from a recommendation."""
    whole: bool
    """Whether everything was asked, and not a part of it."""
    unsteady: Collection[About] = ()
    """What it broke once, and not again, and in which ways."""

    def verdicts(self) -> tuple[OfClause, ...]:
        """One for every clause and point that says something under the readings that hold, in their order."""
        steps = self._steps
        judged = (each for each in judgeable() if _entries_hold(each, self.profile))
        return tuple(self._verdict(each, steps[each]) for each in judged if self._is_told(each))

    def _is_told(self, clause: str) -> bool:
        """Whether a verdict is given: no driver conforms to what none can break."""
        found = (*self.violated, *self.differing, *self.unsteady)
        return clause not in UNJUDGED or any(clause == of for of, _ in found)

    @cached_property
    def _steps(self) -> Counter[str]:
        steps: Counter[str] = Counter()
        for each in self.judged:
            steps += each.steps
        return steps

    def _verdict(self, clause: str, steps: int) -> OfClause:
        for verdict, those, reason in (
            (Verdict.VIOLATES, self.violated, ""),
            (Verdict.DIFFERS, self.differing, ""),
            (Verdict.UNSTEADY, self.unsteady, UNSTEADY),
        ):
            if any(clause == of for of, _ in those):
                return OfClause(clause, verdict, steps, reason)
        return self._undeviating(clause, steps)

    def _undeviating(self, clause: str, steps: int) -> OfClause:
        """The verdict on a clause under which nothing was found."""
        about_all = _is_about_all(clause)
        if clause == REPLACED.clause and not any(each.other_sink for each in self.declared.outputs):
            verdict = Verdict.UNSUPPORTED if self.whole else Verdict.NOT_EXERCISED
            return OfClause(clause, verdict, 0, "the driver declares no output with another display")
        exercised = sum(each.calls for each in self._runs(clause)) if about_all else steps
        if self._evidence(()).needs_applied(clause):
            return OfClause(clause, Verdict.NOT_DECIDED, steps, self._evidence(()).missing(clause))
        if not exercised:
            return self._not_exercised(clause)
        if not telling(clause) and (of := clauses().get(clause)) and of.follows_from:
            others = map(self._of, of.follows_from)
            if other := next((each for each in others if each.verdict not in CONFORMING), None):
                return OfClause(clause, Verdict.NOT_DECIDED, exercised, _of_another(other))
        elif not self._evidence({*self.violated, *self.unsteady}).is_enough(clause, by_steps=not about_all):
            return self._not_decided(clause, exercised)
        reading = next(self._readings_of(clause), "")
        return OfClause(clause, Verdict.READING if reading else Verdict.CONFORMS, exercised, reading)

    def _of(self, clause: str) -> OfClause:
        """The verdict on a clause from which another one follows: who breaks that one breaks this one."""
        return self._verdict(clause, self._steps[clause])

    def _evidence(self, violated: Collection[About]) -> Evidence:
        return Evidence(self.judged, self.declared.capabilities, violated)

    def _runs(self, clause: str) -> list[Judged]:
        """The suites of the machines that a clause is about."""
        return [each for each in self.judged if each.machine in decided_by().get(clause, ())]

    def _not_decided(self, clause: str, steps: int) -> OfClause:
        """The verdict on a clause that was exercised, and could have been broken unseen."""
        if _is_about_all(clause):
            if self._evidence(()).is_enough(clause, by_steps=False):
                return OfClause(clause, Verdict.INCONCLUSIVE, 0, ELSEWHERE)
            if lost := next((each.lost for each in self._runs(clause) if each.lost), ""):
                return OfClause(clause, Verdict.INCONCLUSIVE, 0, lost)
        return OfClause(clause, Verdict.NOT_DECIDED, steps, self._evidence(()).missing(clause))

    def _not_exercised(self, clause: str) -> OfClause:
        """The verdict on a clause that no step reached, and what kept the run from it."""
        runs = self._runs(clause)
        met = {*self.violated, *self.unsteady}
        broken = any(found.about in met for each in runs for found in each.found)
        if lost := next((each.lost for each in runs or self.judged if each.lost), ""):
            return OfClause(clause, Verdict.INCONCLUSIVE, 0, lost)
        lacking = tuple(self._undeclared(clause))
        if self.whole and broken and not lacking:
            return OfClause(clause, Verdict.INCONCLUSIVE, 0, BEFORE)
        if lacking := lacking or tuple(self._lacking(clause)):
            return OfClause(clause, Verdict.UNSUPPORTED, 0, f"the driver declares no {', no '.join(lacking)}")
        return OfClause(clause, Verdict.NOT_EXERCISED, 0, "no step reached it")

    def _readings_of(self, clause: str) -> Iterator[str]:
        """The readings other than the recommended ones that are about a clause."""
        for name, reading in self.readings.items():
            choice = choices()[name]
            if clause == choice.id or clause in choice.clauses:
                yield f"{name} = {reading} ({choice.id})"

    def _undeclared(self, clause: str) -> Iterator[str]:
        """The events that it is about, if there is nothing else that it is about and none is declared."""
        calls = {entry.call if isinstance(entry, Row) else "" for entry in _entries().get(clause, ())}
        if self.whole and calls and calls <= set(Capability) - set(self.declared.capabilities):
            yield from sorted(calls)

    def _lacking(self, clause: str) -> Iterator[str]:
        """What the driver would have to declare."""
        if not self.whole:
            return
        of = tuple(decided_by().get(clause, ()))
        if DEVICE.name in of and Interface.DEVICE not in self.declared.interfaces:
            yield "interface 'device'"
            return
        if of == (RENDERER.name,) and Capability.RENDERER not in self.declared.capabilities:
            yield "renderer"
        elif of == (MACHINES[-1].name,) and not self.declared.adapters:
            yield "adapter"
        elif of == (TOGETHER.name,) and not self.declared.adapters:
            yield "adapter beside its devices"
        else:
            yield from (str(each) for each in Capability if each not in self.declared.capabilities)
            yield "output or adapter where it could be asked"


def _of_another(other: OfClause) -> str:
    """Why a clause is not decided that follows from another one."""
    if other.verdict is Verdict.NOT_DECIDED:
        return other.reason
    return f"it follows from {other.id}, of which the verdict is '{other.verdict}'"


@cache
def judgeable() -> tuple[str, ...]:
    """Every clause and point that a driver can be seen to break, in their order."""
    ids = (*clauses(), *(choice.id for choice in choices().values()))
    return tuple(each for each in ids if _is_judged(each))


@cache
def _is_judged(clause: str) -> bool:
    """Whether a driver can be told by its answers to break it: more than a fact of the documents."""
    return bool(decided_by().get(clause)) or clause in _directly()


@cache
def _directly() -> frozenset[str]:
    """What bytes are looked at for, and what has the layout of a structure."""
    inspected = {clause for each in INSPECTIONS for clause in each.clauses}
    layouts = {layout.clause for layout in LAYOUTS}
    return frozenset(inspected | layouts)


def _is_about_all(clause: str) -> bool:
    """Whether it is held by what always holds, and by no entry or look of its own."""
    return clause not in _directly() and clause not in _entries()


@cache
def _entries() -> Mapping[str, tuple[Row | Rung, ...]]:
    """The entries of all tables by their clauses."""
    found: defaultdict[str, list[Row | Rung]] = defaultdict(list)
    for machine in MACHINES:
        for entry in _of_table(machine):
            if not isinstance(entry, Consult):
                found[entry.clause].append(entry)
    return {clause: tuple(each) for clause, each in found.items()}


def _of_table(machine: Machine) -> Iterator[Row | Rung]:
    """All entries, but for what becomes of an event that never comes by itself: a rung brings it."""
    brought = {call.name for call in machine.calls if call.only_brought}
    yield from (row for row in machine.rows if row.call not in brought)
    yield from machine.afterwards
    for call in machine.calls:
        yield from call.ladder


def _entries_hold(clause: str, profile: Profile) -> bool:
    """Whether something that cites it holds under a profile; what no entry cites, or is always seen, does."""
    entries = _entries().get(clause, ())
    return not entries or clause in LOOKED_AT_ALWAYS or any(holds(entry, profile) for entry in entries)
