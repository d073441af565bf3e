"""Mutants of the reference driver: many, each another one, and none of them touches the right driver."""

import pytest

from coppspec.driver.reference import ReferenceDriver
from coppspec.model.step import Intent
from coppspec.properties.driver_mutants import MODULES, DriverMutant, driver_mutants, source_around
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites

KINDS = {"comparison", "condition", "constant", "operator", "statement"}


def of(text: str) -> DriverMutant:
    return next(each for each in driver_mutants() if text in str(each))


def test_every_module_has_faults_of_every_kind_that_it_can_have() -> None:
    assert {each.module for each in driver_mutants()} == {*MODULES}
    assert {each.kind for each in driver_mutants()} == KINDS
    assert len(driver_mutants()) > 1_000


def test_a_fault_has_a_name_that_does_not_depend_on_the_line() -> None:
    assert str(of("verify_random_number: condition")) == (
        "session: ProtectedSession.verify_random_number: condition: "
        "not self.has_random_number(sequence) -> self.has_random_number(sequence)"
    )


@pytest.fixture
def handshake() -> Suite:
    return next(each for each in suites() if each.name == "three devices")


def test_a_mutant_is_wrong_and_the_right_driver_stays_right(handshake: Suite) -> None:
    make = of("verify_random_number: condition").make()
    found = handshake.catches(make)
    assert found is not None
    assert found.deviation.clause in {"COPP-152", "COPP-153"}
    assert handshake.bench(ReferenceDriver, 0).disagreement(found.intents) is None


def test_a_mutant_of_what_others_rest_on_reaches_them() -> None:
    driver = of("mac: authenticated: operator").make()()
    opened = Intent("COPPOpenVideoSession", 0)
    suite = next(each for each in suites() if each.name == "events")
    assert suite.bench(lambda: driver, 0).disagreement((opened,)) is None
    assert suite.catches(of("mac: authenticated: operator").make()) is not None


def test_the_text_of_a_method_comes_with_those_that_call_it() -> None:
    assert "self.options.device_reset" in source_around(of("end_every_session: statement"))
