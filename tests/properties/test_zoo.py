"""Every wrong driver is caught in as many calls as the zoo says, and no check is there for nothing."""

from collections.abc import Callable
from itertools import product

import pytest

from coppspec.driver.device import COPPDevice
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.engine import Engine
from coppspec.model.registry import citable, traps
from coppspec.properties import device_harness, key_harness, trial
from coppspec.properties.bench import Bench
from coppspec.properties.exploration import shortest_difference
from coppspec.properties.suite import Suite, suites
from coppspec.properties.traceability import ZOO
from coppspec.properties.zoo import WrongDriver

pytestmark = pytest.mark.slow
SUITES = {suite.name: suite for suite in suites()}
FEW = 60_000
"""Sequences that can be run one by one."""


def suite_of(wrong: WrongDriver) -> Suite:
    return SUITES[wrong.suite]


@pytest.mark.parametrize("wrong", ZOO, ids=lambda wrong: wrong.sentence)
def test_it_is_caught_in_as_many_calls_as_the_zoo_says(wrong: WrongDriver) -> None:
    found = suite_of(wrong).run(wrong.make)
    assert found is not None
    assert len(found.intents) == wrong.calls
    assert found.deviation.clause in wrong.clauses


@pytest.mark.parametrize("wrong", [each for each in ZOO if each.table], ids=lambda wrong: wrong.sentence)
def test_no_shorter_sequence_tells_its_table_from_the_right_one(wrong: WrongDriver) -> None:
    assert wrong.table is not None
    suite = suite_of(wrong)
    other = Engine(wrong.table(suite.engine.machine))
    difference = shortest_difference(suite.engine, other, suite.engine.start(suite.sessions), suite.letters)
    assert difference is not None
    assert len(difference) == wrong.calls
    replayed = Bench(suite.engine, suite.sessions, wrong.make).disagreement(difference)
    assert replayed is not None
    assert replayed.intents == difference


def _few(wrong: WrongDriver) -> bool:
    return wrong.table is None and len(suite_of(wrong).letters) ** (wrong.calls - 1) <= FEW


@pytest.mark.parametrize("wrong", [each for each in ZOO if _few(each)], ids=lambda wrong: wrong.sentence)
def test_no_shorter_sequence_shows_it_at_all(wrong: WrongDriver) -> None:
    suite = suite_of(wrong)
    bench = Bench(suite.engine, suite.sessions, wrong.make)
    shorter = product(suite.letters, repeat=wrong.calls - 1)
    assert not any(map(bench.disagreement, shorter))


@pytest.mark.parametrize("wrong", [each for each in ZOO if each.trap], ids=lambda wrong: wrong.sentence)
def test_a_trap_is_found_in_no_more_calls_than_its_witness_has(wrong: WrongDriver) -> None:
    assert wrong.trap is not None
    witness = {
        "T-01": 4, "T-02": 4, "T-03": 3, "T-04": 3, "T-05": 4, "T-06": 2, "T-07": 3, "T-08": 3, "T-09": 4,
        "T-10": 2, "T-12": 3, "T-15": 2, "T-19": 2,
    }  # fmt: skip
    assert wrong.calls <= witness[wrong.trap]


def test_every_inspection_is_needed_by_some_wrong_driver() -> None:
    met = {found.deviation for wrong in ZOO if (found := suite_of(wrong).run(wrong.make)) is not None}
    wanted = {deviation.wanted for deviation in met}
    every = (*trial.INSPECTIONS, *device_harness.INSPECTIONS, *key_harness.INSPECTIONS)
    by_hand = {trial.NOTHING_WITH_A_REFUSAL, trial.UNPROTECTED_AT_ZERO}
    assert {inspection for inspection in every if inspection.wanted not in wanted} <= by_hand


def test_the_first_nine_traps_have_a_driver_each() -> None:
    fallen_into = [wrong.trap for wrong in ZOO if wrong.trap]
    assert len(fallen_into) == len(set(fallen_into))
    assert {f"T-0{number}" for number in range(1, 10)} <= set(fallen_into) <= set(traps())


def test_every_wrong_driver_breaks_clauses_that_there_are() -> None:
    assert all(wrong.clauses and set(wrong.clauses) <= citable() for wrong in ZOO)


def test_every_wrong_driver_is_another_one() -> None:
    assert len({wrong.kind for wrong in ZOO}) == len(ZOO) >= 15


def _checks(kind: type) -> list[str]:
    return [name for name in vars(kind) if name.startswith("verify_")]


def _unchecked(*_: object) -> None:
    """In the place of a check."""


def _without(kind: type[COPPDevice | CopyProtectionMiniport], name: str) -> Callable[[], Driver]:
    forgetful = type(f"Without{name}", (kind,), {name: _unchecked})
    if issubclass(forgetful, COPPDevice):
        return lambda: ReferenceDriver(device=forgetful)
    assert issubclass(forgetful, CopyProtectionMiniport)
    return lambda: ReferenceDriver(miniport=forgetful)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in (COPPDevice, CopyProtectionMiniport) for name in _checks(kind)],
)
def test_no_check_can_be_taken_out_of_the_reference_driver_unnoticed(
    kind: type[COPPDevice] | type[CopyProtectionMiniport], name: str
) -> None:
    suite = SUITES["one COPP device" if kind is COPPDevice else "one copy-protection session"]
    assert suite.run(_without(kind, name)) is not None


def test_the_reference_driver_has_checks_to_take_out() -> None:
    assert len(_checks(COPPDevice)) >= 15
    assert len(_checks(CopyProtectionMiniport)) >= 10
