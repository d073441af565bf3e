"""Every wrong driver that is right with few is found by a crowd or a long session, whatever the seed."""

from functools import cache

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.profile import Profile
from coppspec.model.registry import citable
from coppspec.oracle.case import Case
from coppspec.oracle.docket import docket
from coppspec.oracle.judged import Judge
from coppspec.properties.declared import Declared
from coppspec.properties.zoo import WrongDriver
from coppspec.properties.zoo_many import WRONG_MANY

pytestmark = pytest.mark.slow


@cache
def by_name() -> dict[str, Case]:
    return {each.name: each for each in docket(Declared(OUTPUTS, tuple(Capability), ADAPTERS), Profile())}


@pytest.mark.few(10)
@pytest.mark.parametrize("wrong", WRONG_MANY, ids=lambda wrong: wrong.sentence)
def test_it_is_found_under_the_rule_that_it_breaks(wrong: WrongDriver) -> None:
    found = by_name()[wrong.suite].judged(Judge(wrong.make, seed=1)).found
    assert {each.deviation.clause for each in found} & {*wrong.clauses}
    assert {*wrong.clauses} <= citable()


@pytest.mark.parametrize("name", dict.fromkeys(wrong.suite for wrong in WRONG_MANY))
def test_the_reference_driver_has_room_for_all(name: str) -> None:
    judged = by_name()[name].judged(Judge(ReferenceDriver))
    assert (judged.found, judged.lost) == ((), "")
