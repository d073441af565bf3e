"""Wrong drivers that do a duty in one of the places where it stands, and not in another."""

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import ACP, SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.television import ulong
from coppspec.model.codes import HResult
from coppspec.model.constants import ProtectionType
from coppspec.model.layouts import VIDEOPARAMETERS, DXVA_COPPCommand, DXVA_COPPStatusInput
from coppspec.model.tvout import CPCommand
from coppspec.properties.zoo import MESSAGES, ONE, WrongDriver

SESSION, RESETS = "one copy-protection session", "resets and power"
LEVELS_OF_ACP, LEVELS_OF_CGMSA = "levels of ACP", "levels of CGMSA"
ACTIVATE, CHANGE, DEACTIVATE = (
    CPCommand.VP_CP_CMD_ACTIVATE,
    CPCommand.VP_CP_CMD_CHANGE,
    CPCommand.VP_CP_CMD_DEACTIVATE,
)


# Lengths.


class LooksAtTheRoomForItsAnswerAlone(CopyProtectionMiniport):
    """Reads a structure of 356 bytes out of any buffer."""

    def video_parameters(self, buffer: bytes, output_length: int) -> bytes:
        """With zeros for what is not there."""
        return super().video_parameters(buffer.ljust(VIDEOPARAMETERS.size, b"\0"), output_length)


class LooksAtTheLengthOfARequestAlone(CopyProtectionMiniport):
    """Writes a structure of 356 bytes into any buffer."""

    def verify_output_length(self, output_length: int) -> None:
        """Any room."""


class TakesACommandOfAnySize(COPPDevice):
    """Looks at the sizes of blocks and status requests alone."""

    def verify_command_input(self, command: bytes) -> None:
        """Any size."""

    def command(self, command: bytes) -> None:
        """With zeros for what is not there."""
        super().command(command.ljust(DXVA_COPPCommand.size, b"\0"))


class TakesAStatusRequestOfAnySize(COPPDevice):
    """Looks at the sizes of blocks and commands alone."""

    def query_status(self, request: bytes) -> bytes:
        """With zeros for what is not there."""
        return super().query_status(request.ljust(DXVA_COPPStatusInput.size, b"\0"))


# The three commands.


class LooksAtTheTypeOfActivationsAlone(CopyProtectionMiniport):
    """Takes a change of any type."""

    def verify_type(self, buffer: bytes) -> None:
        """Only where a session begins."""
        if ulong(buffer, "dwCPCommand") == ACTIVATE:
            super().verify_type(buffer)


class LooksAtTheTypeOfChangesAlone(CopyProtectionMiniport):
    """Takes an activation of any type."""

    def verify_type(self, buffer: bytes) -> None:
        """Only where there is a session."""
        if ulong(buffer, "dwCPCommand") == CHANGE:
            super().verify_type(buffer)


class LooksAtTheBitsOfActivationsAlone(CopyProtectionMiniport):
    """Takes a change with undefined bits."""

    def verify_defined_bits(self, buffer: bytes) -> None:
        """Only where a session begins."""
        if ulong(buffer, "dwCPCommand") == ACTIVATE:
            super().verify_defined_bits(buffer)


class LooksAtTheBitsOfChangesAlone(CopyProtectionMiniport):
    """Takes an activation with undefined bits."""

    def verify_defined_bits(self, buffer: bytes) -> None:
        """Only where there is a session."""
        if ulong(buffer, "dwCPCommand") == CHANGE:
            super().verify_defined_bits(buffer)


class TakesTheLowestOfSeveralCommands(CopyProtectionMiniport):
    """Lets commands be combined, and does the first."""

    def protect(self, buffer: bytes) -> bytes:
        """The lowest bit."""
        asked = ulong(buffer, "dwCPCommand")
        if asked in {3, 5, 6, 7}:
            buffer = VIDEOPARAMETERS.put(buffer, dwCPCommand=asked & -asked)
        return super().protect(buffer)


class TakesNoCommandForNothingToDo(CopyProtectionMiniport):
    """Succeeds where there is no command that it knows."""

    def protect(self, buffer: bytes) -> bytes:
        """Nothing, and success."""
        asked = ulong(buffer, "dwCPCommand")
        return super().protect(buffer) if asked in {1, 2, 3, 4, 5, 6, 7} else buffer


class ForgetsTheKeyOfItsCallerAtADeactivation(CopyProtectionMiniport):
    """Returns no key where a session ends, in a field that is the caller's."""

    def protect(self, buffer: bytes) -> bytes:
        """Zero, after a deactivation."""
        returned = super().protect(buffer)
        ends = ulong(buffer, "dwCPCommand") == DEACTIVATE
        return VIDEOPARAMETERS.put(returned, dwCPKey=0) if ends else returned


class RefusesWhatIsNotAdvertisedButForOneFlag(CopyProtectionMiniport):
    """Takes every flag that there could be."""

    def settable(self) -> int:
        """One flag that belongs to nothing."""
        return super().settable() | 1 << 31


# What ends a session.


class KeepsItsKeysInARestart(CopyProtectionMiniport):
    """Turns every session off when it starts again, and knows it all the same."""

    def restart(self) -> None:
        """Sessions that are turned off."""
        keys = tuple(self.levels)
        super().restart()
        self.levels = dict.fromkeys(keys, 0)


class KeepsItsProtectionInARestart(CopyProtectionMiniport):
    """Forgets every key when it starts again, and protects all the same."""

    left = 0

    def restart(self) -> None:
        """The level is left behind."""
        self.left = self.resulting_level()
        super().restart()

    def resulting_level(self) -> int:
        """That level at least."""
        return max(super().resulting_level(), self.left)


class _LeavesOneType(SharedConnector):
    """Adjusts all types but one when a session ends."""

    kept = ACP

    def remove(self, protection_type: ProtectionType, level: int) -> None:
        """Counted, and not applied."""
        before = self.hardware[protection_type]
        super().remove(protection_type, level)
        if protection_type == self.kept:
            self.hardware[protection_type] = before


class LeavesACPOnWhenASessionEnds(_LeavesOneType):
    """Adjusts the other types."""


class LeavesCGMSOnWhenASessionEnds(_LeavesOneType):
    """Adjusts the other types."""

    kept = ProtectionType.COPP_ProtectionType_CGMSA


# Calls without a device.


class ClosesADeviceThatIsNotThere(ReferenceDriver):
    """Has nothing against a close too many."""

    def close_video_session(self, handle: Handle) -> int:
        """Success, since it is closed."""
        code = super().close_video_session(handle)
        return HResult.S_OK if code == HResult.E_POINTER else code


class ExchangesNoKeysUnexpectedlyWithoutADevice(ReferenceDriver):
    """Takes a call without a device for one in the wrong state."""

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        """Another code."""
        code, *given = super().key_exchange(handle)
        return (HResult.E_UNEXPECTED if code == HResult.E_POINTER else code, given[0], given[1])


# fmt: off
WRONG_BY_HALF = (
    WrongDriver(LooksAtTheRoomForItsAnswerAlone, SESSION, 1, ("VPCP-103",)),
    WrongDriver(LooksAtTheLengthOfARequestAlone, SESSION, 1, ("VPCP-103",)),
    WrongDriver(TakesACommandOfAnySize, MESSAGES, 5, ("COPP-104",)),
    WrongDriver(TakesAStatusRequestOfAnySize, MESSAGES, 5, ("COPP-104",)),
    WrongDriver(LooksAtTheTypeOfActivationsAlone, SESSION, 2, ("VPCP-311",)),
    WrongDriver(LooksAtTheTypeOfChangesAlone, SESSION, 1, ("VPCP-311",)),
    WrongDriver(LooksAtTheBitsOfActivationsAlone, SESSION, 2, ("VPCP-434",)),
    WrongDriver(LooksAtTheBitsOfChangesAlone, SESSION, 1, ("VPCP-434",)),
    WrongDriver(TakesTheLowestOfSeveralCommands, SESSION, 1, ("VPCP-310",)),
    WrongDriver(TakesNoCommandForNothingToDo, SESSION, 1, ("VPCP-310",)),
    WrongDriver(ForgetsTheKeyOfItsCallerAtADeactivation, SESSION, 2, ("VPCP-414",)),
    WrongDriver(RefusesWhatIsNotAdvertisedButForOneFlag, SESSION, 1, ("VPCP-303",)),
    WrongDriver(KeepsItsKeysInARestart, RESETS, 3, ("VPCP-431", "VPCP-664", "VPCP-433")),
    WrongDriver(KeepsItsProtectionInARestart, RESETS, 2, ("VPCP-664", "VPCP-554")),
    WrongDriver(LeavesACPOnWhenASessionEnds, LEVELS_OF_ACP, 6, ("COPP-184",)),
    WrongDriver(LeavesCGMSOnWhenASessionEnds, LEVELS_OF_CGMSA, 6, ("COPP-184",)),
    WrongDriver(ClosesADeviceThatIsNotThere, ONE, 1, ("COPP-105",)),
    WrongDriver(ExchangesNoKeysUnexpectedlyWithoutADevice, ONE, 1, ("COPP-105",)),
)
# fmt: on
