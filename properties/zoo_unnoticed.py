"""Wrong drivers that are right in what is tried first: at the highest level, and with one thing at a time."""

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import ACP, CGMSA
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.driver.television import ulong
from coppspec.model.codes import HResult
from coppspec.model.constants import DXVA_COPPSetProtectionLevel, DXVA_COPPSetSignaling
from coppspec.model.layouts import (
    VIDEOPARAMETERS,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
)
from coppspec.model.tvout import CPCommand, CPType, VPCommand
from coppspec.properties.zoo import MESSAGES, MODES, SIGNALS, TWO, WrongDriver

ONE_KEY, BESIDE = "one copy-protection session", "a device and a copy-protection session"


def named(command: bytes) -> tuple[int, int] | None:
    """The type and the level that a command is about, if it sets one."""
    if DXVA_COPPCommand.get_guid(command, "guidCommandID") != DXVA_COPPSetProtectionLevel:
        return None
    data = DXVA_COPPCommand.get_bytes(command, "CommandData")
    layout = DXVA_COPPSetProtectionLevelCmdData
    return layout.get_ulong(data, "ProtType"), layout.get_ulong(data, "ProtLevel")


# What is not authentic.


class LetsAnybodyTurnProtectionOff(COPPDevice):
    """Takes it that only what asks for protection has to be authentic."""

    def verify_command_tag(self, command: bytes) -> None:
        """Nothing is asked of level 0 of a type that is on."""
        on = {(int(each), 0) for each, level in self.levels.items() if level}
        if named(command) not in on:
            super().verify_command_tag(command)


class AuthenticatesCommandsForHDCPAlone(COPPDevice):
    """Looks at the tag where the level of the first type is set."""

    def verify_command_tag(self, command: bytes) -> None:
        """Nothing is asked of the other types."""
        about = named(command)
        if about is None or about[0] not in {ACP, CGMSA}:
            super().verify_command_tag(command)


class TakesAnyNumberForTurningProtectionOff(COPPDevice):
    """Has turned protection off before it compares the number."""

    def verify_command_number(self, command: bytes) -> None:
        """Nothing is asked of level 0 of a type that is on, if it is authentic."""
        on = {(int(each), 0) for each, level in self.levels.items() if level}
        if named(command) in on:
            self.verify_command_tag(command)
        else:
            super().verify_command_number(command)


class LooksAtTheIdentifierOfWhatProtects(CopyProtectionMiniport):
    """Takes any structure that turns a session off for one that it knows."""

    def verify_identifier(self, buffer: bytes) -> None:
        """Nothing is asked of a CHANGE to level 0."""
        turns_off = ulong(buffer, "dwCPCommand") == CPCommand.VP_CP_CMD_CHANGE
        if not turns_off or ulong(buffer, "bCP_APSTriggerBits"):
            super().verify_identifier(buffer)


class LooksAtTheBitsOfOneTypeAlone(CopyProtectionMiniport):
    """Takes the trigger field for its own where the complete data are in use."""

    def verify_defined_bits(self, buffer: bytes) -> None:
        """Nothing is asked of the other type."""
        if ulong(buffer, "dwCPType") == CPType.VP_CP_TYPE_APS_TRIGGER:
            super().verify_defined_bits(buffer)


class LooksAtTheKeyOfOneTypeAlone(CopyProtectionMiniport):
    """Has one session for the complete data, whoever changes its level."""

    def change(self, buffer: bytes) -> None:
        """Any key is that of the first session, where the type is the other one."""
        key, first = ulong(buffer, "dwCPKey"), next(iter(self.levels), 0)
        is_other = ulong(buffer, "dwCPType") == CPType.VP_CP_TYPE_MACROVISION
        named = first if is_other and key not in self.levels else key
        super().change(VIDEOPARAMETERS.put(buffer, dwCPKey=named))


# What belongs to something else.


class EndsCGMSWithASignal(COPPDevice):
    """Begins the packets in the signal anew, without the level that they carry."""

    def obey(self, command: bytes) -> None:
        """The signal, and no level."""
        super().obey(command)
        if DXVA_COPPCommand.get_guid(command, "guidCommandID") == DXVA_COPPSetSignaling:
            self.connector.hardware[CGMSA] = 0


class EndsTheSignalWithCGMS(COPPDevice):
    """Takes the packets out of the signal when they carry no level."""

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """The level, and no standard."""
        super().set_protection_level(protection_type, level)
        if protection_type == CGMSA and not level:
            self.connector.set_signal(0, 0)


class EndsTheSignalOfOthersWithItsOwn(COPPDevice):
    """Takes the packets out of the signal when it is closed, whoever else is there."""

    def close(self) -> None:
        """And no standard."""
        super().close()
        self.connector.set_signal(0, 0)


class LosesEventsWhereAResolutionIsTooBig(COPPDevice):
    """Begins anew with its events where the mode does not go with a level."""

    def verify_resolution(self, protection_type: int, level: int) -> None:
        """Refused, and nothing has happened."""
        try:
            super().verify_resolution(protection_type, level)
        except Refused:
            self.flags = 0
            raise


class EndsSessionsWithAStart(ReferenceDriver):
    """Begins a protected session on clean hardware, whatever other sessions have written there."""

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        """A session more, and no level of the others."""
        code = super().sequence_start(handle, signature)
        if code == HResult.S_OK:
            for number in range(len(self.adapters)):
                self._miniport(number).hardware = 0
        return code


class EndsSessionsWithASignal(ReferenceDriver):
    """Sets up the output for a signal, without what other sessions have written there."""

    def command(self, handle: Handle, command: bytes) -> int:
        """A signal, and no level of the others."""
        code = super().command(handle, command)
        if code == HResult.S_OK and named(command) is None:
            for number in range(len(self.adapters)):
                self._miniport(number).hardware = 0
        return code


class LosesEventsWithASession(ReferenceDriver):
    """Has the events of an output with its levels, and clears both when another session sets one."""

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """The session, and nothing has happened."""
        status, returned = super().video_parameters(adapter, buffer, output_length)
        if returned and ulong(returned, "dwCommand") == VPCommand.VP_COMMAND_SET:
            for device in self.devices.values():
                device.flags = 0
        return status, returned


# fmt: off
WRONG_UNNOTICED = (
    WrongDriver(LetsAnybodyTurnProtectionOff, MESSAGES, 6, ("COPP-425", "COPP-421")),
    WrongDriver(AuthenticatesCommandsForHDCPAlone, MESSAGES, 5, ("COPP-425", "COPP-421")),
    WrongDriver(TakesAnyNumberForTurningProtectionOff, MESSAGES, 6, ("COPP-433", "COPP-432")),
    WrongDriver(LooksAtTheIdentifierOfWhatProtects, ONE_KEY, 2, ("VPCP-105",)),
    WrongDriver(LooksAtTheBitsOfOneTypeAlone, ONE_KEY, 2, ("VPCP-434",)),
    WrongDriver(LooksAtTheKeyOfOneTypeAlone, ONE_KEY, 2, ("VPCP-430", "VPCP-431", "VPCP-432")),
    WrongDriver(EndsCGMSWithASignal, SIGNALS, 6, ("COPP-612", "COPP-610")),
    WrongDriver(EndsTheSignalWithCGMS, SIGNALS, 7, ("COPP-621",)),
    WrongDriver(EndsTheSignalOfOthersWithItsOwn, TWO, 11, ("COPP-621", "X04")),
    WrongDriver(LosesEventsWhereAResolutionIsTooBig, MODES, 8, ("COPP-806", "COPP-166")),
    WrongDriver(EndsSessionsWithAStart, BESIDE, 5, ("VPCP-702", "VPCP-707")),
    WrongDriver(EndsSessionsWithASignal, BESIDE, 6, ("VPCP-702", "VPCP-707")),
    WrongDriver(LosesEventsWithASession, BESIDE, 7, ("COPP-806",)),
)
# fmt: on
