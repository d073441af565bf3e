"""The document of a check: what was asked, the verdict on each clause, each violation with its replay.

Every report of a check is a view of it. It holds no time of day and no path but the target, so the same
seed gives the same bytes, but for the seconds that things took.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from coppspec.model.documents import cited_documents, titled
from coppspec.model.registry import choices, clauses
from coppspec.oracle.exit_status import ExitStatus
from coppspec.oracle.grounds import Against, Grounds, grounds
from coppspec.oracle.judged import Judged
from coppspec.oracle.steadiness import Finding, Reproduced
from coppspec.oracle.verdicts import OfClause, Verdict
from coppspec.oracle.violation import Violation
from coppspec.properties.declared import Declared

SCHEMA = "coppspec-judgement/1"
DECIDED = {Verdict.CONFORMS, Verdict.READING}


class Status(StrEnum):
    """What a run says of a driver as a whole."""

    CONFORMS = "conforms"
    VIOLATES = "violates"
    UNSTEADY = "unsteady"
    """Something that it broke did not come again."""
    INCONCLUSIVE = "inconclusive"
    """It did not come to an end, or nothing was exercised."""


STATUSES = {
    Status.CONFORMS: ExitStatus.CONFORMS,
    Status.VIOLATES: ExitStatus.VIOLATES,
    Status.UNSTEADY: ExitStatus.INCONCLUSIVE,
    Status.INCONCLUSIVE: ExitStatus.INCONCLUSIVE,
}


@dataclass(frozen=True)
class ReadingTaken:
    """Which reading of a choice a driver follows."""

    choice: str
    readings: tuple[str, ...]
    """The ones that remain; several where no sequence tells them apart."""
    evidence: str = ""
    """What told it, or why it cannot be told."""

    @property
    def recommended(self) -> bool:
        """Whether the recommended reading is among them."""
        return choices()[self.choice].recommended.name in self.readings


@dataclass(frozen=True)
class Judgement:
    """All that a check has found."""

    target: str
    driver: str
    """What it calls itself."""
    seed: int
    profile: Mapping[str, str]
    """The readings that it was held to where they are not the recommended ones."""
    thorough: bool
    only: str
    declared: Declared
    """What the driver says of itself."""
    judged: tuple[Judged, ...]
    clauses: tuple[OfClause, ...]
    violations: tuple[Violation, ...]
    differences: tuple[Violation, ...]
    """Where it differs from what is only recommended; they fail nothing."""
    readings: tuple[ReadingTaken, ...]
    known: frozenset[str] = frozenset()
    """The clauses that are known to be violated."""
    unsteady: tuple[Finding, ...] = ()
    """What was found, and did not come again on a fresh driver."""
    log: tuple[str, ...] = ()
    """The end of what the driver wrote to its standard error."""
    held: bool = False
    """Whether a profile was given that the driver is held to."""
    interrupt: KeyboardInterrupt | None = None
    """What has ended the run before its time, if something has."""
    totals: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def held_to(self) -> str:
        """The readings that it was held to where they are not the recommended ones; empty if they are."""
        return "; ".join(f"{choice} = {reading}" for choice, reading in self.profile.items())

    def counted(self) -> "Judgement":
        """The same with its totals, which are computed here and nowhere else."""
        verdicts = Counter(each.verdict for each in self.clauses)
        return replace(
            self,
            totals={
                "clauses": len(self.clauses),
                **{str(verdict): verdicts[verdict] for verdict in Verdict},
                "violations": len(self.violations),
                "differences": len(self.differences),
                "known violations": len([each for each in self.violations if each.clause in self.known]),
                "stale known failures": len(self.stale),
                "unsteady findings": len(self.unsteady),
                "sequences": sum(each.sequences for each in self.judged),
                "calls": sum(each.calls for each in self.judged),
            },
        )

    @property
    def unexpected(self) -> tuple[Violation, ...]:
        """The violations that nobody has said are known."""
        return tuple(each for each in self.violations if each.clause not in self.known)

    @property
    def stale(self) -> tuple[str, ...]:
        """The known failures that are none any more; of what was not run nobody knows that."""
        whole = not self.only and not self.lost
        decided = {each.id for each in self.clauses if each.verdict in DECIDED}
        left = self.known - {each.clause for each in (*self.violations, *self.differences)}
        return tuple(sorted(each for each in left if whole or each in decided))

    @property
    def lost(self) -> tuple[str, ...]:
        """Why parts of the run did not come to an end."""
        return tuple(dict.fromkeys(each.lost for each in self.judged if each.lost))

    @property
    def status(self) -> Status:
        """What it comes to."""
        if self.unexpected or self.stale:
            return Status.VIOLATES
        if self.unsteady:
            return Status.UNSTEADY
        if self.lost or not any(each.verdict in DECIDED for each in self.clauses):
            return Status.INCONCLUSIVE
        return Status.CONFORMS

    @property
    def exit_status(self) -> ExitStatus:
        """The same for a shell."""
        return STATUSES[self.status]

    def grounds(self, violation: Violation) -> Grounds:
        """What a deviation is against."""
        return grounds_of(violation, held=self.held)

    def as_json(self) -> str:
        """The document."""
        return json.dumps(self.document(), indent=1)

    def document(self) -> dict[str, Any]:
        """The document as JSON has it; `judgement.schema.json` beside this module describes it."""
        return {
            "schema": SCHEMA,
            "target": self.target,
            "driver": self.driver,
            "seed": self.seed,
            "profile": dict(self.profile),
            "thorough": self.thorough,
            "only": self.only,
            "status": self.status,
            "declared": _declared(self.declared),
            "totals": dict(self.totals),
            "clauses": [each._asdict() for each in self.clauses],
            "violations": [self._violation(each) for each in self.violations],
            "unsteady": [_unsteady(each) for each in self.unsteady],
            "differences": [self._violation(each) for each in self.differences],
            "readings": [self._reading(each) for each in self.readings],
            "known failures": sorted(self.known),
            "stale known failures": list(self.stale),
            "suites": [_suite(each) for each in self.judged],
            "lost": list(self.lost),
            "log": list(self.log),
        }

    def _violation(self, violation: Violation) -> dict[str, Any]:
        deviation = violation.replay.deviation
        return {
            "clause": violation.clause,
            "statement": statement(violation.clause),
            "source": source(violation.clause),
            "against": self.grounds(violation).against,
            "follows from": list(self.grounds(violation).follows_from),
            "known": violation.clause in self.known,
            "how": deviation.how,
            "wanted": deviation.wanted,
            "met": deviation.met,
            "legal": list(violation.legal),
            "accepted as well": list(violation.accepted_as_well),
            "excused by": [f"{choice} = {reading}" for choice, reading in violation.excuses],
            "mixes": violation.mixture,
            "suite": violation.suite,
            "sequences": violation.times,
            "reproduced": _reproduced(violation.reproduced),
            "calls": [str(step.intent) for step in violation.replay.steps],
            "replay": violation.replay.document(),
        }

    def _reading(self, taken: ReadingTaken) -> dict[str, Any]:
        choice = choices()[taken.choice]
        return {
            "choice": taken.choice,
            "id": choice.id,
            "readings": list(taken.readings),
            "recommended": choice.recommended.name,
            "evidence": taken.evidence,
        }


def grounds_of(violation: Violation, *, held: bool) -> Grounds:
    """What a deviation is against.

    Args:
        violation: the deviation.
        held: whether a profile was given that the driver is held to.
    """
    if violation.excuses and held:
        return Grounds(Against.PROFILE)
    of_clause = grounds(violation.clause, violation.replay.deviation.how)
    mixes = violation.mixture and not of_clause.is_violation
    return Grounds(Against.MIXTURE) if mixes else of_clause


def _declared(declared: Declared) -> dict[str, Any]:
    return {
        "outputs": len(declared.outputs),
        "adapters": len(declared.adapters),
        "capabilities": sorted(map(str, declared.capabilities)),
    }


def _reproduced(reproduced: Reproduced) -> dict[str, Any]:
    return {
        "times": reproduced.times,
        "replays": reproduced.replays,
        "needs history": reproduced.needs_history,
    }


def _unsteady(finding: Finding) -> dict[str, Any]:
    found = finding.found
    return {
        "clause": found.deviation.clause,
        "how": found.deviation.how,
        "wanted": found.deviation.wanted,
        "met": found.deviation.met,
        "suite": found.suite,
        "sequences": finding.times,
        "calls": [str(intent) for intent in found.intents],
        "reproduced": _reproduced(finding.reproduced),
        "instead": finding.reproduced.why_not,
    }


def _suite(judged: Judged) -> dict[str, Any]:
    return {
        "name": judged.name,
        "machine": judged.machine,
        "sequences": judged.sequences,
        "calls": judged.calls,
        "seconds": round(judged.seconds, 2),
        "violates": sorted({each.deviation.clause for each in judged.found}),
        "cut": judged.cut,
        "lost": judged.lost,
    }


def statement(clause: str) -> str:
    """What a clause says, or the question of a point with the reading that is taken."""
    if (known := clauses().get(clause)) is not None:
        return known.statement
    choice = next(each for each in choices().values() if each.id == clause)
    return f"{choice.question} Taken: {choice.recommended.text}"


def source(clause: str, *, with_links: bool = True) -> str:
    """Where it stands, and what it rests on."""
    basis, text = _rests_on(clause)
    return f"{basis}; {titled(clause, text, with_links=with_links)}"


def read_in(clause: str) -> list[str]:
    """The addresses of the documents that it stands in."""
    _, text = _rests_on(clause)
    return [each.link for each in cited_documents(clause, text) if each.link]


def _rests_on(clause: str) -> tuple[str, str]:
    """The basis of a clause and its source, or of a point of a choice its evidence."""
    if (known := clauses().get(clause)) is not None:
        return ", ".join(known.basis), known.source
    return "chosen", next(each.evidence for each in choices().values() if each.id == clause)
