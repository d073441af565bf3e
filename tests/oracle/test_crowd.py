"""Many devices at once: a count that saturates or wraps shows, and that there is a limit does not."""

from collections.abc import Callable

import pytest

from coppspec.driver.levels import SharedConnector
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability, Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.codes import HResult
from coppspec.model.profile import Profile
from coppspec.oracle.crowd import SEVERAL, Crowd, crowd
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
    """Knows of eight devices and no more."""

    def close(self, handle: Handle) -> None:
        if len(self.wanted) > 8:
            self.wanted.clear()
        super().close(handle)


def test_a_limit_is_no_deviation_but_few_devices_are_wanted() -> None:
    class Full(ReferenceDriver):
        most = DEVICES - 1

        def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
            if len(self.on(dev_id)) >= self.most:
                return HResult.E_UNEXPECTED, 0
            return super().open_video_session(dev_id, handle)

    class HasRoomForThree(Full):
        most = SEVERAL - 1

    assert judged(Full).found == ()
    (found,) = judged(HasRoomForThree).found
    assert found.intents[-1].call == "COPPOpenVideoSession"
    assert found.intents[-1].session == SEVERAL - 1
