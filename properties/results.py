"""The store of results: what was asked, what came out. Every report is a view of it."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SCHEMA = "coppspec-results/1"


class Kind(StrEnum):
    """What a finding is about."""

    EXPLORATION = "exploration"
    """Everything that a machine can reach, and whether a property holds there."""
    FACT = "fact"
    """Something that is so of the layouts, the codes or the reference driver, whatever is called."""
    SUITE = "suite"
    """A suite, run against a driver with real bytes."""
    MACHINE = "machine"
    """Random sequences."""
    COVERAGE = "coverage"
    """Whether random sequences saw enough of a machine; if they did not, nothing was found to be wrong."""
    LOST = "lost"
    """A question whose process was killed, or for which no time was left; its subject is its name."""
    WRONG_PLAYER = "wrong application"
    """An application that plays through VIDEOPARAMETERS and neglects a duty; it holds if it was caught."""
    MUTANTS = "mutants"
    """Every fault of one kind that a table can have; it holds if each is caught, equal or explained."""
    WRONG_DRIVER = "wrong driver"
    """A driver of the zoo; the finding holds if it was caught."""
    SOLVED = "solved"
    """All that many sessions reach, by several ways that have to agree, and what is kept there."""
    PROVED = "proved"
    """What holds for every number of sessions."""
    REFUTED = "refuted"
    """A reading that the wording admits and that cannot be meant; the finding holds if it was refuted."""
    WRONG_TABLE = "wrong table"
    """A table or a count that is wrong in one named way; the finding holds if it was caught."""


UNTOLD = frozenset({Kind.COVERAGE, Kind.LOST})
"""The kinds of findings that, where they do not hold, say that something cannot be told."""


@dataclass(frozen=True)
class Finding:
    """The answer to one question."""

    kind: Kind
    subject: str
    """Machine, suite or driver, with its sessions and its profile where that is not the default."""
    name: str
    """The question as a sentence that holds or does not."""
    holds: bool
    clauses: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict[str, int])
    detail: str = ""
    """What was found; for a driver that was caught, the sequence."""
    asked: str = ""
    """The name with which it was asked, and that asks it again; empty outside a run."""
    seconds: float = field(default=0, compare=False)
    """How long it took; it is no result, so it is not in the document."""

    @property
    def called(self) -> str:
        """The name that asks it again, and behind it what that leaves open."""
        more = (each for each in (self.subject, self.name) if each not in self.asked)
        return ": ".join((*([self.asked] if self.asked else []), *more))


Job = tuple[str, Callable[[], list[Finding]]]
"""What is asked, in a few words, and what finds the answer."""


@dataclass
class Results:
    """All findings of one run."""

    seed: int
    profile: str
    findings: list[Finding] = field(default_factory=list[Finding])
    totals: dict[str, int] = field(default_factory=dict[str, int])
    """Numbers of the registry and the tables, and sums over the findings; computed once."""
    thorough: bool = False
    """Whether the model was solved as well."""
    only: str = ""
    """What had to be in the name of whatever was asked; everything was asked if it is empty."""

    @property
    def violations(self) -> list[Finding]:
        """The findings that do not hold."""
        return [each for each in self.findings if not each.holds and each.kind not in UNTOLD]

    @property
    def inconclusive(self) -> list[Finding]:
        """The findings that say that something cannot be told."""
        return [each for each in self.findings if not each.holds and each.kind in UNTOLD]

    def of(self, kind: Kind) -> list[Finding]:
        """The findings of one kind."""
        return [finding for finding in self.findings if finding.kind is kind]

    def sum(self, number: str, kinds: Iterable[Kind] = tuple(Kind)) -> int:
        """A number, added up over the findings of some kinds."""
        return sum(finding.numbers.get(number, 0) for kind in kinds for finding in self.of(kind))

    def as_json(self) -> str:
        """The results as a JSON document: the same for the same seed."""
        document: dict[str, Any] = {
            "schema": SCHEMA,
            "seed": self.seed,
            "profile": self.profile,
            "thorough": self.thorough,
            "only": self.only,
            "holds": not self.violations and not self.inconclusive,
            "conclusive": not self.inconclusive,
            "totals": self.totals,
            "findings": [
                {
                    "asked": finding.asked,
                    "kind": finding.kind,
                    "subject": finding.subject,
                    "name": finding.name,
                    "holds": finding.holds,
                    "clauses": list(finding.clauses),
                    "numbers": dict(finding.numbers),
                    "detail": finding.detail,
                }
                for finding in self.findings
            ],
        }
        return json.dumps(document, indent=2, ensure_ascii=False)
