"""A clause counts as tested when somebody who breaks it is caught, and that is found out and told."""

import pytest

from coppspec.reports.kills_told import kills_of
from coppspec.reports.lookup import as_text, found


def test_a_check_that_is_dropped_or_answered_otherwise_tests_its_clause() -> None:
    told = kills_of("COPP-152")
    assert told["tested"] == "yes: who breaks it is caught"
    mutants = told["mutants"]
    assert isinstance(mutants, list)
    assert mutants[0] == (
        "COPP device, a rung dropped: 1 of 1 caught, after 4 calls at most, first by "
        "'control, complete with no extra states'"
    )


def test_a_clause_that_only_wrong_drivers_break_is_tested_by_them() -> None:
    assert kills_of("VPCP-551") == {"tested": "yes: who breaks it is caught", "mutants": []}


def test_a_clause_that_nobody_breaks_is_not_tested() -> None:
    assert kills_of("VPCP-002") == {"tested": "no", "mutants": []}


@pytest.mark.thorough
def test_a_mutant_that_is_equal_to_its_table_is_named() -> None:
    assert "; equal: " in str(kills_of("COPP-433")["mutants"])


def test_only_clauses_have_mutants() -> None:
    assert "tested" in found("copp-152", mutants=True)
    assert "tested" not in found("T-03", mutants=True)
    assert "tested: yes" in as_text("COPP-152", mutants=True)


def test_mutants_are_told_only_to_who_asks_for_them() -> None:
    assert not {"tested", "mutants"} & found("COPP-165").keys()
