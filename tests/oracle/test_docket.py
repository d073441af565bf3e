"""What a driver is held to: what it declares allows, under names that are all different."""

from dataclasses import replace

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.levels import SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability, Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.constants import ProtectionType
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.model.together import TOGETHER
from coppspec.oracle.case import Case
from coppspec.oracle.docket import AtRandom, docket
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.judged import MOST_HANGS, Broke, Judge
from coppspec.properties.cause import Cause
from coppspec.properties.declared import Declared
from coppspec.properties.guard import BrokeDown
from coppspec.properties.inspection import How

ABLE = Declared(OUTPUTS, tuple(Capability), ADAPTERS)
DEVICES_ALONE = Declared(OUTPUTS[:1], (Capability.APPLIED,), ())


def names(declared: Declared, *, thorough: bool = False, only: str = "") -> list[str]:
    return [each.name for each in docket(declared, Profile(), thorough=thorough, only=only)]


def at_random(declared: Declared, machine: str) -> Case:
    (case,) = [
        each
        for each in docket(declared, Profile(), only="random sequences")
        if each.engine.machine.name == machine
    ]
    return case


def test_every_machine_is_there_with_suites_and_at_random() -> None:
    machines = {each.engine.machine.name for each in docket(ABLE, Profile(), only="random")}
    assert machines == {DEVICE.name, RENDERER.name, COPY_PROTECTION_SESSIONS.name, TOGETHER.name}
    assert {each.engine.machine.name for each in docket(ABLE, Profile())} == machines


@pytest.mark.parametrize("declared", [ABLE, DEVICES_ALONE])
def test_no_two_have_one_name(declared: Declared) -> None:
    every = names(declared, thorough=True)
    assert len(every) == len(set(every))
    assert set(names(declared)) <= set(every)


def test_what_a_driver_does_not_declare_is_not_asked() -> None:
    assert {each.engine.machine.name for each in docket(DEVICES_ALONE, Profile())} == {DEVICE.name}
    left = set(names(ABLE)) - set(names(DEVICES_ALONE))
    assert {"one renderer", "one copy-protection session", "two connectors"} <= left


def test_thoroughly_there_is_more_and_the_rest_is_the_same() -> None:
    usual, thorough = names(ABLE), names(ABLE, thorough=True)
    assert [each for each in thorough if each in usual] == usual
    assert "checks, complete with no extra states" in set(thorough) - set(usual)


def test_what_is_named_is_run_alone() -> None:
    assert names(ABLE, only="devices at once") == ["257 devices at once"]
    assert names(ABLE, only="nothing of the kind") == []


def test_each_is_held_to_the_profile() -> None:
    profile = Profile(level_order="precedence")
    assert all(each.engine.profile == profile for each in docket(DEVICES_ALONE, profile))


# At random.


@pytest.mark.slow
def test_random_sequences_find_nothing_wrong_with_a_driver_that_does_right() -> None:
    case = at_random(DEVICES_ALONE, DEVICE.name)
    assert isinstance(case, AtRandom)
    judged = replace(case, examples=9).judged(Judge(driver_of_devices))
    assert (judged.found, judged.lost) == ((), "")
    assert judged.sequences == 9
    assert judged.calls > 150


class OfDevices(ReferenceDriver):
    capabilities = frozenset({Capability.APPLIED})
    outputs = tuple(DEVICES_ALONE.outputs)
    adapters = ()


def driver_of_devices() -> ReferenceDriver:
    return OfDevices()


class HangsInClosing(OfDevices):
    hangs = 0

    def close_video_session(self, handle: Handle) -> int:
        HangsInClosing.hangs += 1
        raise BrokeDown(f"gave no answer about {handle}", Cause.NO_ANSWER)


@pytest.mark.slow
def test_a_hang_at_random_is_met_a_few_times_and_not_made_simple() -> None:
    HangsInClosing.hangs = 0
    judged = at_random(DEVICES_ALONE, DEVICE.name).judged(Judge(HangsInClosing))
    assert [each.about for each in judged.found] == [("COPP-183", How.HANG)]
    assert HangsInClosing.hangs <= 3


def test_nothing_is_drawn_for_a_driver_that_has_hung_too_often() -> None:
    case = at_random(DEVICES_ALONE, DEVICE.name)
    assert isinstance(case, AtRandom)
    letter = "", case.plan.one_each[0]
    judged = case.judged(Judge(driver_of_devices, broke=Broke({(letter, How.HANG): MOST_HANGS})))
    assert (judged.calls, judged.found) == (0, ())
    assert judged.lost.startswith("it took all of its time")


@pytest.mark.slow
@pytest.mark.parametrize("comes_back", [False, True])
def test_a_driver_that_is_gone_in_the_middle_is_lost_and_not_wrong(comes_back: bool) -> None:  # noqa: FBT001  a parameter
    made = list[None]()

    def vanishing() -> ReferenceDriver:
        made.append(None)
        if len(made) == 5 or (len(made) > 5 and not comes_back):
            raise InvalidTarget("it cannot be started again")
        return OfDevices()

    judged = at_random(DEVICES_ALONE, DEVICE.name).judged(Judge(vanishing))
    assert judged.found == ()
    assert "it cannot be started again" in judged.lost or "a sequence ended otherwise" in judged.lost
    assert judged.sequences > 0


class OfRenderers(OfDevices):
    """Has no output that shows a clone, so there is nowhere to connect to a display without COPP."""

    capabilities = frozenset({Capability.RENDERER})


@pytest.mark.slow
def test_renderers_are_not_connected_at_random_where_there_is_no_display_without_copp() -> None:
    alone = Declared(OfRenderers.outputs, tuple(OfRenderers.capabilities), ())
    judged = at_random(alone, RENDERER.name).judged(Judge(OfRenderers))
    assert (judged.found, judged.lost) == ((), "")
    assert judged.calls > 0


TWO_CONNECTORS = Declared((OUTPUTS[0], replace(OUTPUTS[0], connector=7)), (Capability.APPLIED,), ())


class LastWriterElsewhere(SharedConnector):
    """Takes the level that was set last, but not on the output that the other suites are about."""

    def move(self, protection_type: ProtectionType, old: int, new: int) -> None:
        super().move(protection_type, old, new)
        if self.output.connector == 7:
            self.hardware[protection_type] = new


class OnTwoConnectors(ReferenceDriver):
    capabilities = frozenset({Capability.APPLIED})
    outputs = tuple(TWO_CONNECTORS.outputs)
    adapters = ()


@pytest.mark.slow
def test_each_connector_joins_the_levels_of_its_devices() -> None:
    (case,) = docket(TWO_CONNECTORS, Profile(), only="three devices elsewhere")
    assert case.judged(Judge(OnTwoConnectors)).found == ()
    found = case.judged(Judge(lambda: OnTwoConnectors(connector=LastWriterElsewhere))).found
    assert [each.about for each in found] == [("COPP-610", How.ANSWER)]


class EndsTheCountElsewhere(CopyProtectionMiniport):
    """Ends protection with the first session that ends, but not on the adapter that all suites are about."""

    def count_deactivation(self, level: int) -> None:
        super().count_deactivation(level)
        if self.adapter == ADAPTERS[1]:
            self.count = 0


def test_each_adapter_counts_its_sessions() -> None:
    (case,) = docket(ABLE, Profile(), only="three keys elsewhere")
    assert case.judged(Judge(ReferenceDriver)).found == ()
    assert case.judged(Judge(lambda: ReferenceDriver(miniport=EndsTheCountElsewhere))).found
