"""Many devices at once: a count that saturates or wraps shows, and that there is a limit does not."""

from collections.abc import Callable

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.levels import SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability, Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult, Status
from coppspec.model.constants import ProtectionType
from coppspec.model.profile import Profile
from coppspec.oracle.crowd import SEVERAL, Crowd, crowd, crowd_of_keys
from coppspec.oracle.judged import Judge, Judged
from coppspec.properties.declared import Declared

pytestmark = pytest.mark.slow  # each device has a handshake
DEVICES = 9
Driver = Callable[[], ReferenceDriver]


def of(devices: int) -> Crowd:
    return crowd(Declared(OUTPUTS, (Capability.APPLIED,), ()), Profile(), devices)


def judged(make_driver: Driver, devices: int = DEVICES) -> Judged:
    return of(devices).judged(Judge(make_driver))


def test_all_are_open_before_the_first_is_closed() -> None:
    (test,) = of(DEVICES).suite.tests
    calls = [each.call for each in test]
    assert calls.count("COPPOpenVideoSession") == calls.count("COPPSequenceStart") == DEVICES
    assert calls[-DEVICES:] == ["COPPCloseVideoSession"] * DEVICES
    assert of(DEVICES).name == f"{DEVICES} devices at once"


def test_a_driver_that_does_right_has_room_for_all_of_them() -> None:
    found = judged(ReferenceDriver)
    assert (found.found, found.lost) == ((), "")
    assert found.calls == len(of(DEVICES).suite.tests[0])


class Saturates(SharedConnector):
    """Counts to eight."""

    def move(self, protection_type: ProtectionType, old: int, new: int) -> None:
        super().move(protection_type, old, new)
        self.counts[protection_type][new] = min(self.counts[protection_type][new], DEVICES - 1)


def saturates() -> ReferenceDriver:
    return ReferenceDriver(connector=Saturates)


def test_a_count_that_saturates_shows_with_one_device_more() -> None:
    assert judged(saturates, DEVICES - 1).found == ()
    (found,) = judged(saturates).found
    assert found.intents[-1].call == "COPPCommand, set protection level"
    assert found.deviation.clause == "COPP-612"


class CountsDevicesInAByte(SharedConnector):
    def move(self, protection_type: ProtectionType, old: int, new: int) -> None:
        super().move(protection_type, old, new)
        self.counts[protection_type][new] %= 256


def test_a_count_of_devices_that_wraps_shows() -> None:
    (found,) = judged(lambda: ReferenceDriver(connector=CountsDevicesInAByte), 257).found
    assert found.intents[-1].call == "COPPCommand, set protection level"
    assert found.deviation.clause == "COPP-612"


class Full(ReferenceDriver):
    """Has room for twelve devices."""

    most = 12

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        if len(self.on(dev_id)) >= self.most:
            return HResult.E_UNEXPECTED, 0
        return super().open_video_session(dev_id, handle)


class HasRoomForThree(Full):
    most = SEVERAL - 1


def test_that_there_is_no_room_for_many_is_no_deviation() -> None:
    found = judged(Full, Full.most + 5)
    assert found.found == ()
    assert found.calls > len(of(Full.most).suite.tests[0])


def test_what_goes_wrong_in_the_room_that_there_is_is_found() -> None:
    (found,) = judged(lambda: Full(connector=Saturates), Full.most + 5).found
    assert found.intents[-1].call == "COPPCommand, set protection level"
    bench = of(Full.most + 5).bench(lambda: Full(connector=Saturates), found.seed)
    again = bench.disagreement(found.intents)
    assert again is not None
    assert again.deviation == found.deviation


def test_a_few_devices_are_to_be_had_together() -> None:
    (found,) = judged(HasRoomForThree).found
    assert found.intents[-1].call == "COPPOpenVideoSession"
    assert found.intents[-1].session == SEVERAL - 1


KEYS = 20


def of_keys(keys: int = KEYS) -> Crowd:
    return crowd_of_keys(Declared(OUTPUTS, (Capability.APPLIED,), ADAPTERS), Profile(), 0, keys)


class Overwrites(CopyProtectionMiniport):
    """Has a table of sixteen keys, and begins again at its first place."""

    def activate(self, buffer: bytes) -> bytes:
        if len(self.levels) == KEYS - 4:
            self.count_deactivation(self.end(next(iter(self.levels))))
        return super().activate(buffer)


class CountsInAByte(CopyProtectionMiniport):
    def resulting_level(self) -> int:
        return super().resulting_level() if self.count % 256 else 0


class HasPlacesForSixteen(CopyProtectionMiniport):
    def verify_a_key_is_left(self) -> None:
        if len(self.levels) == KEYS - 4:
            raise Refused(Status.ERROR_NOT_ENOUGH_MEMORY)


class AsksTheLastAlone(HasPlacesForSixteen):
    def joined_level(self) -> int:
        return list(self.levels.values())[-1]


def test_many_keys_live_at_once() -> None:
    found = of_keys().judged(Judge(ReferenceDriver))
    assert (found.found, found.lost) == ((), "")
    assert found.calls == len(of_keys().suite.tests[0]) > 4 * KEYS


def test_a_key_that_is_overwritten_is_missed() -> None:
    (found,) = of_keys().judged(Judge(lambda: ReferenceDriver(miniport=Overwrites))).found
    assert found.deviation.clause == "VPCP-412"


def test_a_count_of_keys_that_wraps_shows() -> None:
    (found,) = of_keys(257).judged(Judge(lambda: ReferenceDriver(miniport=CountsInAByte))).found
    assert found.intents[-1].call == "VP_CP_CMD_CHANGE"
    assert found.deviation.clause == "VPCP-551"


def test_that_no_key_is_left_is_no_deviation_and_hides_none() -> None:
    assert of_keys().judged(Judge(lambda: ReferenceDriver(miniport=HasPlacesForSixteen))).found == ()
    assert of_keys().judged(Judge(lambda: ReferenceDriver(miniport=AsksTheLastAlone))).found
