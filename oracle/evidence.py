"""Whether a run would have exposed a driver that breaks a clause: no clause conforms without that.

The evidence is a recorded detection of a wrong driver (`detections`). It counts if the driver declares
every capability that it takes, and if the clause was exercised in its suite; for a clause about all that can
happen, if its suite came to its end with nothing violated in it. A clause that some driver breaks where only
the outputs show it needs `applied`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from coppspec.driver.protocol import Capability
from coppspec.oracle.detections import Detection, detections, family
from coppspec.oracle.judged import About, Judged

CHANCE = {
    "COPP-144": "no two of the random numbers were alike; that nobody can predict them cannot be measured",
    "VPCP-506": "no key gave away the next; that nobody can guess them cannot be measured",
}
"""Clauses about chance: what was measured, and what that does not show."""
TOLD_BY_DECLARATION = frozenset({"COPP-206"})
"""Clauses about refusals of what the driver declares that it lacks: they need no call that succeeds."""


@dataclass(frozen=True)
class Evidence:
    """What a run could have exposed.

    Args:
        judged: what became of each suite.
        capabilities: what the driver declares.
        violated: the clauses that are violated, and in which way.
    """

    judged: tuple[Judged, ...]
    capabilities: Collection[str]
    violated: Collection[About] = ()

    def is_enough(self, clause: str, *, by_steps: bool) -> bool:
        """Whether a driver that breaks a clause would have been exposed.

        Args:
            clause: the clause.
            by_steps: whether steps are counted for it; otherwise it is about all that can happen.
        """
        if clause in CHANCE or self.needs_applied(clause):
            return False
        return any(self._counts(each, clause, by_steps=by_steps) for each in telling(clause))

    def missing(self, clause: str) -> str:
        """Why there is not enough, as a report tells it."""
        if clause in CHANCE:
            return CHANCE[clause]
        if self.needs_applied(clause):
            return f"`{Capability.APPLIED}` is not declared"
        lacking = [set(each.needs) - set(self.capabilities) for each in telling(clause)]
        if not lacking:
            return "no wrong driver is known that a suite exposes under it"
        least = min(lacking, key=lambda needs: (len(needs), sorted(needs)))
        if least:
            names = [f"`{each}`" for each in sorted(least)]
            return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} not declared"
        if not any(self._is_reached(each, clause) for each in telling(clause)):
            return "the driver refuses every such call, so that nothing can be seen of it"
        return "no suite that could expose a driver that breaks it was run to its end"

    def needs_applied(self, clause: str) -> bool:
        """Whether some wrong driver shows it on the outputs alone, and these cannot be looked at."""
        return Capability.APPLIED not in self.capabilities and clause in seen_on_outputs_alone()

    def _counts(self, detection: Detection, clause: str, *, by_steps: bool) -> bool:
        if not (set(detection.needs) <= set(self.capabilities) and self._is_reached(detection, clause)):
            return False
        runs = [each for each in self.judged if family(each.name) == detection.suite]
        if by_steps:
            return any(each.steps[clause] for each in runs)
        return any(each.calls for each in runs if self._is_sound(each))

    def _is_reached(self, detection: Detection, clause: str) -> bool:
        """Whether every function has succeeded that has to: without that a refusal says nothing."""
        if clause in TOLD_BY_DECLARATION:
            return True
        return set(detection.reaches) <= set().union(*(each.accepted for each in self.judged))

    def _is_sound(self, judged: Judged) -> bool:
        """Whether a suite came to its end, with nothing violated in it."""
        return not (judged.lost or judged.cut or any(found.about in self.violated for found in judged.found))


def telling(clause: str) -> tuple[Detection, ...]:
    """The detections that tell of a clause: those that name it, or those of drivers that break it."""
    found = detections().get(clause, ())
    return tuple(each for each in found if each.named == clause) or found


@cache
def seen_on_outputs_alone() -> frozenset[str]:
    """The clauses that some wrong driver breaks where nothing but the levels on the outputs shows it."""
    return frozenset(clause for clause, found in detections().items() if _hides_somewhere(found))


def _hides_somewhere(found: tuple[Detection, ...]) -> bool:
    shown: dict[str, bool] = {}
    for each in found:
        shown[each.driver] = shown.get(each.driver, False) or Capability.APPLIED not in each.needs
    return not all(shown.values())
