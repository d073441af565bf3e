"""The wording and the exit status of a deviation follow from the basis of what it is against."""

import pytest

from coppspec.model.registry import Allowed, Basis, choices, clauses
from coppspec.oracle.grounds import Against, grounds
from coppspec.oracle.verdicts import judgeable
from coppspec.properties.inspection import How

DOCUMENTED = {Basis.PROSE, Basis.SAMPLE_CODE, Basis.HEADER, Basis.SUCCESSOR}


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("COPP-123", "violates the text"),  # prose
        ("COPP-433", "violates the text"),  # sample code
        ("VPCP-004", "violates the text"),  # header
        ("COPP-618", "violates the successor's text"),
        ("COPP-155", "violates what follows from COPP-161 and COPP-171"),
        ("COPP-213", "violates what follows from COPP-131 and COPP-208"),
        ("VPCP-433", "violates what follows from VPCP-420 and VPCP-430"),
        ("COPP-811", "differs from the recommendation"),  # inferred, from no clause alone
        ("VPCP-506", "differs from the recommendation"),  # chosen
        ("VPCP-661", "differs from the recommendation"),  # prose, but not for what a driver can be seen to do
        ("Q22", "differs from the recommendation"),  # nothing forbids what is left
        ("Q03", "violates the text"),  # the other reading is forbidden
    ],
)
def test_the_wording_follows_the_basis(clause: str, said: str) -> None:
    assert str(grounds(clause, How.ANSWER)) == said
    assert grounds(clause, How.ANSWER).is_violation is said.startswith("violates")


@pytest.mark.parametrize("how", [each for each in How if each is not How.ANSWER])
def test_no_answer_at_all_is_a_violation_whatever_the_clause(how: How) -> None:
    assert grounds("VPCP-506", how).against is Against.TEXT


@pytest.mark.parametrize("clause", [each for each in judgeable() if each in clauses()])
def test_a_consequence_names_documented_clauses(clause: str) -> None:
    of = grounds(clause, How.ANSWER)
    assert (of.against is Against.CONSEQUENCE) == bool(of.follows_from)
    for each in of.follows_from:
        assert clauses()[each].judged_basis in DOCUMENTED, each


@pytest.mark.parametrize("clause", [each.id for each in clauses().values() if Basis.CHOSEN in each.basis])
def test_what_is_chosen_only_fails_a_run_for_its_documented_part(clause: str) -> None:
    """A clause of several bases says in its note which part is documented."""
    found = clauses()[clause]
    of = grounds(found.id, How.ANSWER)
    assert not of.is_violation or (len(found.basis) > 1 and found.basis_note)


def test_a_point_without_a_forbidden_reading_is_never_violated() -> None:
    for choice in choices().values():
        forbids = any(each.standing is Allowed.FORBIDDEN for each in choice.readings)
        assert grounds(choice.id, How.ANSWER).is_violation is forbids


def test_an_unknown_clause_has_no_grounds() -> None:
    with pytest.raises(KeyError):
        grounds("COPP-999", How.ANSWER)
