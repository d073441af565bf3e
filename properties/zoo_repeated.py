"""Wrong drivers that are right the first time: with one session, with its first events, on the first outputs."""

from dataclasses import replace
from functools import cached_property

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import ACP, CGMSA, TYPES, SharedConnector
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult
from coppspec.model.constants import NONCE_BYTES, COPPDeviceState, ProtectionType
from coppspec.properties.setting import opening
from coppspec.properties.zoo import EVENTS, MESSAGES, MODES, THREE, TWO, WrongDriver

THIRD = opening(OUTPUTS)[-1]
"""The output of the third connector that has something to protect."""
IN_TURN, ANOTHER_OUTPUT = "devices in turn", "another output, 5"
SLOTS = 8
PATIENCE = 3


# One session after the other.


class KeepsTheSlotOfALostDevice(ReferenceDriver):
    """Frees a place in its table when a device is closed, and not when it is destroyed."""

    lost = 0

    def lose(self, handle: Handle) -> None:
        """One place less."""
        super().lose(handle)
        self.lost += 1

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """Refused when no place is left."""
        if self.lost == SLOTS:
            return HResult.E_UNEXPECTED, 0
        return super().open_video_session(dev_id, handle)


class KeepsTheKeyOfEverySession(ReferenceDriver):
    """Has a table of session keys, and takes none out."""

    started = 0

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        """Refused when no place is left."""
        if self.started == SLOTS and handle in self.devices:
            return HResult.E_UNEXPECTED
        code = super().sequence_start(handle, signature)
        self.started += code == HResult.S_OK
        return code


class LocksUpAfterThreeFailedStarts(ReferenceDriver):
    """Takes failed starts for an attack, whoever makes them."""

    failed = 0

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        """Refused for good when there were too many."""
        device = self.devices.get(handle)
        if device is None or device.state is not COPPDeviceState.COPP_KEY_EXCHANGED or device.attempted:
            return super().sequence_start(handle, signature)
        code = HResult.E_UNEXPECTED if self.failed == PATIENCE else super().sequence_start(handle, signature)
        self.failed += self.failed < PATIENCE and code != HResult.S_OK
        return code


class CountsItsRandomNumbers(ReferenceDriver):
    """Hands out a number of its own for each device, and everybody knows the next one."""

    given = 0

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        """The number of numbers."""
        code, number, certificates = super().key_exchange(handle)
        if code == HResult.S_OK:
            self.given += 1
            number = self.given.to_bytes(NONCE_BYTES, "little")
            self.devices[handle].random_number = number
        return code, number, certificates


# Several sessions.


class JoinsTheTwoOldestDevices(SharedConnector):
    """Has room for two levels, and forgets which is whose."""

    @cached_property
    def in_order(self) -> dict[ProtectionType, list[int]]:
        """The levels of each type, in the order in which their devices were opened."""
        return {each: [] for each in TYPES}

    def add(self, protection_type: ProtectionType, level: int) -> None:
        """The newest device."""
        self.in_order[protection_type].append(level)
        super().add(protection_type, level)

    def remove(self, protection_type: ProtectionType, level: int) -> None:
        """Some device at this level."""
        self.in_order[protection_type].remove(level)
        super().remove(protection_type, level)

    def move(self, protection_type: ProtectionType, old: int, new: int) -> None:
        """Some device at the old level."""
        levels = self.in_order[protection_type]
        levels[levels.index(old)] = new
        super().move(protection_type, old, new)

    def wanted(self, protection_type: ProtectionType) -> int:
        """The higher one of the first two."""
        return max(self.in_order[protection_type][:2], default=0)


class GoesToTheLowestLevelThatIsLeft(SharedConnector):
    """Looks for another level when the highest one ends, and takes the first that it finds."""

    def remove(self, protection_type: ProtectionType, level: int) -> None:
        """The lowest above 0, if the device that ends was above all others."""
        super().remove(protection_type, level)
        if level > self.hardware[protection_type]:
            held = (each for each, devices in self.counts[protection_type].items() if each and devices > 0)
            self.hardware[protection_type] = min(held, default=0)


class EndsTheEventsOfOthersWithItsOwn(COPPDevice):
    """Has the events of a connector in one place, and clears it when a device is closed."""

    def open(self) -> None:
        """As a device on its connector."""
        super().open()
        self.neighbours.append(self)

    @property
    def neighbours(self) -> "list[EndsTheEventsOfOthersWithItsOwn]":
        """The devices on the connector."""
        found: list[EndsTheEventsOfOthersWithItsOwn] = vars(self.connector).setdefault("neighbours", [])
        return found

    def close(self) -> None:
        """And nobody hears of what has happened."""
        super().close()
        self.neighbours.remove(self)
        for each in self.neighbours:
            each.flags = 0


# Messages.


class LosesEventsWithABadTag(COPPDevice):
    """Begins anew with its events where a command is not authentic."""

    def verify_command_tag(self, command: bytes) -> None:
        """Refused, and nothing has happened."""
        try:
            super().verify_command_tag(command)
        except Refused:
            self.flags = 0
            raise


class AnswersTheLastRequestAgain(COPPDevice):
    """Takes a request that it has answered for one whose answer was lost."""

    answered: tuple[bytes | None, bytes] = None, b""

    def query_status(self, request: bytes) -> bytes:
        """The same answer, without a look at the number."""
        if request != self.answered[0]:
            self.answered = request, super().query_status(request)
        return self.answered[1]


class LeavesCGMSOnInAModeChange(ReferenceDriver):
    """Takes back what it has written to the types that it knew first."""

    def change_mode(self, output: int, number: int) -> None:
        """All devices are lost, and one type stays as it was."""
        hardware = self.connector(output).hardware
        level = hardware[CGMSA]
        super().change_mode(output, number)
        hardware[CGMSA] = level


class DoesNotKnowItsThirdConnector(ReferenceDriver):
    """Has been tried with two displays."""

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """Refused on the last output on which a device opens."""
        if dev_id == THIRD:
            return HResult.E_INVALIDARG, 0
        return super().open_video_session(dev_id, handle)


class TrustsItsThirdConnector(COPPDevice):
    """Takes every command there: whoever set it up forgot the key."""

    def verify_command_tag(self, command: bytes) -> None:
        """Not checked there."""
        if self.connector.output.connector != OUTPUTS[THIRD].connector:
            super().verify_command_tag(command)


class TrustsWhoeverStartsOnItsThirdConnector(COPPDevice):
    """Begins a session with anybody there."""

    def verify_random_number(self, sequence: bytes) -> None:
        """Not checked there."""
        if self.connector.output.connector != OUTPUTS[THIRD].connector:
            super().verify_random_number(sequence)


# One mode after the other.


class RemembersThatAResolutionWasTooBig(SharedConnector):
    """Refuses what one mode did not go with in the next one as well."""

    def change_mode(self, number: int) -> None:
        """The limits of both."""
        before = self.mode.too_big_for
        super().change_mode(number)
        self.mode = replace(self.mode, too_big_for=self.mode.too_big_for | before)


class ShowsTheFirstModeOfItsThirdConnector(COPPDevice):
    """Reports there what the signal was when the driver started."""

    def display_data(self, nonce: bytes, _: int) -> bytes:
        """That of the first mode."""
        mode, first = self.connector.mode, self.connector.output.modes[0]
        if self.connector.output.connector == OUTPUTS[THIRD].connector:
            self.connector.mode = first
        answer = super().display_data(nonce, _)
        self.connector.mode = mode
        return answer


class LeavesLevelOneOnAtItsThirdConnector(SharedConnector):
    """Does not write to that connector when the last device at level 1 of ACP ends."""

    def remove(self, protection_type: ProtectionType, level: int) -> None:
        """Counted, and not applied."""
        before = self.hardware[protection_type]
        super().remove(protection_type, level)
        if self.output.connector == OUTPUTS[THIRD].connector and (protection_type, level) == (ACP, 1):
            self.hardware[protection_type] = before


# fmt: off
WRONG_LATER = (
    WrongDriver(KeepsTheSlotOfALostDevice, IN_TURN, 17, ("COPP-123", "COPP-905")),
    WrongDriver(KeepsTheKeyOfEverySession, IN_TURN, 44, ("COPP-153", "COPP-186")),
    WrongDriver(LocksUpAfterThreeFailedStarts, IN_TURN, 19, ("COPP-153",)),
    WrongDriver(CountsItsRandomNumbers, TWO, 6, ("COPP-144",)),
    WrongDriver(JoinsTheTwoOldestDevices, THREE, 15, ("COPP-610", "COPP-612")),
    WrongDriver(GoesToTheLowestLevelThatIsLeft, THREE, 16, ("COPP-610", "COPP-184")),
    WrongDriver(EndsTheEventsOfOthersWithItsOwn, TWO, 8, ("COPP-806", "COPP-807")),
    WrongDriver(LosesEventsWithABadTag, EVENTS, 7, ("COPP-806", "COPP-166")),
    WrongDriver(AnswersTheLastRequestAgain, MESSAGES, 6, ("COPP-433", "COPP-432")),
    WrongDriver(LeavesCGMSOnInAModeChange, MODES, 6, ("COPP-184", "COPP-904")),
    WrongDriver(RemembersThatAResolutionWasTooBig, MODES, 7, ("COPP-162", "COPP-164")),
    WrongDriver(ShowsTheFirstModeOfItsThirdConnector, ANOTHER_OUTPUT, 6, ("COPP-316",)),
    WrongDriver(LeavesLevelOneOnAtItsThirdConnector, ANOTHER_OUTPUT, 6, ("COPP-184",)),
    WrongDriver(DoesNotKnowItsThirdConnector, ANOTHER_OUTPUT, 1, ("COPP-123",)),
    WrongDriver(TrustsItsThirdConnector, ANOTHER_OUTPUT, 5, ("COPP-425", "COPP-421")),
    WrongDriver(TrustsWhoeverStartsOnItsThirdConnector, ANOTHER_OUTPUT, 4, ("COPP-152",)),
)
# fmt: on
