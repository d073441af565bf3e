"""The kill matrix: what is caught, what is equal, what survives, and that none of it is taken on trust."""

import pytest

from coppspec.model.engine import Engine
from coppspec.model.step import Intent
from coppspec.properties import matrix
from coppspec.properties.exploration import GivenUp, differs
from coppspec.properties.killing import difference, mapped, shortest, tree
from coppspec.properties.matrix import (
    REASONS,
    Case,
    Fate,
    by_suite,
    cases,
    of_clause,
    stale_reasons,
    wrong_drivers,
)
from coppspec.properties.mutants import ANSWER, ANSWERED, COUNT, DROPPED, EFFECT, KINDS, mutants
from coppspec.properties.subjects import MACHINES
from coppspec.properties.suites import suites
from coppspec.properties.walks import walks

DEVICE, RENDERER, KEYS = range(3)


@pytest.mark.parametrize("table", [DEVICE, RENDERER, KEYS], ids=[each.name for each in MACHINES])
@pytest.mark.thorough
def test_every_check_that_is_dropped_or_answers_otherwise_is_caught_or_equal(table: int) -> None:
    found = [case for kind in (DROPPED, ANSWERED) for case in cases(table, kind)]
    assert found
    assert not [str(case) for case in found if case.fate is Fate.SURVIVES]


@pytest.mark.thorough
def test_a_caught_mutant_parts_on_its_test_and_not_before() -> None:
    suite_of = {suite.name: suite for suite in suites()}
    engine = Engine(MACHINES[KEYS])
    for mutant, case in zip(mutants(MACHINES[KEYS]), _all_of(KEYS), strict=True):
        assert case.where == mutant.where
        if case.fate is Fate.CAUGHT and case.kind in {ANSWER, COUNT}:
            beginning = suite_of[case.suite].start()
            assert differs(engine, mutant.make(), beginning, case.test)
            assert not differs(engine, mutant.make(), beginning, case.test[:-1])


def _all_of(table: int) -> list[Case]:
    """In the order of the mutants."""
    by_name = {str(case): case for kind in (ANSWER, COUNT) for case in cases(table, kind)}
    equal = Case(MACHINES[table].name, "", "", (), Fate.EQUAL)
    return [
        by_name.get(f"{MACHINES[table].name}: {each}", equal._replace(where=each.where))
        for each in mutants(MACHINES[table])
    ]


def test_each_mutant_has_a_name_of_its_own() -> None:
    for machine in MACHINES:
        names = [str(each) for each in mutants(machine)]
        assert len(names) == len(set(names))
        assert {each.kind for each in mutants(machine)} <= {*KINDS}


def test_without_the_suite_that_catches_it_a_mutant_survives() -> None:
    """A check that is dropped is caught by nothing when no test makes its call."""
    engine = Engine(MACHINES[DEVICE])
    mutant = next(each for each in mutants(MACHINES[DEVICE]) if "random number (COPP-152)" in each.where)
    walk = walks(engine)[0]
    opened = tree(engine, walk.start, [(Intent("COPPOpenVideoSession", 0),)])
    assert shortest(mutant.make(), mutant.calls, opened) is None
    found = difference(mutant.make(), mutant.calls, mapped(engine, walk))
    assert found is not None
    assert len(found) == 4
    assert differs(engine, mutant.make(), walk.start, found)


def test_a_mutant_that_goes_on_without_end_is_given_up() -> None:
    engine = Engine(MACHINES[RENDERER])
    mutant = next(each for each in mutants(MACHINES[RENDERER]) if each.where == "'join at level 0' doubled")
    with pytest.raises(GivenUp):
        difference(mutant.make(), mutant.calls, mapped(engine, walks(engine)[0]))


def test_a_survivor_needs_a_reason_and_a_reason_a_survivor(monkeypatch: pytest.MonkeyPatch) -> None:
    survivor = Case("COPP device", EFFECT, "'join at level 0' doubled", (), Fate.SURVIVES)
    assert survivor.reason
    assert not survivor.unexplained
    assert not stale_reasons([survivor])
    assert stale_reasons([survivor._replace(fate=Fate.CAUGHT)]) == [str(survivor)]
    assert not stale_reasons([survivor._replace(kind=ANSWER, fate=Fate.CAUGHT)])
    monkeypatch.setattr(matrix, "REASONS", {})
    assert survivor.unexplained
    assert REASONS


def test_what_rests_on_a_clause_is_found_in_every_table() -> None:
    assert {case.table for case in of_clause("COPP-152")} == {MACHINES[DEVICE].name, MACHINES[RENDERER].name}


def test_the_first_to_catch_is_counted_by_kind() -> None:
    found = of_clause("COPP-152")
    counted = by_suite(found)
    assert sum(sum(each.values()) for each in counted.values()) == len(found)


def test_the_drivers_of_the_zoo_are_run_on_the_suite_that_is_to_find_them() -> None:
    found = wrong_drivers("three devices")
    assert found
    assert all(case.fate is Fate.CAUGHT and case.suite == "three devices" and case.test for case in found)
