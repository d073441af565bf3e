"""A driver that has room for so many messages in a session is found out."""

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.device import COPPDevice
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult
from coppspec.model.profile import Profile
from coppspec.oracle.judged import Judge
from coppspec.oracle.long_sessions import MANY, long_sessions
from coppspec.properties.declared import Declared
from coppspec.properties.suite import Suite
from coppspec.properties.trial import MakeDriver

OF_DEVICES, OF_EVENTS, OF_KEYS, IN_TURN = long_sessions(
    Declared(OUTPUTS, tuple(Capability), ADAPTERS), Profile()
)


def test_a_driver_that_does_right_has_room_for_every_message() -> None:
    for suite in (OF_DEVICES, OF_EVENTS, OF_KEYS, IN_TURN):
        judged = Judge(ReferenceDriver).judge(suite)
        assert (judged.found, judged.lost) == ((), "")
        assert judged.calls == len(suite.tests[0]) > MANY


class TakesSoManyCommands(COPPDevice):
    most = MANY - 1
    taken = 0

    def obey(self, command: bytes) -> None:
        self.taken += 1
        if self.taken > self.most:
            raise Refused(HResult.E_UNEXPECTED)
        super().obey(command)


class AnswersSoManyRequests(COPPDevice):
    most = MANY - 1
    answered = 0

    def payload(self, request: bytes) -> bytes:
        self.answered += 1
        if self.answered > self.most:
            raise Refused(HResult.E_UNEXPECTED)
        return super().payload(request)


class ChangesSoOften(CopyProtectionMiniport):
    most = MANY - 1
    changes = 0

    def change(self, buffer: bytes) -> None:
        self.changes += 1
        if self.changes <= self.most:
            super().change(buffer)


def broken(suite: Suite, make_driver: MakeDriver) -> list[str]:
    return [each.deviation.clause for each in Judge(make_driver).judge(suite).found]


def test_a_driver_that_has_had_enough_of_a_session_is_wrong() -> None:
    assert broken(OF_DEVICES, lambda: ReferenceDriver(device=TakesSoManyCommands)) == ["COPP-162"]
    assert broken(OF_DEVICES, lambda: ReferenceDriver(device=AnswersSoManyRequests)) == ["COPP-176"]
    assert broken(OF_KEYS, lambda: ReferenceDriver(miniport=ChangesSoOften)) == ["VPCP-554"]


class TakesAnyTagInTheEnd(TakesSoManyCommands):
    most = 2 * MANY
    seen = 0

    def verify_command_tag(self, command: bytes) -> None:
        self.seen += 1
        if self.seen < MANY:
            super().verify_command_tag(command)


class TakesAnOldNumberInTheEnd(COPPDevice):
    seen = 0

    def verify_status_number(self, request: bytes) -> None:
        self.seen += 1
        if self.seen < MANY:
            super().verify_status_number(request)


class TakesAnyKeyInTheEnd(CopyProtectionMiniport):
    changes = 0

    def change(self, buffer: bytes) -> None:
        self.changes += 1
        if self.changes < MANY:
            super().change(buffer)
        else:
            (key,) = self.levels
            self.set_level(key, self.requested_level(buffer))


def test_a_driver_that_looks_no_more_after_a_while_is_wrong() -> None:
    assert broken(OF_DEVICES, lambda: ReferenceDriver(device=TakesAnyTagInTheEnd)) == ["COPP-425"]
    assert broken(OF_DEVICES, lambda: ReferenceDriver(device=TakesAnOldNumberInTheEnd)) == ["COPP-433"]
    assert broken(OF_KEYS, lambda: ReferenceDriver(miniport=TakesAnyKeyInTheEnd)) == ["VPCP-432"]
