"""Drivers that follow an accepted interpretation conform under it, and no wrong driver is one of them."""

from dataclasses import replace
from functools import cache

import pytest

from coppspec.model.profile import Profile
from coppspec.model.registry import Allowed, Choice, Held, Reading, choices
from coppspec.oracle.inference import readings
from coppspec.properties.correct_interpretations import INTERPRETING, Interpreting
from coppspec.properties.suite import Suite, Telling
from coppspec.properties.suites import excusing, suites
from coppspec.properties.traceability import ZOO
from coppspec.properties.verification import telling_suite
from coppspec.properties.zoo import WrongDriver

pytestmark = pytest.mark.slow


@pytest.mark.few(8)
@pytest.mark.parametrize("each", INTERPRETING, ids=lambda each: each.sentence)
def test_a_driver_conforms_under_its_interpretation_and_deviates_under_the_recommended_one(
    each: Interpreting,
) -> None:
    suite = telling_suite(each.profile)
    told = replace(suite, cover=Telling(suite.cover, suite.engine.under(Profile())))
    assert told.catches(each.make) is None
    usual = suite.engine.under(Profile())
    benches = (replace(told.bench(each.make, seed), engine=usual) for seed in range(len(told.tests)))
    found = (bench.disagreement(test) for bench, test in zip(benches, told.tests, strict=True))
    assert any(each is not None for each in found)


@pytest.mark.thorough
@pytest.mark.parametrize("each", INTERPRETING, ids=lambda each: each.sentence)
def test_so_it_does_in_every_suite(each: Interpreting) -> None:
    for suite in suites(each.profile):
        assert suite.catches(each.make) is None, suite.name


# No wrong driver is one of them.

UNSEEN = 12
"""Of the accepted interpretations so many say why no bytes can show them."""
TRAPS = {"LetsTheLastWriterDecide"}
"""The documents have it for a trap (T-11), and accept it of a foreign driver (A-02)."""


@cache
def by_name() -> dict[str, Suite]:
    return {suite.name: suite for suite in suites()}


@pytest.mark.thorough
@pytest.mark.parametrize("wrong", ZOO, ids=lambda wrong: wrong.sentence)
def test_no_wrong_driver_is_excused_by_an_accepted_interpretation(wrong: WrongDriver) -> None:
    """One that excuses what the suite has found is broken somewhere else."""
    suite = by_name()[wrong.suite]
    found = suite.catches(wrong.make)
    assert found is not None
    for choice, reading in excusing(suite.bench(wrong.make, 0), found.intents):
        machine = suite.engine.machine
        others = (each for each in suites(Profile(**{choice: reading})) if each.engine.machine is machine)
        caught = any(each.catches(wrong.make) for each in sorted(others, key=lambda each: each.calls))
        assert caught or wrong.kind.__name__ in TRAPS, f"it is {choice} = {reading}"


# Every accepted interpretation is one that a driver can be held to, or says why not.


def accepted() -> list[tuple[Choice, Reading]]:
    return [
        (choice, reading)
        for choice in choices().values()
        for reading in choice.readings
        if reading.standing is Allowed.ACCEPTED
    ]


def test_every_accepted_interpretation_is_executable_or_says_why_not() -> None:
    executable = {(name, reading) for name, every in readings().items() for reading in every[1:]}
    for choice, reading in accepted():
        named = (choice.name, reading.name)
        assert (named in executable) is not bool(reading.unseen or reading.shown_as), named
        if reading.shown_as:
            assert tuple(reading.shown_as.split(" = ")) in executable, named
        assert choice.status is Held.SWITCH or reading.unseen or reading.shown_as, named


def test_as_many_are_executable_as_ever() -> None:
    told = [reading for _, reading in accepted()]
    unseen = [reading for reading in told if reading.unseen]
    assert (len(told), len(unseen)) == (74, UNSEEN)
