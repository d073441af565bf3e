"""What the suites are made of, and that the reference driver passes them under every profile."""

import pytest

from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.properties.reachability import checks_that_hold, rows_that_hold
from coppspec.properties.suite import Suite, suites
from coppspec.properties.verification import reference

pytestmark = pytest.mark.slow
OTHER_PROFILES = [
    pytest.param(machine.name, profile, id=str(profile))
    for machine in (DEVICE, COPY_PROTECTION_SESSIONS)
    for profile in list(profiles(machine))[1:]
]


@pytest.mark.parametrize("suite", suites(), ids=lambda suite: suite.name)
def test_the_reference_driver_passes(suite: Suite) -> None:
    assert suite.run(ReferenceDriver) is None


@pytest.mark.parametrize(("machine", "profile"), OTHER_PROFILES)
def test_the_reference_driver_passes_under_another_profile(machine: str, profile: Profile) -> None:
    one = next(suite for suite in suites(profile) if suite.engine.machine.name == machine)
    assert one.run(reference(profile)) is None


def test_a_driver_of_another_reading_is_told_from_the_default_one() -> None:
    for reading in (
        Profile(padding_check="ignore"),
        Profile(sequence_start_retry="retry"),
        Profile(short_block="unexpected"),
    ):
        assert suites()[0].run(reference(reading)) is not None


def test_every_row_is_consulted_and_every_check_fails_in_a_suite_of_one_session() -> None:
    for suite in suites():
        if suite.sessions > 1:
            continue
        asked = set[object]()
        for test in suite.tests:
            configuration = suite.engine.start(1)
            for intent in test:
                answer, configuration = suite.engine.step(configuration, intent)
                asked |= set(answer.entries)
        assert {*rows_that_hold(suite.engine), *checks_that_hold(suite.engine)} <= asked


def test_no_test_is_the_beginning_of_another_and_the_order_is_the_same_each_time() -> None:
    for suite in suites():
        assert len(set(suite.tests)) == len(suite.tests)
        assert [len(test) for test in suite.tests] == sorted(len(test) for test in suite.tests)
    assert [suite.tests for suite in suites()] == [suite.tests for suite in suites()]


def test_a_test_bench_that_can_do_nothing_still_runs_the_calls() -> None:
    class Bare(ReferenceDriver):
        """The reference driver without anything that a bench adds."""

        capabilities = frozenset[Capability]()

    for suite in suites(capabilities=Bare.capabilities):
        assert not {letter.call for letter in suite.letters} & {"device lost", "driver restart"}
        assert suite.run(Bare) is None
