"""What a violation rests on: the wording of a report and the exit status follow from the basis of the clause.

The documents (prose, a header, or sample code that no prose contradicts), the successor's pages, and what
follows from a documented clause can be violated. A recommendation cannot: where the documents are silent, a
driver that does otherwise only differs from it, unless the registry marks what it does as forbidden.
"""

from enum import StrEnum
from typing import NamedTuple

from coppspec.model.registry import Allowed, Basis, Choice, choices, clauses
from coppspec.properties.inspection import How


class Against(StrEnum):
    """What a deviation is against."""

    TEXT = "the text"
    """Prose, a header, or sample code that no prose contradicts."""
    SUCCESSOR = "the successor's text"
    """The pages of OPM, about outputs with COPP semantics."""
    CONSEQUENCE = "what follows from the text"
    """An inference from documented clauses, which are named."""
    RECOMMENDATION = "the recommendation"
    """The documents are silent. It is no violation."""
    MIXTURE = "the choice of one interpretation"
    """Each interpretation is accepted, and no document allows one here and another there."""
    PROFILE = "its own profile"
    """An accepted interpretation allows it, and the profile that was given names another."""


WEIGHT = {
    Basis.PROSE: Against.TEXT,
    Basis.SAMPLE_CODE: Against.TEXT,
    Basis.HEADER: Against.TEXT,
    Basis.SUCCESSOR: Against.SUCCESSOR,
    Basis.INFERRED: Against.CONSEQUENCE,
    Basis.CHOSEN: Against.RECOMMENDATION,
}
"""What each basis can be violated as."""


class Grounds(NamedTuple):
    """What a deviation is against, and for a consequence the documented clauses that it follows from."""

    against: Against
    follows_from: tuple[str, ...] = ()

    @property
    def is_violation(self) -> bool:
        """Whether it fails a run."""
        return self.against is not Against.RECOMMENDATION

    def __str__(self) -> str:
        """How a report goes on after the clause.

        >>> str(Grounds(Against.CONSEQUENCE, ("COPP-161", "COPP-171")))
        'violates what follows from COPP-161 and COPP-171'
        >>> str(Grounds(Against.RECOMMENDATION))
        'differs from the recommendation'
        """
        if self.against is Against.RECOMMENDATION:
            return f"differs from {self.against}"
        if self.against is Against.CONSEQUENCE:
            *others, last = self.follows_from
            return f"violates what follows from {', '.join(others)}{' and ' if others else ''}{last}"
        return f"violates {self.against}"


def grounds(clause_id: str, how: How) -> Grounds:
    """What a deviation from a clause, or from a point on which the documents are silent, is against.

    Args:
        clause_id: the clause or the point that was named.
        how: in which way the driver deviates. Whoever gives no answer at all breaks every reading.

    Raises:
        KeyError: there is no such clause or point.
    """
    if how is not How.ANSWER:
        return Grounds(Against.TEXT)
    clause = clauses().get(clause_id)
    if clause is None:
        return _of_choice({each.id: each for each in choices().values()}[clause_id])
    against = WEIGHT[clause.judged_basis]
    if against is Against.CONSEQUENCE and not clause.follows_from:
        return Grounds(Against.RECOMMENDATION)
    return Grounds(against, clause.follows_from if against is Against.CONSEQUENCE else ())


def _of_choice(choice: Choice) -> Grounds:
    """Of a point: what no accepted interpretation explains is forbidden, if anything is."""
    forbids = any(reading.standing is Allowed.FORBIDDEN for reading in choice.readings)
    return Grounds(Against.TEXT if forbids else Against.RECOMMENDATION)
