"""No correct driver is accused, and none is credited with what it has not."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coppspec.driver.protocol import Interface
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.profile import Profile
from coppspec.model.registry import choices, clauses
from coppspec.oracle.check import check
from coppspec.oracle.docket import docket
from coppspec.oracle.judged import Found, Judge
from coppspec.oracle.judgement import Status
from coppspec.oracle.sitting import Order
from coppspec.oracle.targets import target
from coppspec.properties.correct_drivers import (
    CORRECT,
    UNRELATED,
    CorrectDriver,
    Interpretation,
    interpretations,
)
from coppspec.properties.declared import Declared, checked
from coppspec.properties.suites import suites
from coppspec.properties.trial import Disagreement, MakeDriver

CALLS = 25
"""Of a large suite every so many sequences, so that it has about so many calls."""
NAMED = pytest.mark.parametrize("correct", CORRECT, ids=lambda each: each.sentence)
SOURCE = Path(__file__).parents[2] / "examples" / "c" / "other.c"
DIFFERENCES = re.findall(r"^#ifdef DIFFERENCE_(\w+)", SOURCE.read_text(encoding="utf-8"), re.MULTILINE)
Build = Callable[..., Path]
OF_COPP, OF_KEYS = {"COPP", "INV", "Q", "X"}, {"VPCP", "A", "X"}
SIDES = {Interface.DEVICE: OF_COPP, Interface.RENDERER: OF_COPP, Interface.VIDEO_PARAMETERS: OF_KEYS}
"""How the clauses and choices begin that an interface shows; those of X are of both."""


def accusations(make_driver: MakeDriver, profile: Profile) -> Iterator[Disagreement]:
    """What some sequences of each suite find."""
    declared = Declared.of(checked(make_driver))
    for suite in suites(profile, *declared):
        for seed, test in enumerate(suite.tests[:: 1 + suite.calls // CALLS]):
            if (found := suite.bench(make_driver, seed).disagreement(test)) is not None:
                yield found


@NAMED
def test_a_correct_driver_is_not_accused(correct: CorrectDriver) -> None:
    found = [
        each
        for each in accusations(correct.make, correct.profile)
        if each.deviation.clause not in correct.differs
    ]
    assert not found, found[0]


@pytest.mark.few(2)
@pytest.mark.parametrize("difference", ["", *DIFFERENCES])
def test_a_correct_driver_in_c_is_not_accused(difference: str, build: Build) -> None:
    library = (
        build("libother.so", settings=(f"DIFFERENCE={difference}",)) if difference else build("libgood.so")
    )
    found = next(accusations(target(f"c:{library}"), Profile()), None)
    assert found is None, found


@pytest.mark.thorough
@pytest.mark.parametrize("correct", interpretations(), ids=lambda each: each.sentence)
def test_an_accepted_interpretation_is_not_accused(correct: Interpretation) -> None:
    found = next(accusations(correct.make, correct.profile), None)
    assert found is None, found


@pytest.mark.thorough
@NAMED
def test_nothing_that_a_correct_driver_is_held_to_accuses_it(correct: CorrectDriver) -> None:
    judge = Judge(correct.make)
    found: list[Found] = []
    for case in docket(Declared.of(correct.make()), correct.profile):
        judged = case.judged(judge)
        assert not judged.lost
        found += [each for each in judged.found if each.deviation.clause not in correct.differs]
    assert not found, found[0]


@pytest.mark.thorough
@NAMED
def test_a_check_says_of_a_correct_driver_what_it_has_shown_and_no_more(correct: CorrectDriver) -> None:
    judgement = check(Order(f"py:{correct.kind.__module__}:{correct.kind.__name__}"))
    assert judgement.status in {Status.CONFORMS, Status.INCONCLUSIVE}
    assert {each.clause for each in judgement.violations} <= {*correct.differs}
    assert not judgement.unsteady
    shown = set[str]().union(*(SIDES[Interface(each)] for each in Declared.of(correct.make()).interfaces))
    conforming = {each.id for each in judgement.clauses if each.verdict == "conforms"}
    assert {re.split(r"[-0-9]", each)[0] for each in conforming} <= shown


def test_there_are_enough_of_them_and_each_cites_what_allows_it() -> None:
    assert len(CORRECT) + len(interpretations()) >= 30
    assert len(UNRELATED) == 6
    assert not any(issubclass(each.kind, ReferenceDriver) for each in UNRELATED)
    known = {*clauses(), *(choice.id for choice in choices().values())}
    assert {clause for each in CORRECT for clause in (*each.clauses, *each.differs)} <= known
