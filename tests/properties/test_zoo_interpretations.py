"""Every driver that is wrong in another interpretation is caught by the suites of that interpretation."""

import pytest

from coppspec.model.profile import Profile
from coppspec.model.registry import citable
from coppspec.properties.following import reference
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.properties.zoo_interpretations import WRONG_IN_OTHERS, WronglyFollowing

pytestmark = pytest.mark.slow


def suite_of(profile: Profile, name: str) -> Suite:
    return next(each for each in suites(profile) if each.name == name)


@pytest.mark.few(2)
@pytest.mark.parametrize("wrong", WRONG_IN_OTHERS, ids=lambda wrong: f"{wrong.sentence}, {wrong.profile}")
def test_it_is_caught_and_a_driver_that_follows_is_not(wrong: WronglyFollowing) -> None:
    suite = suite_of(wrong.profile, wrong.suite)
    found = suite.parting(wrong.make)
    assert found is not None
    assert found.deviation.clause in wrong.clauses
    assert {*wrong.clauses} <= citable()
    assert suite.parting(reference(wrong.profile)) is None
