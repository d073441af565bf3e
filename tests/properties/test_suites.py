"""What the suites are made of, and that the reference driver passes them under every profile."""

from dataclasses import replace
from functools import cache

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS, Output
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.constants import ProtectionType
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.language import Machine
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.model.together import TOGETHER
from coppspec.properties.following import reference
from coppspec.properties.reachability import checks_that_hold, rows_that_hold
from coppspec.properties.suite import Suite, Telling
from coppspec.properties.suites import check_driver, suites
from coppspec.properties.trial import Disagreement
from coppspec.properties.verification import telling_suite
from coppspec.properties.zoo_devices import OpensADeviceTwice

pytestmark = pytest.mark.slow
MACHINES = (DEVICE, COPY_PROTECTION_SESSIONS)
NAMES = [suite.name for suite in suites()]
OTHER_PROFILES = [
    pytest.param(machine, profile, id=str(profile))
    for machine in MACHINES
    for profile in list(profiles(machine))[1:]
]


@cache
def by_name() -> dict[str, Suite]:
    return {suite.name: suite for suite in suites()}


def of(machine: Machine) -> list[Suite]:
    return [suite for suite in by_name().values() if suite.engine.machine is machine]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.thorough
def test_the_reference_driver_passes(name: str) -> None:
    assert by_name()[name].run(ReferenceDriver) is None


ALSO_RIGHT = {"key_reuse", "current_standard"}
"""Choices of which a driver with the other reading does nothing that the default one forbids."""


@pytest.mark.parametrize(("machine", "profile"), OTHER_PROFILES)
@pytest.mark.thorough
def test_a_driver_of_another_reading_passes_its_own_suite_and_not_the_default_one(
    machine: Machine, profile: Profile
) -> None:
    own = telling_suite(profile)
    default = by_name()[own.name]
    assert own.engine.machine is default.engine.machine
    assert own.engine.machine in {machine, TOGETHER}
    telling = replace(own, cover=Telling(own.cover, own.engine.under(Profile())))
    assert telling.run(reference(profile)) is None
    assert default.tells(profile)
    assert own.tells(Profile())
    assert not own.tells(profile)
    parts = default.catches(reference(profile)) is not None
    assert parts != bool(ALSO_RIGHT & {*profile.departures})


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_row_is_consulted_and_every_check_stops_a_call_in_some_suite(machine: Machine) -> None:
    asked, engine = set[object](), of(machine)[0].engine
    for suite in of(machine):
        for test in suite.tests:
            configuration = suite.start()
            for intent in test:
                answer, configuration = engine.step(configuration, intent)
                asked |= set(answer.entries)
    assert {*rows_that_hold(engine), *checks_that_hold(engine)} - asked == set()


def test_no_test_is_the_beginning_of_another_and_the_order_is_the_same_each_time() -> None:
    again = {suite.name: suite for suite in suites()}
    assert list(again) == list(by_name()) == NAMES
    for name, suite in by_name().items():
        every = set(suite.tests)
        assert len(every) == len(suite.tests)
        assert not any(test[:length] in every for test in suite.tests for length in range(len(test)))
        assert [len(test) for test in suite.tests] == sorted(len(test) for test in suite.tests)
        assert suite.calls == sum(map(len, suite.tests))
        assert again[name].tests == suite.tests


def test_every_suite_has_a_name_of_its_own_and_opens_outputs_that_there_are() -> None:
    assert len(set(NAMES)) == len(NAMES) == len(suites())
    opened = {dev_id for suite in suites() for dev_id in suite.dev_ids}
    assert opened == {*range(len(OUTPUTS))}
    assert {suite.adapter for suite in suites()} == {*range(len(ADAPTERS))}


# Other drivers.


class Bare(ReferenceDriver):
    """The reference driver without anything that a bench adds."""

    capabilities = frozenset[Capability]()


def test_a_test_bench_that_can_do_nothing_still_runs_the_calls() -> None:
    for suite in suites(capabilities=Bare.capabilities):
        called = {intent.call for intent in suite.cover.alphabet}
        assert called
        assert not called & {str(each) for each in Capability}
        if suite.name in {"events", "display modes", "levels of ACP", "two connectors"}:
            assert suite.run(Bare) is None


ONE = Output(connector=0, connector_type=4, types=ProtectionType.COPP_ProtectionType_ACP)


class OneOutput(ReferenceDriver):
    """A driver with one output and one protection type."""

    outputs = (ONE,)
    adapters = (replace(ADAPTERS[0], outputs=(0,)),)


class NoProtection(ReferenceDriver):
    """A driver that can protect nothing."""

    outputs = (replace(ONE, types=ProtectionType.COPP_ProtectionType_None),)
    adapters = ()


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("make", "levels"), [(OneOutput, {"levels of ACP"}), (NoProtection, set[str]())], ids=["one", "none"]
)
def test_a_driver_is_asked_for_what_its_outputs_can_do(make: type[ReferenceDriver], levels: set[str]) -> None:
    fitting = suites(outputs=make.outputs, adapters=make.adapters)
    names = {suite.name for suite in fitting}
    assert len(names) == len(fitting)
    assert {name for name in names if name.startswith("levels of")} == levels
    assert not names & {"two outputs with one signal", "two connectors"}
    assert all(set(suite.dev_ids) == {0} for suite in fitting)
    quick = ("levels", "commands", "display", "an output")
    assert any(name.startswith(quick) for name in names)
    assert not any(each.run(make) for each in fitting if each.name.startswith(quick))


def test_a_driver_that_is_wrong_is_told_in_the_words_of_its_first_disagreement() -> None:
    with pytest.raises(Disagreement, match="COPPOpenVideoSession, session 1: the driver answered S_OK"):
        check_driver(lambda: ReferenceDriver(device=OpensADeviceTwice))
