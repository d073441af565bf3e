"""A device that outlives the event that ends it is found under the rule about that event."""

import pytest

from coppspec.driver.device import COPPDevice
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.language import Machine
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Intent
from coppspec.oracle.inference import infer
from coppspec.properties.bench import Bench
from coppspec.properties.correct_interpretations import KeepsItsDevicesOverAModeChangeAndSaysSo
from coppspec.properties.zoo_status import KeepsItsDevicesOverAModeChange, LeavesTheLevelsOfALostDevice

OPEN = (Intent("COPPOpenVideoSession", 0),)
STARTED = tuple(
    Intent(call, 0)
    for call in (
        "COPPOpenVideoSession",
        "COPPGetCertificateLength",
        "COPPKeyExchange",
        "COPPSequenceStart",
    )
)
MODE, LOST = Intent("mode change", 0, about="its second mode"), Intent("device lost", 0)
LEVEL = Intent("COPPCommand, set protection level", 0, level=2, about="ACP")
TYPES = Intent("COPPQueryStatus, protection type", 0)
FLAG = Profile(mode_change_effect="flag")


class NeverLosesADevice(ReferenceDriver):
    """Does not hear of it."""

    def lose(self, handle: Handle) -> None:
        """Nothing happens."""


class HasAnotherCodeForNoDevice(ReferenceDriver):
    """Whatever has become of the device."""

    def _device(self, handle: Handle) -> COPPDevice:
        try:
            return super()._device(handle)
        except Refused:
            raise Refused(HResult.E_UNEXPECTED) from None


def clause(
    kind: type[ReferenceDriver], *test: Intent, profile: Profile | None = None, machine: Machine = DEVICE
) -> str | None:
    found = Bench(Engine(machine, profile), (0,), kind).disagreement(test)
    return None if found is None else found.deviation.clause


@pytest.mark.parametrize(
    ("call", "way"),
    [(each, OPEN) for each in (*STARTED, Intent("COPPCloseVideoSession", 0))][1:]
    + [(each, STARTED) for each in (*STARTED[1:], LEVEL, TYPES)],
)
@pytest.mark.parametrize(("event", "broken"), [(MODE, "COPP-904"), (LOST, "COPP-905")])
def test_it_is_found_by_any_call(call: Intent, way: tuple[Intent, ...], event: Intent, broken: str) -> None:
    assert clause(NeverLosesADevice, *way, event, call) == broken


def test_so_is_it_through_a_renderer() -> None:
    test = (Intent("connect", 0), MODE, Intent("KeyExchange", 0))
    assert clause(NeverLosesADevice, *test, machine=RENDERER) == "COPP-904"


@pytest.mark.parametrize("event", [MODE, LOST])
def test_a_wrong_code_for_every_handle_without_a_device_is_another_matter(event: Intent) -> None:
    assert clause(HasAnotherCodeForNoDevice, *OPEN, event, STARTED[1]) == "COPP-105"
    assert (
        clause(HasAnotherCodeForNoDevice, *OPEN, Intent("COPPCloseVideoSession", 0), STARTED[1]) == "COPP-105"
    )


def test_a_level_that_is_left_belongs_to_the_event_and_to_a_close_where_that_leaves_it() -> None:
    assert clause(NeverLosesADevice, *STARTED, LEVEL, MODE) == "COPP-904"
    assert clause(LeavesTheLevelsOfALostDevice, *STARTED, LEVEL, LOST) == "COPP-905"


def test_the_flag_of_a_mode_change_is_due_where_devices_outlive_it() -> None:
    assert clause(KeepsItsDevicesOverAModeChangeAndSaysSo, *STARTED, MODE, TYPES, TYPES, profile=FLAG) is None
    assert clause(KeepsItsDevicesOverAModeChange, *STARTED, MODE, TYPES, profile=FLAG) == "Q25"
    assert clause(KeepsItsDevicesOverAModeChange, *STARTED, TYPES, MODE, TYPES, profile=FLAG) == "Q25"


@pytest.mark.thorough
def test_who_outlives_a_mode_change_and_does_not_say_so_follows_no_interpretation_of_it() -> None:
    assert infer(KeepsItsDevicesOverAModeChangeAndSaysSo).profile["mode_change_effect"] == "flag"
    found = infer(KeepsItsDevicesOverAModeChange)
    assert found.profile["mode_change_effect"] == "destroy"
    assert any(each.deviation.clause == "COPP-904" for each in found.unexplained)
